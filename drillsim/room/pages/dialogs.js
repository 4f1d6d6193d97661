// The dialogs of the facilitator. Each is built when it opens and gone when it closes; Escape closes it.

import { button, clockTime, dateOf, day, el, put, w } from "./page.js";

const LONGEST = 2000; // letters of a text
const DAY = 86400000; // milliseconds
let fields = 0;

/** A question in front of everything else. `send` returns false (or a promise of it) to keep the dialog open. */
export function ask(title, content, words, send) {
  const before = document.activeElement;
  const dialog = el("dialog");
  const close = () => dialog.close();
  const form = el("form", {
    submit: async (event) => {
      event.preventDefault();
      if (!form.reportValidity()) return;
      if ((await send()) !== false) close();
    },
    keydown: (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault(); // a field would send the form as well
      form.requestSubmit();
    },
  }, el("h2", { text: title }), ...content, el("div", { class: "acts" },
    words && el("button", { type: "submit", class: "main", text: words }), button(words ? w("cancel") : w("close"), close)));
  dialog.append(form);
  dialog.setAttribute("aria-label", title);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before?.isConnected) before.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function field(words, input) {
  fields += 1;
  input.id = `field-${fields}`;
  return el("p", { class: "field" }, el("label", { for: input.id, text: words }), input);
}

function select(options, value) {
  const input = el("select", {}, ...options.map(([key, name]) => el("option", { value: key, selected: key === value, text: name })));
  return input;
}

const textarea = (value, required) => el("textarea", { rows: 4, maxlength: LONGEST, required, text: value });
const people = (value) => el("input", { type: "number", min: 1, max: 1000000, value, required: true });

/** A moment of the scenario: its day by name, its time as typed (09:20). A browser's own field would follow another language. */
function timeField(room, words, second) {
  const { start, window_end: end } = room.scene, days = [];
  const firstDay = Date.parse(`${start.slice(0, 10)}T00:00:00Z`), zero = dateOf(start, 0).getTime();
  for (let at = firstDay; at <= zero + 1000 * end; at += DAY) days.push([String((at - zero) / 1000), day(start, (at - zero) / 1000)]);
  const date = select(days, "0");
  const time = el("input", { required: true, pattern: "([01]?[0-9]|2[0-3])[:：][0-5][0-9]([:：][0-5][0-9])?", placeholder: "09:20", size: 8, "aria-label": w("time_of_day"), title: w("time_form") });
  const node = field(words, date);
  node.classList.add("moment");
  node.append(time);
  const self = {
    node,
    get second() {
      const [hours, minutes, seconds = 0] = time.value.split(/[:：]/u).map(Number);
      return Number(date.value) + 3600 * hours + 60 * minutes + seconds;
    },
    set second(value) {
      const within = Math.min(end, Math.max(0, value)), midnight = days.findLast(([at]) => Number(at) <= within) ?? days[0];
      date.value = midnight[0];
      time.value = clockTime(start, within, dateOf(start, within).getUTCSeconds() > 0);
    },
  };
  self.second = second;
  return self;
}

const zoneOptions = (scene, optional) => [...(optional ? [["", w("nowhere")]] : []), ...scene.zones.map((zone) => [zone.key, zone.name])];

// ---- injects -----------------------------------------------------------------------------------------

export function edit(room, inject) {
  const time = timeField(room, w("when"), inject.time), many_ = people(inject.people), message = textarea(inject.message, false);
  const zone = inject.zone ? select(zoneOptions(room.scene), inject.zone) : null;
  ask(w("edit_title", { n: inject.number, name: inject.name }), [
    time.node, zone && field(w("where"), zone), field(w("how_many_people"), many_), field(w("message"), message),
  ].filter(Boolean), w("save"), () => {
    const order = { do: "edit", inject: inject.number };
    if (time.second !== inject.time) order.time = time.second;
    if (Number(many_.value) !== inject.people) order.people = Number(many_.value);
    if (zone && zone.value !== inject.zone) order.zone = zone.value;
    if (message.value.trim() && message.value.trim() !== inject.message) order.message = message.value.trim();
    return Object.keys(order).length === 2 || room.order(order);
  });
}

/** A new inject. `added` hears whether it is to be given at once. */
export function add(room, added) {
  const { scene } = room, now = room.clock.second;
  const kind = select(scene.kinds.map((one) => [one.key, one.name])), zone = select(zoneOptions(scene, true));
  const time = timeField(room, w("when"), Math.min(scene.window_end - 1, Math.ceil((now + 600) / 60) * 60)), many_ = people(1), message = textarea("", false);
  const attributes = scene.attributes.map((one) => [one, select(one.values.map((value) => [value.key, value.name]))]);
  const needs = () => scene.kinds.find((one) => one.key === kind.value)?.needs_zone;
  const place = () => {
    zone.required = Boolean(needs());
    if (needs() && !zone.value) zone.value = scene.zones[0]?.key ?? "";
  };
  kind.addEventListener("change", place);
  place();
  const send = async (atOnce) => {
    const order = { do: "add", kind: kind.value, people: Number(many_.value), time: time.second };
    if (zone.value) order.zone = zone.value;
    if (message.value.trim()) order.message = message.value.trim();
    const chosen = attributes.filter(([, input]) => input.selectedIndex > 0).map(([one, input]) => [one.key, input.value]);
    if (chosen.length) order.attributes = Object.fromEntries(chosen);
    const number = room.view.injects.length + 1;
    if (!(await room.order(order))) return false;
    await added(number, atOnce);
    return true;
  };
  const dialog = ask(w("add_title"), [
    field(w("what"), kind), field(w("where"), zone), field(w("how_many_people"), many_), time.node,
    ...attributes.map(([one, input]) => field(one.name, input)), field(w("message"), message), el("p", { class: "soft", text: w("add_help") }),
  ], w("add_draft"), () => send(false));
  dialog.querySelector(".acts .main").after(button(w("add_now"), async () => {
    if (dialog.querySelector("form").reportValidity() && (await send(true))) dialog.close();
  }));
}

