// The facilitator's screen: event list | what is going on | lights, map and board.

import { Board } from "./board.js";
import { Clocks, Controls } from "./clocks.js";
import { AtHand, Offers } from "./contingencies.js";
import * as dialogs from "./dialogs.js";
import { Events } from "./events.js";
import { Feed, notes, told } from "./feed.js";
import { HotWash } from "./hotwash.js";
import { Incidents } from "./incidents.js";
import { Lights } from "./lights.js";
import { TravelMap } from "./map.js";
import { announce, button, el, put, w } from "./page.js";
import { Roles } from "./roles.js";
import { Tasks } from "./tasks.js";

const panel = (title, ...content) => el("section", { class: "panel" }, el("h2", { text: title }), ...content);

export function facilitator(room, bar) {
  document.title = `${w("facilitator")} · ${room.scene.plan}`;
  const order = (made) => room.order(made);
  const act = {
    release: (one) => order({ do: "release", inject: one.number }),
    approve: (one) => order({ do: "approve", inject: one.number }),
    hold: (one) => order({ do: "hold", inject: one.number }),
    complete: (one) => order({ do: "complete", inject: one.number }),
    edit: (one) => dialogs.edit(room, one),
  };
  const added = async (number, atOnce) => {
    if (atOnce) await order({ do: "release", inject: number });
    else parts.events.expect(number);
  };
  const open = {
    add: () => dialogs.add(room, added), note: () => dialogs.note(room), tell: () => dialogs.tell(room), jump: () => dialogs.jump(room),
    away: () => dialogs.away(room), end: () => dialogs.end(room), links: (only = null) => dialogs.links(room, only), help: () => dialogs.shortcuts(KEYS()),
  };
  const remind = (task) => dialogs.tell(room, room.view.offers.find((one) => one.incident === task.incident && one.step === task.step) ?? { ...task, message: "" });
  const parts = {
    clocks: new Clocks(room), controls: new Controls(room, open.jump), events: new Events(room, act), tasks: new Tasks(room, false, remind),
    incidents: new Incidents(room), told: new Feed(room, w("no_messages")), lights: new Lights(room), map: new TravelMap(room),
    board: new Board(room), roles: new Roles(room, open.links), notes: new Feed(room, w("no_notes")), offers: new Offers(room), atHand: new AtHand(room),
  };
  const addButton = button(w("add"), open.add, { "aria-keyshortcuts": "a" });
  const columns = el("main", { class: "columns" },
    el("div", { class: "column list" }, el("div", { class: "heading" }, el("h2", { text: w("event_list") }), addButton), parts.events.tools, parts.atHand.root, parts.events.root),
    el("div", { class: "column" }, parts.roles.root, parts.offers.root, panel(w("waiting"), parts.tasks.root), panel(w("under_way"), parts.incidents.root),
      panel(w("messages"), el("div", { class: "acts" }, button(w("tell"), open.tell, { "aria-keyshortcuts": "t" })), parts.told.root)),
    el("div", { class: "column" }, panel(w("lights"), parts.lights.root), panel(w("map"), parts.map.root),
      panel(w("board"), el("div", { class: "acts" }, button(w("away"), open.away, { "aria-keyshortcuts": "w" })), parts.board.root),
      panel(w("notes"), el("div", { class: "acts" }, button(w("note"), open.note, { "aria-keyshortcuts": "m" })), parts.notes.root)));
  const ended = el("div");
  const noteButton = button(w("note"), open.note);
  const endButton = button(w("end_dots"), open.end);
  const held = el("p", { class: "held", role: "alert", hidden: true }); // why the clock stands still though nobody has paused it
  const header = el("header", { class: "top" },
    el("div", { class: "titles" }, el("h1", { text: room.scene.scenario }), el("p", { class: "soft", text: room.scene.plan })),
    parts.clocks.root, parts.controls.root,
    el("div", { class: "side" }, bar, el("div", { class: "acts" }, noteButton, endButton, button("?", open.help, { "aria-label": w("shortcuts") }))), held);
  const root = el("div", { class: "facilitator" }, header, columns, ended);

  const selected = (what) => {
    const { events } = parts, one = events.find(events.selected);
    if (one) act[what](one);
    else if (events.current) {
      events.select(events.current.number, true); // first show which one it would be
      announce(w("selected", { name: events.current.name }));
    }
  };
  const keys = {
    " ": () => parts.controls.toggle(), p: () => parts.controls.toggle(), n: () => order({ clock: "next" }), j: open.jump,
    "+": () => parts.controls.faster(1), "=": () => parts.controls.faster(1), "-": () => parts.controls.faster(-1),
    r: () => selected("release"), h: () => selected("hold"), v: () => selected("approve"), e: () => selected("edit"), c: () => selected("complete"),
    ArrowDown: () => parts.events.step(1), ArrowUp: () => parts.events.step(-1),
    a: open.add, m: open.note, t: open.tell, w: open.away, q: () => open.links(), "?": open.help,
  };
  const press = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const on = event.target instanceof Element ? event.target : document.body;
    if (on.closest("input:not([type=radio]):not([type=checkbox]), textarea, select")) return; // somebody is typing
    const isControl = on.closest("button, a, summary, input");
    if (isControl && (event.key === " " || event.key.startsWith("Arrow")) && !(event.key !== " " && on.closest(".events"))) return;
    if (event.key.startsWith("Arrow") && !on.closest(".events") && on !== document.body) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!(key in keys) || (room.clock?.ended && key !== "?" && key !== "m")) return;
    event.preventDefault();
    keys[key]();
  };
  document.addEventListener("keydown", press);

  let begun = false;
  return {
    root,
    update(view) {
      put(held, view.held_up);
      held.hidden = !view.held_up;
      if (view.hotwash) {
        if (parts.wash) {
          parts.wash.update(view.hotwash);
          return;
        }
        parts.wash = new HotWash(room, view.hotwash, "facilitator");
        ended.append(parts.wash.root);
        columns.hidden = endButton.hidden = true;
        document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
        return;
      }
      parts.events.update(view.injects);
      parts.roles.update(view.players);
      if (!begun && room.clock?.exercise > 0) parts.roles.root.open = false; // once it is under way, other things matter
      begun = begun || room.clock?.exercise > 0;
      parts.tasks.update(view.tasks, w(view.players.some((one) => one.present) ? "nothing_waits" : "nobody_present"));
      parts.clocks.awaited = [...new Set(view.tasks.map((one) => room.name("players", one.player)))];
      parts.offers.update(view.offers);
      parts.atHand.update(view.contingencies ?? [], view.told);
      parts.incidents.update(view.incidents);
      parts.told.update(told(room, view.told));
      parts.lights.update(view.lights);
      parts.map.update(view.board);
      parts.board.update(view.board);
      parts.notes.update(notes(room, view.notes));
      if (room.clock) this.tick(room.clock);
    },
    tick(clock) {
      parts.clocks.tick(clock);
      parts.controls.tick(clock);
      if (columns.hidden) return;
      for (const name of ["lights", "tasks", "incidents", "map", "offers"]) parts[name].tick(clock);
    },
    leave: () => document.removeEventListener("keydown", press),
  };
}

const KEYS = () => [
  [w("space_p"), w("key_go")], ["n", w("next_inject")], ["j", w("jump_to_dots")], ["+ −", w("key_speed")], ["↑ ↓", w("key_select")],
  ["r", w("key_release")], ["h", w("key_hold")], ["v", w("key_approve")], ["e", w("key_edit")], ["c", w("key_complete")],
  ["a", w("key_add")], ["m", w("key_note")], ["t", w("key_tell")], ["w", w("key_away")], ["q", w("key_links")], ["?", w("shortcuts")],
];
