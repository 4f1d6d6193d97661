// What waits for a decision: a request to send somebody, or a telephone that rings. Players and the facilitator use it.

import { colour } from "./lights.js";
import { announce, attribute, button, duration, el, keyed, labelled, many, notice, put, series, w, when } from "./page.js";

const THINGS = ["post", "room", "fund"]; // what is assigned; the rest is sent
const MANY = 5; // choices of the plan that are shown without unfolding
let groups = 0; // a name for each group of choices

export class Tasks {
  /**
   * `mine`: the screen of the player who decides; else the facilitator's, who may decide for others or remind them.
   * `answered` hears of calls that this screen has answered.
   */
  constructor(room, mine, remind = null) {
    Object.assign(this, { room, mine, remind, shown: [], known: null, answered: () => {} });
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
    if (fresh.length) announce(fresh.map((task) => `${labelled(w(task.sort === "answer" ? "new_call" : "new_task"), task.name)}`).join(". "));
    return fresh;
  }

  tick({ second }) {
    for (const task of this.shown) {
      const node = this.list.rows.get(nameOf(task)), shade = this.shade(task.incident, second);
      attribute(node, "data-colour", shade);
      put(node.since, [w("waits_since", { time: duration(second - task.since) }), shade && w(`incident_${shade}`)].filter(Boolean).join(" · "));
    }
  }

  /** How the limits of an incident stand: red once one has run out, amber when one is near. */
  shade(incident, second) {
    if (this.room.view.lights.some((light) => light.late.includes(incident))) return "red";
    const shades = this.room.view.lights.map((light) => colour({ missed: 0, running: light.running.filter((one) => one.incident === incident) }, second));
    return ["red", "amber"].find((one) => shades.includes(one)) ?? null;
  }

  make(task) {
    const node = el("li", { class: `task ${task.sort}` });
    const room = this.room;
    node.since = el("span", { class: "since" });
    node.what = el("p", { class: "soft" });
    node.why = el("p", { class: "hint", role: "status" });
    const heading = el("h3", {}, el("span", { class: "chip" }, w(task.sort === "answer" ? "phone_rings" : this.isAssigned(task) ? "to_assign" : "to_send")), " ", task.name);
    node.append(heading, node.what);
    const order = (made) => room.order({ incident: task.incident, step: task.step, ...made });
    const answer = async (picked) => {
      const { second } = room.clock;
      if (await order({ do: "answer", picked_up: picked })) this.answered(task, second, picked);
    };
    const always = async () => {
      if (await order({ do: "leave", always: true })) notice(w("left_always", { kind: task.kind, step: task.name }));
    };
    const acts = el("div", { class: "acts" });
    if (task.sort === "answer") {
      acts.append(
        button(w("pick_up"), () => answer(true), { class: "main" }),
        button(w("let_ring"), () => answer(false)),
      );
    } else {
      node.needs = task.needs.map((need, number) => new Need(need, task.rule[number], this.kindsOf(need), () => this.check(node), (one) => room.names.pools.get(one.pool)?.kind === "room"));
      node.append(...node.needs.map((need) => need.root));
      node.send = button(w(this.isAssigned(task) ? "assign" : "send"), () => order({ do: "send", pools: node.needs.map((need) => need.chosen) }), { class: "main" });
      node.queue = button(w("queue"), async () => {
        if (await order({ do: "leave" })) notice(w("queued", { step: task.name }));
      }, { class: "main", hidden: true });
      acts.append(node.send, node.queue);
    }
    if (!this.mine) acts.append(button(w("contingency_dots"), () => this.remind(task)));
    node.leave = button(w("leave"), () => order({ do: "leave" }));
    acts.append(node.leave, button(w("leave_always"), always, { title: w("leave_always_help") }));
    const scope = el("p", { class: "scope", text: w("leave_always_scope", { kind: task.kind, step: task.name }) });
    if (this.mine) {
      node.append(node.why, acts, scope);
      return node;
    }
    const decide = el("details", {}, el("summary", { text: w("decide_for") }), ...node.querySelectorAll("fieldset"), node.why, acts, scope);
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
    const busy = node.needs.find((need) => !need.possible);
    const short = node.needs.filter((need) => need.chosen && !need.enough);
    const open = node.needs.some((need) => !need.chosen);
    const apart = node.needs.map((need) => this.apart(need, node.needs[need.need.crew_of])).find(Boolean);
    node.send.disabled = open || short.length > 0 || Boolean(apart);
    node.send.hidden = node.leave.hidden = Boolean(busy);
    node.queue.hidden = node.queue.disabled = !busy;
    put(node.why, busy ? this.whenFree(busy.need) : short.length ? short[0].why || w("not_free") : apart ?? (open ? w("choose_first") : ""));
  }

