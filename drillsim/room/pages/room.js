// The start of every screen: who it is stands in its address; what it shows comes from the server.

import { facilitator } from "./facilitator.js";
import { Link } from "./link.js";
import { observer } from "./observer.js";
import { button, el, language, languages, learn, many, put, speak, speakers, w, warn } from "./page.js";
import { player } from "./player.js";

const path = location.pathname.split("/").filter(Boolean);
const screen = path[0] === "player" ? decodeURIComponent(path[1] ?? "") : path[0] ?? "facilitator";
const SCREENS = { facilitator, observer };

/** What the parts of a screen share. `place`, `pool` … give the names of the scene's keys. */
const room = {
  screen, scene: null, view: null, clock: null, names: {},
  name: (sort, key) => room.names[sort]?.get(key)?.name ?? key ?? "",
  async order(order) {
    count();
    const sent = room.link.order(order);
    count();
    const answer = await sent;
    count();
    if (!answer.done) warn(answer.why);
    return answer.done;
  },
};

const line = el("span", { class: "line", role: "status" });
const pending = el("span", { class: "pending" });
const choice = el("span", { class: "languages" });
const bar = el("div", { class: "bar" }, line, pending, choice);
const place = el("div", { class: "screen" });
let shown = null, shownIn = "", state = "connecting";

function remembered() {
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked in languages) return asked;
  try {
    const kept = localStorage.getItem("drillsim-language");
    if (kept in languages) return kept;
  } catch { /* storage may be switched off */ }
  return Object.keys(languages).find((code) => (navigator.language || "").toLowerCase().startsWith(code)) ?? "en";
}

async function choose(code) {
  try {
    localStorage.setItem("drillsim-language", code);
  } catch { /* then it lasts as long as the page */ }
  try {
    await speak(code);
  } catch {
    warn(w("not_reached"));
    return;
  }
  tell(state);
  room.link.speak(code); // the scene in this language builds the screen anew
}

function offer() {
  choice.replaceChildren(...Object.entries(languages).map(([code, { name }]) =>
    button(name, () => choose(code), { lang: code, "aria-pressed": String(code === language), class: "quiet" })));
}

function count() {
  const n = room.link?.waiting.size ?? 0;
  put(pending, n ? many("unconfirmed", n) : "");
}

function tell(news) {
  state = news;
  line.className = `line ${news}`;
  put(line, { open: w("connected"), lost: w("lost"), crowded: w("crowded"), connecting: w("connecting"), unknown: w("unknown_link") }[news]);
  document.body.dataset.state = news;
  if (news === "unknown" && !shown) place.replaceChildren(el("main", { class: "only" }, el("h1", { text: w("unknown_link") }), el("p", { text: w("unknown_link_help") })));
  count();
}

function build() {
  shown = (SCREENS[screen] ?? player)(room, bar);
  shownIn = room.scene.language;
  offer();
  place.replaceChildren(shown.root);
  if (room.view) shown.update(room.view);
  if (room.clock) shown.tick(room.clock);
}

const on = {
  state: tell,
  scene(scene) {
    room.scene = scene;
    for (const sort of ["zones", "pools", "targets", "players", "places", "kinds"]) {
      room.names[sort] = new Map(scene[sort].map((one) => [one.key, one]));
    }
    if (scene.language === language && scene.language !== shownIn) {
      shown?.leave?.();
      shown = null; // its view is in the other language: the new one follows at once
      room.view = null;
    }
  },
  view(view) {
    room.view = view;
    if (!shown && room.scene) build();
    else shown?.update(view);
  },
  clock(clock) {
    const isFirst = room.clock === null;
    room.clock = clock;
    if (!room.view || !shown) return;
    if (isFirst) shown.update(room.view); // only now it is known which day is today
    shown.tick(clock);
  },
};

async function start() {
  document.body.append(place, ...speakers());
  for (let wait = 500; ; wait = Math.min(2 * wait, 5000)) {
    try {
      await learn();
      await speak(remembered());
      break;
    } catch {
      await new Promise((go) => setTimeout(go, wait));
    }
  }
  place.append(el("main", { class: "only" }, bar));
  offer();
  room.link = new Link(screen, location.hash.slice(1), language, on);
}

start();
