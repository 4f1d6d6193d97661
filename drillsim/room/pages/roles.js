// Who sits at the table, seen by the facilitator.

import { attribute, button, el, keyed, many, put, w } from "./page.js";

export class Roles {
  constructor(room, links) {
    Object.assign(this, { room, links });
    this.title = el("summary");
    this.list = el("ul", { class: "roles" });
    this.root = el("details", { class: "panel", open: true }, this.title, this.list,
      el("div", { class: "acts" }, button(w("all_links"), () => links(null), { "aria-keyshortcuts": "q" })));
  }

  update(players) {
    const present = players.filter((one) => one.present).length;
    put(this.title, w("at_the_table", { n: present, of: players.length }));
    keyed(this.list, players, (one) => one.key, (one) => this.make(one), (node, one) => {
      attribute(node, "data-present", one.present ? "yes" : null);
      put(node.sign, one.present ? "●" : "○");
      put(node.name, this.room.name("players", one.key));
      put(node.state, [w(one.present ? "present" : "absent"), many("screens", one.screens)].join(" · "));
      put(node.sit, w(one.present ? "free_place" : "take_place"));
      node.player = one;
    });
  }

  make(one) {
    const node = el("li", { class: "role" });
    node.sign = el("b", { "aria-hidden": "true", class: "sign" });
    node.name = el("span", { class: "name" });
    node.state = el("span", { class: "soft" });
    node.sit = button("", () => this.room.order({ do: node.player.present ? "rise" : "sit", player: one.key }), { class: "quiet" });
    const link = button(w("link"), () => this.links(one.key), { class: "quiet", "aria-label": w("link_of", { name: this.room.name("players", one.key) }) });
    node.append(node.sign, el("span", { class: "grow" }, node.name, " ", node.state), node.sit, link);
    return node;
  }
}
