// The event list: what is to come first, what has been given folded away. One line is selected; it has the buttons.

import { attribute, button, clockTime, day, el, keyed, many, put, w } from "./page.js";

const SIGNS = { draft: "✎", approved: "◷", deferred: "‖", released: "▸", complete: "√" };
const FILTERS = ["all", "draft", "approved", "deferred"];

/** `act` has release, approve, hold, edit and complete: each takes an inject. */
export class Events {
  constructor(room, act) {
    Object.assign(this, { room, act, filter: "all", selected: null, coming: [], given: [] });
    this.filters = el("div", { class: "filters", role: "group", "aria-label": w("filter") });
    this.search = el("input", { type: "search", placeholder: w("search"), "aria-label": w("search"), input: () => this.draw() });
    this.list = el("ul", { class: "events" });
    this.none = el("p", { class: "soft" });
    this.past = el("ul", { class: "events" });
    this.title = el("summary");
    this.fold = el("details", { class: "fold", toggle: () => this.draw() }, this.title, this.past);
    this.root = el("div", { class: "scroll" }, this.list, this.none, this.fold);
    this.tools = el("div", { class: "tools" }, this.filters, this.search);
    for (const name of FILTERS) {
      this.filters.append(button(w(`filter_${name}`), () => {
        this.filter = name;
        this.draw();
      }, { class: "quiet", "data-filter": name }));
    }
  }

  update(injects) {
    this.injects = injects;
    this.draw();
    if (this.awaited && this.find(this.awaited)) {
      this.select(this.awaited, true);
      this.awaited = null;
    }
  }

  /** Select an inject as soon as the server has shown it. */
  expect(number) {
    this.awaited = number;
    if (this.injects) this.update(this.injects);
  }

  draw() {
    if (!this.injects) return;
    const wanted = this.search.value.trim().toLowerCase();
    const fits = (one) => !wanted || [one.name, one.message, this.room.name("zones", one.zone), one.number].join(" ").toLowerCase().includes(wanted);
    const coming = this.injects.filter((one) => one.incident === null);
    const given = this.injects.filter((one) => one.incident !== null).sort((a, b) => b.incident - a.incident);
    this.coming = coming.filter((one) => fits(one) && (this.filter === "all" || one.status === this.filter)).sort((a, b) => a.time - b.time || a.number - b.number);
    this.given = given.filter(fits);
    for (const node of this.filters.children) attribute(node, "aria-pressed", node.dataset.filter === this.filter);
    put(this.none, this.coming.length ? "" : w("no_injects"));
    put(this.title, w("given", { n: given.length }));
    if (!this.find(this.selected)) this.selected = null;
    const fill = (node, one) => this.fill(node, one);
    keyed(this.list, this.byDay(this.coming), (one) => one.number, (one) => this.make(one), fill);
    // Hundreds of lines that nobody looks at need not exist.
    keyed(this.past, this.fold.open ? this.byDay(this.given) : [], (one) => one.number, (one) => this.make(one), fill);
  }

  /** Lines with a heading before each day. */
  byDay(lines) {
    const found = [];
    let last = "";
    for (const one of lines) {
      const words = day(this.room.scene.start, one.time);
      if (words !== last) found.push({ number: `day ${words}`, heading: words });
      last = words;
      found.push(one);
    }
    return found;
  }

  find(number) {
    return this.injects?.find((one) => one.number === number) ?? null;
  }

  /** The selected inject, else the next one to come. */
  get current() {
    return this.find(this.selected) ?? this.coming[0] ?? null;
  }

  select(number, focus = false) {
    this.selected = this.selected === number && !focus ? null : number;
    this.draw();
    const row = this.list.rows.get(String(number)) ?? this.past.rows.get(String(number));
    if (focus && row) {
      row.open.focus();
      row.scrollIntoView({ block: "nearest" });
    }
  }

  /** Select the next line (or the one before). */
  step(by) {
    const at = this.coming.findIndex((one) => one.number === this.selected);
    const next = this.coming[Math.min(this.coming.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    if (next) this.select(next.number, true);
  }

  make(one) {
    if (one.heading) return el("li", { class: "dayline" }, el("h3", { text: one.heading }));
    const node = el("li", { class: "event" });
    node.open = button("", () => this.select(one.number), { class: "row" });
    node.parts = Object.fromEntries(["sign", "time", "name", "facts", "state"].map((name) => [name, el("span", { class: name })]));
    node.parts.sign.setAttribute("aria-hidden", "true");
    node.open.append(...Object.values(node.parts));
    node.more = el("div", { class: "more" });
    node.append(node.open, node.more);
    return node;
  }

  fill(node, one) {
    if (one.heading) return;
    const { room } = this, { sign, time, name, facts, state } = node.parts;
    attribute(node, "data-status", one.status);
    put(sign, SIGNS[one.status]);
    put(time, clockTime(room.scene.start, one.time));
    put(name, one.message || one.name);
    put(state, w(`status_${one.status}`));
    put(facts, [room.name("zones", one.zone), many("people", one.people)].filter(Boolean).join(" · "));
    const open = one.number === this.selected;
    attribute(node.open, "aria-expanded", open);
    attribute(node, "data-open", open ? "yes" : null);
    const content = open ? JSON.stringify(one) : "";
    if (node.content === content) return;
    node.content = content; // its buttons stay as they are until the inject changes
    const hadFocus = node.more.contains(document.activeElement);
    node.more.replaceChildren(...(open ? this.details(one) : []));
    if (hadFocus) node.open.focus();
  }

  details(one) {
    const lines = [];
    const line = (key, value) => value && lines.push(el("p", {}, el("b", { text: `${w(key)} ` }), value));
    line("number_n", String(one.number));
    if (one.incident !== null) line("is_incident", String(one.incident));
    if (one.message) line("sort", one.name);
    line("mode", [one.mode, one.from && w("from_n", { who: one.from }), one.to && w("to_n", { who: one.to })].filter(Boolean).join(" · "));
    line("expects", one.expects);
    const { act } = this, acts = el("div", { class: "acts" });
    if (one.incident === null) {
      acts.append(button(w("release"), () => act.release(one), { class: "main", "aria-keyshortcuts": "r" }));
      if (one.status !== "approved") acts.append(button(w("approve"), () => act.approve(one), { "aria-keyshortcuts": "v" }));
      if (one.status !== "deferred") acts.append(button(w("hold"), () => act.hold(one), { "aria-keyshortcuts": "h" }));
      acts.append(button(w("edit"), () => act.edit(one), { "aria-keyshortcuts": "e" }));
    } else if (one.status === "released") {
      acts.append(button(w("complete"), () => act.complete(one), { "aria-keyshortcuts": "c" }));
    }
    return [...lines, acts];
  }
}