// ---- words --------------------------------------------------------------------------------------------

/** A message to players; of an offer (a contingency inject) with its words ready to change. */
export function tell(room, offer = null) {
  const to = select([["", w("everybody")], ...room.scene.players.map((one) => [one.key, one.name])], offer?.player ?? "");
  const message = textarea(offer?.message ?? "", true);
  ask(w(offer ? "contingency" : "tell_title"), [field(w("to"), to), field(w("message"), message)], w("send_message"), () => {
    const order = { do: "tell", to: to.value, message: message.value.trim() };
    return room.order(offer?.step ? { ...order, incident: offer.incident, step: offer.step } : order);
  });
  message.focus();
}

export function note(room) {
  const text = textarea("", true), target = select([["", w("no_target")], ...room.scene.targets.map((one) => [one.key, one.name])]);
  const { start } = room.scene, { second } = room.clock;
  ask(w("note_title"), [el("p", { class: "soft", text: w("note_at", { when: `${day(start, second)} ${clockTime(start, second)}` }) }), field(w("note_text"), text), field(w("about_target"), target)],
    w("save"), () => room.order({ do: "note", text: text.value.trim(), ...(target.value && { target: target.value }) }));
  text.focus();
}

// ---- the clock and the pools ----------------------------------------------------------------------------

export function jump(room) {
  const { scene, clock } = room, now = clock.second;
  const time = timeField(room, w("jump_to"), Math.ceil((now + 1) / 3600) * 3600);
  const to = (second) => () => (time.second = second);
  const date = dateOf(scene.start, now), today = date.getUTCHours() * 3600 + date.getUTCMinutes() * 60 + date.getUTCSeconds();
  const morning = now - today + (today < 8 * 3600 ? 0 : 86400) + 8 * 3600;
  ask(w("jump_title"), [
    time.node,
    el("div", { class: "acts" }, button(w("plus_10_min"), to(now + 600)), button(w("plus_1_h"), to(now + 3600)), button(w("next_morning"), to(morning)), button(w("the_end"), to(scene.window_end))),
    el("p", { class: "soft", text: w("jump_help") }),
  ], w("jump"), () => room.order({ clock: "jump", to: time.second }));
}

export function away(room) {
  const { scene } = room, board = new Map(room.view.board.pools.map((one) => [one.key, one]));
  const pool = select(scene.pools.map((one) => [one.key, `${one.name} (${w("free_of", { free: Math.max(0, board.get(one.key).total - board.get(one.key).out), total: board.get(one.key).total })})`]));
  const count = people(1), time = timeField(room, w("until_when"), room.clock.second + 4 * 3600);
  ask(w("away_title"), [field(w("who"), pool), field(w("how_many"), count), time.node, el("p", { class: "soft", text: w("away_help") })],
    w("take_away"), () => room.order({ do: "away", pool: pool.value, count: Number(count.value), until: time.second }));
}

export function end(room) {
  ask(w("end_title"), [el("p", { text: w("end_help") })], w("end"), () => room.order({ do: "end" }));
}

// ---- joining ---------------------------------------------------------------------------------------------

/** Links and QR codes; of one screen or of all. */
export function links(room, only = null) {
  const name = (screen) => ({ facilitator: w("facilitator"), observer: w("observer") }[screen] ?? room.name("players", screen));
  const shown = room.scene.links.filter((one) => (only ? one.screen === only : one.screen !== "facilitator"));
  const cards = shown.map((one) => {
    const address = el("input", { readonly: true, value: one.url, "aria-label": w("link_of", { name: name(one.screen) }), focus: () => address.select() });
    const copy = button(w("copy"), async () => {
      address.select();
      try {
        await navigator.clipboard.writeText(one.url); // not there on http:// addresses other than this machine
        put(copy, w("copied"));
      } catch {
        put(copy, document.execCommand("copy") ? w("copied") : w("copy_by_hand"));
      }
    });
    return el("article", { class: "joining" }, el("h3", { text: name(one.screen) }), el("img", { src: one.qr, alt: w("qr_of", { name: name(one.screen) }) }), address, copy);
  });
  const local = shown.some((one) => ["127.0.0.1", "localhost"].includes(new URL(one.url).hostname));
  const dialog = ask(w("links_title"), [el("p", { class: "soft", text: local ? w("links_local") : w("links_help") }), el("div", { class: "joinings" }, ...cards)], "", () => true);
  dialog.classList.add("wide");
}

export function shortcuts(keys) {
  const rows = keys.map(([key, words]) => el("tr", {}, el("td", {}, el("kbd", { text: key })), el("td", { text: words })));
  ask(w("shortcuts"), [el("table", {}, el("tbody", {}, ...rows))], "", () => true);
}

