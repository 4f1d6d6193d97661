// Target lights: green, amber as a limit nears, red once it is missed. Each has a sign and a word as well.

import { attribute, duration, el, keyed, many, put, w } from "./page.js";

const NEAR = 0.75; // of a limit: as on the server
const SIGNS = { green: "√", amber: "●", red: "×", dark: "○" };

/** The colour of a light at a second: clocks run on between two updates. */
export function colour(light, now) {
  if (light.missed > 0 || light.running.some((one) => now - one.since > one.limit)) return "red";
  if (light.running.some((one) => now - one.since >= NEAR * one.limit)) return "amber";
  return light.kept || light.running.length ? "green" : "dark";
}

/** The running clock that ends first. */
function nearest(light) {
  return light.running.reduce((best, one) => (!best || one.since + one.limit < best.since + best.limit ? one : best), null);
}

function counts(light) {
  const parts = [];
  if (light.kept) parts.push(w("kept_n", { n: light.kept }));
  if (light.missed) parts.push(w("missed_n", { n: light.missed }));
  return parts.join(" · ");
}

function make() {
  const node = el("li", { class: "light" });
  node.parts = {
    sign: el("b", { class: "sign", "aria-hidden": "true" }), name: el("span", { class: "name" }), state: el("span", { class: "state" }),
    promise: el("span", { class: "promise" }), left: el("span", { class: "left" }), bar: el("i", { class: "fill" }),
  };
  const { sign, name, state, promise, left, bar } = node.parts;
  node.track = el("span", { class: "track", "aria-hidden": "true" }, bar);
  node.append(sign, el("div", {}, name, el("div", { class: "small" }, state, promise, left), node.track));
  return node;
}

/** A list of lights. `tick` colours it at a second. What has not been judged yet stands below, folded. */
export class Lights {
  constructor(room, withDark = true) {
    this.list = el("ul", { class: "lights" });
    this.dark = el("details", { class: "dark" }, el("summary"), el("ul"));
    Object.assign(this, { room, shown: [], root: el("div", {}, this.list, withDark ? this.dark : null) });
  }

  update(lights) {
    const isDark = (one) => !one.kept && !one.missed && !one.running.length;
    this.shown = lights.filter((one) => !isDark(one));
    const dark = lights.filter(isDark);
    this.dark.hidden = dark.length === 0;
    const nothing = this.shown.length === 0; // before anything happens, everybody may read what was promised
    if (nothing !== this.nothing) this.dark.open = nothing;
    this.nothing = nothing;
    put(this.dark.firstChild, w("dark_ones", { n: dark.length }));
    keyed(this.dark.lastChild, dark, (one) => one.key, () => el("li", {}, el("span", { class: "name" }), el("span", { class: "promise" })), (node, one) => {
      const target = this.room.names.targets.get(one.key);
      put(node.firstChild, target.name);
      put(node.lastChild, nothing ? ` · ${target.promise}` : "");
    });
    keyed(this.list, this.shown, (one) => one.key, make, (node, light) => {
      const target = this.room.names.targets.get(light.key);
      put(node.parts.name, target.name);
      put(node.parts.promise, [target.clause.join(" "), target.promise].filter(Boolean).join(" · "));
      node.light = light;
    });
    if (this.room.clock) this.tick(this.room.clock);
  }

  tick({ second: now, ended }) {
    for (const light of this.shown) {
      const node = this.list.rows.get(light.key), { sign, state, left, bar } = node.parts;
      const shade = colour(light, now), next = ended ? null : nearest(light);
      attribute(node, "data-colour", shade);
      put(sign, SIGNS[shade]);
      const said = counts(light), alone = shade !== "amber" && said && (shade === "red" ? light.missed : light.kept);
      put(state, [alone ? "" : w(`light_${shade}`), said].filter(Boolean).join(" · "));
      put(left, next ? this.words(light, next, now) : "");
      node.track.hidden = !next;
      if (next) bar.style.width = `${Math.min(100, Math.max(0, (100 * (now - next.since)) / next.limit))}%`;
      attribute(bar, "data-colour", next ? colour({ missed: 0, running: [next] }, now) : null);
    }
  }

  words(light, next, now) {
    const rest = next.since + next.limit - now;
    const of = w(rest >= 0 ? "time_left" : "time_over", { incident: next.incident, time: duration(Math.abs(rest)) });
    const others = light.running.length - 1;
    return others ? of + many("others_running", others) : of;
  }
}
