// Incidents that are under way, step by step, each beside what is usual in the simulated runs.

import { attribute, duration, el, keyed, many, put, svg, w, when } from "./page.js";
import { usual } from "./board.js";

const SIGNS = { coming: "○", waiting: "…", running: "▸", ended: "·", skipped: "–", gave_up: "×" };
const WIDE = 120, HIGH = 12; // of the strip that shows an envelope

export class Incidents {
  constructor(room) {
    this.room = room;
    this.open = el("div", { class: "incidents" });
    this.closed = el("div", { class: "incidents" });
    this.title = el("summary");
    this.fold = el("details", { class: "fold" }, this.title, this.closed);
    this.none = el("p", { class: "soft" });
    this.root = el("div", {}, this.open, this.none, this.fold);
    this.shown = [];
  }

  update(incidents) {
    this.shown = incidents;
    const open = incidents.filter((one) => one.open), closed = incidents.filter((one) => !one.open);
    put(this.none, open.length ? "" : w("no_incidents"));
    put(this.title, w("closed_incidents", { n: closed.length }));
    this.fold.hidden = closed.length === 0;
    this.openNodes = open.map((one) => one.number);
    keyed(this.open, open, (one) => one.number, makeIncident, (node, one) => this.fill(node, one));
    keyed(this.closed, closed, (one) => one.number, makeIncident, (node, one) => this.fill(node, one));
  }

  tick({ second }) {
    for (const one of this.shown) {
      if (!one.open) continue;
      const node = this.open.rows.get(String(one.number));
      put(node.age, w("since", { time: duration(second - one.time) }));
      for (const step of one.steps) {
        const row = node.list.rows.get(step.key);
        if (row.strip && !("ended" in step)) row.strip.at(second - one.time);
      }
    }
  }

  fill(node, incident) {
    const room = this.room, now = room.clock?.second ?? incident.time;
    put(node.heading, `${w("incident_n", { n: incident.number })} · ${incident.kind}`);
    put(node.facts, [when(room.scene.start, incident.time, now), room.name("zones", incident.zone), many("people", incident.people), incident.level].filter(Boolean).join(" · "));
    if (!incident.open) put(node.age, "");
    keyed(node.list, incident.steps, (step) => step.key, makeStep, (row, step) => this.fillStep(row, step, incident));
  }

  fillStep(row, step, incident) {
    const start = this.room.scene.start;
    attribute(row, "data-status", step.status);
    put(row.sign, SIGNS[step.status] ?? "");
    put(row.name, step.name);
    put(row.state, stateOf(step, incident, start, this.room.clock?.second ?? incident.time));
    if (!step.usual || step.usual[2] === 0) return; // it comes at once: nothing to compare
    put(row.usual, usual(step));
    if (!row.strip) row.append((row.strip = new Strip()).root);
    row.strip.update(step.usual, "ended" in step ? step.ended - incident.time : null);
  }
}

function stateOf(step, incident, start, now) {
  if (step.status === "ended") {
    const reached = w("reached", { when: when(start, step.ended, incident.time), time: duration(step.ended - incident.time) });
    return step.outcome ? `${step.outcome} · ${reached}` : reached;
  }
  if (step.turned) return step.turned.map((one) => w("step_cut", one)).join(" ");
  if (step.status === "running") return step.due ? w("running_until", { when: when(start, step.due, now) }) : w("step_running");
  if (step.status === "waiting") return step.decider ? w("waits_for", { player: step.decider }) : w("step_waiting");
  if (step.at_level) return w("at_level", { levels: step.at_level });
  if (step.starts) {
    const values = { when: when(start, step.starts, now), step: step.unless };
    return step.unless ? w("starts_unless", values) : w("starts_at", values);
  }
  return w(`step_${step.status}`);
}

function makeIncident() {
  const node = el("article", { class: "incident" });
  node.heading = el("h3");
  node.facts = el("span");
  node.age = el("span", { class: "age" });
  node.list = el("ul", { class: "steps" });
  node.append(node.heading, el("p", { class: "soft" }, node.facts, " ", node.age), node.list);
  return node;
}

function makeStep() {
  const row = el("li", { class: "step" });
  row.sign = el("b", { class: "sign", "aria-hidden": "true" });
  row.name = el("span", { class: "name" });
  row.state = el("span", { class: "state" });
  row.usual = el("span", { class: "usual" });
  row.append(row.sign, row.name, row.state, row.usual);
  return row;
}

/** An envelope as a strip: from where to where nine in ten lie, the middle, and where this one is. */
class Strip {
  constructor() {
    this.range = svg("rect", { y: 3, height: HIGH - 6, class: "range" });
    this.middle = svg("rect", { y: 1, width: 2, height: HIGH - 2, class: "middle" });
    this.dot = svg("circle", { cy: HIGH / 2, r: 4, class: "dot" });
    this.root = svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "strip", "aria-hidden": "true" }, this.range, this.middle, this.dot);
  }

  update([early, middle, late], reached) {
    this.late = late;
    this.reach = Math.max(1.6 * late, reached === null ? 0 : 1.05 * reached, 60);
    const x = (seconds) => 5 + ((WIDE - 10) * seconds) / this.reach;
    attribute(this.range, "x", x(early).toFixed(1));
    attribute(this.range, "width", Math.max(2, x(late) - x(early)).toFixed(1));
    attribute(this.middle, "x", (x(middle) - 1).toFixed(1));
    if (reached !== null) this.at(reached);
  }

  at(seconds) {
    attribute(this.dot, "cx", (5 + (WIDE - 10) * Math.min(1, Math.max(0, seconds / this.reach))).toFixed(1));
    attribute(this.dot, "data-late", seconds > this.late ? "yes" : null);
  }
}
