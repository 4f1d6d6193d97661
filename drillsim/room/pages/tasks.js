// What waits for a decision: a request to send somebody, or a telephone that rings. Players and the facilitator use it.

import { announce, attribute, button, duration, el, keyed, many, put, w } from "./page.js";

const MANY = 5; // choices of the plan that are shown without unfolding
let groups = 0; // a name for each group of choices

export class Tasks {
  /** `mine`: the screen of the player who decides; else the facilitator's, who may decide for others or remind them. */
  constructor(room, mine, remind = null) {
    Object.assign(this, { room, mine, remind, shown: [], known: null });
    this.list = el("ul", { class: "tasks" });
    this.none = el("p", { class: "soft" });
    this.root = el("div", {}, this.list, this.none);
  }

  update(tasks, nothing) {
    this.shown = tasks;
    put(this.none, tasks.length ? "" : nothing);
    keyed(this.list, tasks, nameOf, (task) => this.make(task), (node, task) => this.fill(node, task));
    const names = new Set(tasks.map(nameOf));
    const fresh = this.known ? tasks.filter((task) => !this.known.has(nameOf(task))) : tasks;
    this.known = names;
    if (fresh.length) announce(fresh.map((task) => `${w(task.sort === "answer" ? "new_call" : "new_task")}: ${task.name}`).join(". "));
    return fresh;
  }

  tick({ second }) {
    for (const task of this.shown) {
      put(this.list.rows.get(nameOf(task)).since, w("waits_since", { time: duration(second - task.since) }));
    }
  }

  make(task) {
    const node = el("li", { class: `task ${task.sort}` });
    const room = this.room;
    node.since = el("span", { class: "since" });
    node.what = el("p", { class: "soft" });
    node.why = el("p", { class: "hint", role: "status" });
    const heading = el("h3", {}, el("span", { class: "chip" }, w(task.sort === "answer" ? "phone_rings" : "to_send")), " ", task.name);
    node.append(heading, node.what);
    const order = (made) => room.order({ incident: task.incident, step: task.step, ...made });
    const acts = el("div", { class: "acts" });
    if (task.sort === "answer") {
      acts.append(
        button(w("pick_up"), () => order({ do: "answer", picked_up: true }), { class: "main" }),
        button(w("let_ring"), () => order({ do: "answer", picked_up: false })),
      );
    } else {
      node.needs = task.needs.map((need, number) => new Need(need, task.rule[number], () => this.check(node)));
      node.append(...node.needs.map((need) => need.root));
      node.send = button(w("send"), () => order({ do: "send", pools: node.needs.map((need) => need.chosen) }), { class: "main" });
      acts.append(node.send);
    }
    if (!this.mine) acts.append(button(w("contingency_dots"), () => this.remind(task)));
    acts.append(
      button(w("leave"), () => order({ do: "leave" })),
      button(w("leave_always"), () => order({ do: "leave", always: true }), { title: w("leave_always_help") }),
    );
    if (this.mine) {
      node.append(acts, node.why);
      return node;
    }
    const decide = el("details", {}, el("summary", { text: w("decide_for") }), ...node.querySelectorAll("fieldset"), acts, node.why);
    node.append(decide);
    return node;
  }

  fill(node, task) {
    const place = this.room.name("zones", task.zone);
    put(node.what, [w("incident_n", { n: task.incident }), task.kind, place, many("people", task.people)].filter(Boolean).join(" · "));
    if (!node.since.parentNode) {
      node.what.after(el("p", {}, this.mine ? null : el("span", { class: "who" }, w("decides", { player: this.room.name("players", task.player) }), " · "), node.since));
    }
    if (task.sort === "answer") return;
    task.needs.forEach((need, number) => node.needs[number].update(need, task.rule[number]));
    this.check(node);
  }

  check(node) {
    const short = node.needs.filter((need) => need.chosen && !need.enough);
    const open = node.needs.some((need) => !need.chosen);
    node.send.disabled = open || short.length > 0;
    put(node.why, short.length ? w("not_free") : open ? w("choose_first") : "");
  }
}

const nameOf = (task) => `${task.sort}/${task.incident}/${task.step}`;

/** One need of a request: whom to send. What the plan's rule would send is chosen already, until somebody chooses. */
class Need {
  constructor(need, rule, changed) {
    groups += 1;
    Object.assign(this, { name: `need-${groups}`, touched: false, changed, need });
    this.choices = el("div", { class: "choices" });
    this.others = el("div", { class: "choices" });
    this.more = el("details", {}, el("summary", { text: w("others") }), this.others);
    this.legend = el("legend");
    this.root = el("fieldset", {}, this.legend, this.choices, this.more);
    this.update(need, rule);
  }

  get chosen() {
    return this.root.querySelector("input:checked")?.value ?? "";
  }

  get enough() {
    const choice = this.need.choices.find((one) => one.pool === this.chosen);
    return Boolean(choice) && choice.free >= this.need.count;
  }

  update(need, rule) {
    this.need = need;
    put(this.legend, many("need", need.count));
    const planned = need.choices.filter((one) => one.planned);
    const first = (planned.length ? planned : need.choices).slice(0, MANY), rest = need.choices.filter((one) => !first.includes(one));
    for (const [list, choices] of [[this.choices, first], [this.others, rest]]) {
      keyed(list, choices, (one) => one.pool, (one) => this.make(one), (node, one) => this.fill(node, one, rule));
    }
    this.more.hidden = rest.length === 0;
    if (!this.touched && rule) {
      const input = this.root.querySelector(`input[value="${CSS.escape(rule)}"]`);
      if (input) input.checked = true;
    }
  }

  make(one) {
    const input = el("input", { type: "radio", name: this.name, value: one.pool, change: () => {
      this.touched = true;
      this.changed();
    } });
    const node = el("label", { class: "choice" }, input);
    node.facts = el("span", { class: "facts" });
    node.append(el("span", { class: "name", text: one.name }), node.facts);
    return node;
  }

  fill(node, one, rule) {
    const short = one.free < this.need.count;
    const facts = [w("free_n", { n: one.free })];
    if (one.seconds !== null) facts.push(w("there_in", { time: duration(one.seconds) }));
    if (one.pool === rule) facts.push(w("by_rule"));
    else if (!one.planned) facts.push(w("not_planned"));
    put(node.facts, facts.join(" · "));
    attribute(node, "data-short", short ? "yes" : null);
  }
}
