// Where everybody is: squads, vehicles and roles, what they do and until when.

import { attribute, duration, el, keyed, language, put, series, w, when } from "./page.js";

const KINDS = ["squad", "vehicle", "post", "room", "fund"];
export const SHAPES = { squad: "●", vehicle: "■", post: "◆", room: "▭", fund: "¤" };

export class Board {
  /** `brief`: roles and rooms stand there only while they are busy. */
  constructor(room, brief = false) {
    Object.assign(this, { room, brief });
    this.root = el("div", { class: "board" });
  }

  update(board) {
    const of = (entry) => this.room.names.pools.get(entry.key);
    const busy = new Set(board.units.map((unit) => unit.pool));
    const shown = (one) => !this.brief || busy.has(one.key) || ["squad", "vehicle"].includes(of(one).kind);
    const sections = KINDS.map((kind) => ({ key: kind, title: w(`pools_${kind}`), pools: board.pools.filter((one) => of(one).kind === kind && !of(one).outside && shown(one)) }));
    sections.push({ key: "outside", title: w("pools_outside"), pools: board.pools.filter((one) => of(one).outside && busy.has(one.key)) });
    keyed(this.root, sections.filter((one) => one.pools.length), (one) => one.key, makeSection, (node, section) => {
      put(node.heading, section.title);
      keyed(node.list, section.pools, (one) => one.key, makePool, (row, pool) => this.fill(row, pool, board.units.filter((unit) => unit.pool === pool.key)));
    });
  }

  fill(row, pool, units) {
    const { name, kind, base } = this.room.names.pools.get(pool.key);
    put(row.shape, SHAPES[kind] ?? "●");
    put(row.name, name);
    const free = Math.max(0, pool.total - pool.out);
    const isOff = pool.total === 0 && pool.out === 0;
    put(row.count, isOff ? w("off_duty") : w("free_of", { free, total: pool.total }));
    attribute(row, "data-state", isOff ? "off" : free === 0 ? "none" : pool.out ? "some" : "all");
    const onCall = pool.total - pool.duty;
    put(row.note, [base ? this.room.name("places", base) : "", onCall > 0 ? w("on_call", { n: onCall }) : ""].filter(Boolean).join(" · "));
    const merged = new Map();
    for (const unit of units) {
      const key = [unit.incident, unit.doing, unit.step, unit.to, unit.until, unit.turned_from].join("/");
      const one = merged.get(key);
      merged.set(key, one ? { ...one, count: one.count + unit.count } : { ...unit, key });
    }
    keyed(row.units, [...merged.values()], (unit) => unit.key, () => el("li"), (node, unit) => put(node, this.words(unit)));
  }

  /** 3: on the way to the county seat, until 09:40 (incident 4). */
  words(unit) {
    const room = this.room, where = room.name("places", unit.to), [round, of] = unit.rounds;
    const doing = {
      sets_out: w("sets_out"), on_the_way: w("on_the_way", { where }), held_up: w("held_up"),
      returns: w(unit.free ? "returns_free" : "returns", { where }),
    }[unit.doing];
    let what = doing ?? (series([unit.step, where].filter(Boolean)) || w("busy"));
    if (of > 1) what = w("round_n", { n: round, of, what });
    if (unit.turned_from) what = series([what, w("turned_from", { incident: unit.turned_from })]);
    const until = unit.until === null ? "" : w("until", { when: when(room.scene.start, unit.until, room.clock?.second ?? unit.since) });
    return w("unit", { n: unit.count, what: until ? w("what_until", { what, until }) : what, incident: unit.incident });
  }
}

function makeSection() {
  const node = el("section");
  node.heading = el("h4");
  node.list = el("ul", { class: "pools" });
  node.append(node.heading, node.list);
  return node;
}

function makePool() {
  const row = el("li", { class: "pool" });
  row.shape = el("span", { class: "shape", "aria-hidden": "true" });
  row.name = el("span", { class: "name" });
  row.count = el("span", { class: "count" });
  row.note = el("span", { class: "note" });
  row.units = el("ul", { class: "units" });
  row.append(el("div", { class: "head" }, row.shape, row.name, row.count), row.note, row.units);
  return row;
}

/** How long ago something happened after an incident began, beside what is usual (of the simulated runs). */
export function usual(step) {
  if (!step.usual) return "";
  const [early, middle, late] = step.usual.map(duration);
  return early === late ? w("usual_one", { middle }) : w("usual", { middle, early, late });
}
