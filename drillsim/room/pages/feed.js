// Lists of what was said: messages, notes, what was sent.

import { el, keyed, put, w, when } from "./page.js";

/** Lines with a time, the latest first. Each item has `second` and `words`, and may have `from`. */
export class Feed {
  constructor(room, nothing) {
    Object.assign(this, { room, nothing });
    this.list = el("ol", { class: "feed" });
    this.none = el("p", { class: "soft" });
    this.root = el("div", {}, this.list, this.none);
  }

  update(items) {
    put(this.none, items.length ? "" : this.nothing);
    const numbered = items.map((item, n) => ({ ...item, n })).sort((a, b) => b.second - a.second || b.n - a.n);
    keyed(this.list, numbered, (item) => `${item.sort ?? ""}${item.n}`, makeLine, (node, item) => {
      put(node.time, when(this.room.scene.start, item.second, this.room.clock?.second ?? item.second));
      put(node.from, item.from ?? "");
      put(node.words, item.words);
    });
  }
}

function makeLine() {
  const node = el("li");
  node.time = el("span", { class: "time" });
  node.from = el("span", { class: "from" });
  node.words = el("p", { dir: "auto" });
  node.append(el("div", {}, node.time, " ", node.from), node.words);
  return node;
}

/** Messages of the facilitator as lines. */
export function told(room, messages) {
  const name = (to) => (to ? room.name("players", to) : w("everybody"));
  return messages.map((one) => ({ second: one.second, words: one.message, from: w("to_n", { who: name(one.to) }) }));
}

export function notes(room, remarks) {
  return remarks.map((one) => ({ second: one.second, words: one.text, from: one.target ? room.name("targets", one.target) : "" }));
}
