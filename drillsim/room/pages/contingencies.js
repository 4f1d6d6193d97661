// Contingency injects (备用注入): those that the event list keeps at hand, and those that an action which does not come calls for.

import * as dialogs from "./dialogs.js";
import { button, duration, el, keyed, put, w, when } from "./page.js";

/** Offered when an action that is expected does not come. */
export class Offers {
  constructor(room) {
    this.room = room;
    this.list = el("ul", { class: "offers" });
    this.root = el("section", { class: "panel offered", hidden: true }, el("h2", { text: w("offers") }), this.list);
    this.shown = [];
  }

  update(offers) {
    this.root.hidden = offers.length === 0;
    this.shown = offers;
    const name = (one) => `${one.incident}/${one.step}`;
    keyed(this.list, offers, name, () => {
      const node = el("li");
      node.words = el("p");
      node.late = el("span", { class: "soft" });
      node.append(el("div", { class: "grow" }, node.words, node.late), button(w("contingency_dots"), () => dialogs.tell(this.room, node.offer)));
      return node;
    }, (node, one) => {
      node.offer = one;
      put(node.words, w("no_answer_yet", { player: this.room.name("players", one.player), incident: one.incident, step: one.name }));
    });
  }

  tick({ second }) {
    for (const one of this.shown) {
      put(this.list.rows.get(`${one.incident}/${one.step}`).late, w("waits_since", { time: duration(second - one.since) }));
    }
  }
}

/** Those of the trainer's event list: they come only when the facilitator gives them. */
export class AtHand {
  constructor(room) {
    this.room = room;
    this.title = el("summary");
    this.list = el("ul", { class: "events" });
    this.root = el("details", { class: "fold", hidden: true }, this.title, this.list);
  }

  update(contingencies, told) {
    const said = new Set(told.map((one) => one.message));
    this.root.hidden = contingencies.length === 0;
    put(this.title, w("at_hand", { n: contingencies.length }));
    keyed(this.list, contingencies.map((one, n) => ({ ...one, n })), (one) => one.n, (one) => this.make(one), (node, one) => {
      put(node.state, said.has(one.message) ? `√ ${w("status_released")}` : "");
    });
  }

  make(one) {
    const { room } = this, node = el("li", { class: "at-hand" });
    const facts = [one.time === null ? "" : when(room.scene.start, one.time, room.clock?.second ?? 0), one.mode, one.from && w("from_n", { who: one.from }), one.to && w("to_n", { who: one.to })];
    const player = room.scene.players.find((each) => each.name === one.to)?.key ?? "";
    node.state = el("span", { class: "state" });
    node.append(el("p", { class: "soft", text: facts.filter(Boolean).join(" · ") }), el("p", { dir: "auto", text: one.message }),
      el("div", { class: "acts" }, button(w("give_dots"), () => dialogs.tell(room, { player, message: one.message })), node.state));
    return node;
  }
}
