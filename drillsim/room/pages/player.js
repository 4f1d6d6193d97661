// A player's screen: what the role knows, what it has to decide, and its own time limits. Made for a telephone.

import { Board } from "./board.js";
import { Clocks } from "./clocks.js";
import { Feed } from "./feed.js";
import { HotWash } from "./hotwash.js";
import { Incidents } from "./incidents.js";
import { Lights } from "./lights.js";
import { announce, button, counted, el, labelled, many, put, w } from "./page.js";
import { Tasks } from "./tasks.js";

const BANNER = 30000; // milliseconds for which a new message stands on top

const panel = (title, ...content) => el("section", { class: "panel" }, el("h2", { text: title }), ...content);

export function player(room, bar) {
  const name = room.name("players", room.screen);
  const parts = {
    clocks: new Clocks(room, false), tasks: new Tasks(room, true), told: new Feed(room, w("nothing_told")), lights: new Lights(room, false),
    board: new Board(room), sent: new Feed(room, w("nothing_sent")), incidents: new Incidents(room),
  };
  const sit = button(w("sit"), () => room.order({ do: "sit", player: room.screen }), { class: "main big" });
  const away = el("section", { class: "panel join" }, el("p", { text: w("sit_help") }), sit);
  const noLimits = el("p", { class: "soft" });
  const buzz = el("input", { type: "checkbox", change: () => (buzz.checked = buzz.checked && "vibrate" in navigator) });
  const main = el("main", { class: "sheet" }, away, panel(w("to_decide"), parts.tasks.root), panel(w("told"), parts.told.root),
    panel(w("own_limits"), parts.lights.root, noLimits), panel(w("own_people"), parts.board.root), panel(w("sent"), parts.sent.root),
    el("details", { class: "panel" }, el("summary", { text: w("known_incidents") }), parts.incidents.root),
    "vibrate" in navigator ? el("label", { class: "check" }, buzz, w("vibrate")) : null);
  const ended = el("div");
  const header = el("header", { class: "top" }, bar, el("h1", { text: name }), parts.clocks.root);
  const title = (waiting) => (document.title = `${waiting ? `(${waiting}) ` : ""}${name} · ${room.scene.scenario}`);
  title(0);
  let first = true, heard = 0;
  const answered = []; // calls, as long as the page is open
  parts.tasks.answered = (task, second, picked) => {
    answered.push({ sort: "call", second, words: w(picked ? "you_picked_up" : "you_let_ring"), from: `${w("incident_n", { n: task.incident })} · ${task.name}` });
    if (room.view.sent) sent(room.view);
  };
  const sent = (view) => parts.sent.update([
    ...view.sent.map((one) => ({ second: one.second, words: counted(one.pools), from: `${w("incident_n", { n: one.incident })} · ${one.step}` })), ...answered,
  ]);
  /** A message that has just come, in front of everything until it is closed. */
  const banner = (message) => {
    const words = labelled(w("from_facilitator"), message);
    const node = el("p", { class: "banner" }, el("span", { class: "grow", dir: "auto", text: words }), button(w("close"), () => node.remove()));
    header.append(node);
    setTimeout(() => node.remove(), BANNER);
    announce(words);
  };

  return {
    root: el("div", { class: "player" }, header, main, ended),
    update(view) {
      if (view.hotwash) {
        if (!ended.firstChild) ended.append(new HotWash(room, view.hotwash, "player", view).root);
        main.hidden = true;
        title(0);
        return;
      }
      away.hidden = view.player.present;
      const fresh = parts.tasks.update(view.tasks, w(view.player.present ? "nothing_to_decide" : "rule_decides"));
      title(view.tasks.length);
      if (fresh.length && !first && buzz.checked) navigator.vibrate(200);
      if (!first) view.told.slice(heard).forEach((one) => banner(one.message));
      heard = view.told.length;
      first = false;
      parts.told.update([...injects(room, view.injects), ...messages(view.told)]);
      parts.lights.update(view.lights);
      put(noLimits, parts.lights.shown.length ? "" : w("no_limit_runs"));
      parts.board.update(view.board);
      sent(view);
      parts.incidents.update(view.incidents);
      if (room.clock) this.tick(room.clock);
    },
    tick(clock) {
      parts.clocks.tick(clock);
      if (main.hidden) return;
      for (const part of ["tasks", "lights", "incidents"]) parts[part].tick(clock);
    },
  };
}

/** Injects as the role hears them: who says it and how, and what. */
export function injects(room, given) {
  return given.map((one) => ({
    sort: "inject", second: one.time,
    from: [w("incident_n", { n: one.incident }), one.mode, one.from && w("from_n", { who: one.from })].filter(Boolean).join(" · "),
    words: one.message || [one.name, room.name("zones", one.zone), many("people", one.people)].filter(Boolean).join(" · "),
  }));
}

const messages = (told) => told.map((one) => ({ sort: "told", second: one.second, from: w("from_facilitator"), words: one.message }));
