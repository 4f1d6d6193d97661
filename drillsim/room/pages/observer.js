// The observers' screen, for a projector: clock, lights, board; legible from the back of the room.

import { Board } from "./board.js";
import { Clocks } from "./clocks.js";
import { Feed } from "./feed.js";
import { HotWash } from "./hotwash.js";
import { Lights } from "./lights.js";
import { TravelMap } from "./map.js";
import { el, w } from "./page.js";
import { injects } from "./player.js";

const LATEST = 3; // injects under way that stand on the wall

export function observer(room, bar) {
  document.title = `${w("observer")} · ${room.scene.plan}`;
  const parts = { clocks: new Clocks(room), lights: new Lights(room), board: new Board(room, true), map: new TravelMap(room), now: new Feed(room, w("no_incidents")) };
  const panel = (title, content) => el("section", { class: "panel" }, el("h2", { text: title }), content);
  const main = el("main", { class: "wall" }, el("div", {}, panel(w("lights"), parts.lights.root), panel(w("under_way"), parts.now.root)),
    el("div", {}, panel(w("board"), parts.board.root), panel(w("map"), parts.map.root)));
  const ended = el("div");
  return {
    root: el("div", { class: "observer" }, el("header", { class: "top" }, el("div", { class: "titles" }, el("h1", { text: room.scene.scenario }), el("p", { class: "soft", text: room.scene.plan })), parts.clocks.root, bar), main, ended),
    update(view) {
      if (view.hotwash) {
        if (!parts.wash) ended.append((parts.wash = new HotWash(room, view.hotwash, "observer")).root);
        parts.wash.update(view.hotwash);
        main.hidden = true;
        return;
      }
      parts.lights.update(view.lights);
      parts.board.update(view.board);
      parts.map.update(view.board);
      parts.now.update(injects(room, view.injects.slice(-LATEST)));
      if (room.clock) this.tick(room.clock);
    },
    tick(clock) {
      parts.clocks.tick(clock);
      if (main.hidden) return;
      parts.lights.tick(clock);
      parts.map.tick(clock);
    },
  };
}