  /** Of a crew and its vehicle: that the two that were chosen are not of one station. */
  apart(need, other) {
    if (!other?.chosen || !need.chosen) return null;
    const { pools } = this.room.names, [one, two] = [pools.get(need.chosen), pools.get(other.chosen)];
    return one.base === two.base ? null : w("not_of_one_station", { pool: one.name, other: two.name });
  }

  /** Nobody is free now: who will be first, where the board says so. */
  whenFree(need) {
    const { room } = this, names = new Map(need.choices.map((one) => [one.pool, one.name]));
    const isLast = (unit) => (unit.doing === "returns" && !unit.free) || (unit.doing === "busy" && THINGS.includes(room.names.pools.get(unit.pool)?.kind)); // the others come back first
    const back = room.view.board.units.filter((unit) => names.has(unit.pool) && unit.until !== null && isLast(unit)).sort((a, b) => a.until - b.until)[0];
    if (!back) return w("all_busy");
    return w("all_busy_until", { name: names.get(back.pool), time: when(room.scene.start, back.until, room.clock?.second ?? back.since) });
  }

  kindsOf(need) {
    return new Set(need.choices.map((one) => this.room.names.pools.get(one.pool)?.kind));
  }

  isAssigned(task) {
    return task.needs?.every((need) => need.choices.length && [...this.kindsOf(need)].every((kind) => THINGS.includes(kind))) ?? false;
  }
}

const nameOf = (task) => `${task.sort}/${task.incident}/${task.step}`;

const need = (n) => many("need", n), thing = (n) => many("need_thing", n);
const ASK = { post: (n) => many("need_post", n), vehicle: (n) => many("need_vehicle", n), room: thing, fund: thing };

/** What asks for some of these kinds. */
function asking(kinds) {
  const [kind] = kinds;
  return (kinds.size === 1 && ASK[kind]) || need;
}

/** One need of a request: whom to send. What the plan's rule would send is chosen already, until somebody chooses. */
class Need {
  constructor(need, rule, kinds, changed, isRoom) {
    groups += 1;
    Object.assign(this, { name: `need-${groups}`, touched: false, changed, isRoom, need, ask: asking(kinds) });
    this.choices = el("div", { class: "choices" });
    this.others = el("div", { class: "choices" });
    this.more = el("details", {}, el("summary", { text: w("others") }), this.others);
    this.legend = el("legend");
    this.rest = el("p", { class: "soft small", text: w("split_help"), hidden: !need.split });
    this.root = el("fieldset", {}, this.legend, this.rest, this.choices, this.more);
    this.update(need, rule);
  }

  get chosen() {
    return this.root.querySelector("input:checked")?.value ?? "";
  }

  get choice() {
    return this.need.choices.find((one) => one.pool === this.chosen);
  }

  get possible() {
    return this.need.choices.some((one) => one.possible);
  }

  get enough() {
    return Boolean(this.choice?.possible);
  }

  get why() {
    return this.choice?.why ?? "";
  }

  update(need, rule) {
    this.need = need;
    put(this.legend, need.in_seats ? many("need_seats", need.count) : this.ask(need.count));
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
    const facts = [w("free_n", { n: one.free })];
    if (this.need.in_seats) facts.push(w("takes_n", { n: one.count }));
    const few = one.free < one.count && !one.turned_from;
    if (one.seconds !== null && !few) facts.push(w(this.isRoom(one) ? "away_about" : "there_in", { time: duration(one.seconds) }));
    if (one.turned_from) facts.push(w("turned_from", { incident: one.turned_from }));
    if (one.others.length) facts.push(w("with_others", { others: series(one.others.map(({ name, count }) => w("n_of", { name, n: count }))) }));
    if (one.pool === rule) facts.push(w("by_rule"));
    else if (!one.planned) facts.push(w("not_planned"));
    if (!one.possible && !few) facts.push(one.why);
    put(node.facts, facts.join(" · "));
    attribute(node, "data-short", one.possible ? null : "yes");
  }
}
