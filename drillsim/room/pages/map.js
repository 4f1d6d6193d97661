// A map of all places: nearer together means less time on the road. Units move on it as tokens.

import { attribute, el, keyed, labelled, put, svg, w } from "./page.js";
import { SHAPES } from "./board.js";

const START = [480, 320]; // before it is known how large the drawing stands on the screen
const EDGE = 46;
const LETTER = 14; // pixels
const FEW = 8; // places between which every road is drawn; of more only those to bases, rooms and the like
const MOVES = ["on_the_way", "returns"];

/** The pairs of places between which there is a time, there or back. */
function roads({ places, travel }) {
  const found = [];
  for (let a = 0; a < places.length; a += 1) {
    for (let b = a + 1; b < places.length; b += 1) {
      const times = [travel[a][b], travel[b][a]].filter((seconds) => seconds >= 0);
      if (times.length) found.push({ a, b, seconds: times.reduce((sum, one) => sum + one, 0) / times.length });
    }
  }
  return found;
}

/** Places as points: distances follow the usual travel, the rest only keeps them apart. */
export function layout(scene) {
  const places = scene.places.map((one) => ({ ...one }));
  const wanted = roads(scene).map(({ a, b, seconds }) => [a, b, Math.sqrt(seconds + 60)]);
  places.forEach((place, i) => {
    const angle = (2 * Math.PI * i * 0.618) % (2 * Math.PI); // no chance in it: the same plan gives the same map
    const far = 20 + (i % 5) * 4;
    Object.assign(place, { x: far * Math.cos(angle), y: far * Math.sin(angle) });
  });
  for (let round = 0; round < 600; round += 1) {
    const pull = 0.3 * (1 - round / 650);
    for (const [a, b, length] of wanted) move(places[a], places[b], length, pull);
    for (let a = 0; a < places.length; a += 1) {
      for (let b = a + 1; b < places.length; b += 1) {
        const far = Math.hypot(places[a].x - places[b].x, places[a].y - places[b].y);
        if (far < 14) move(places[a], places[b], 14, pull);
      }
    }
  }
  return places;
}

function move(one, other, length, pull) {
  const dx = other.x - one.x, dy = other.y - one.y, far = Math.hypot(dx, dy) || 0.01;
  const by = (pull * (far - length)) / far / 2;
  one.x += by * dx;
  one.y += by * dy;
  other.x -= by * dx;
  other.y -= by * dy;
}

/** Places in a drawing of this size: the longer side lies flat, the drawing is filled, names are moved off each other. */
function fit(places, [wide, high], letter) {
  if (!places.length) return [];
  const apart = [7 * letter, Math.min(3.2 * letter, high / 4)];
  const spread = (axis) => Math.max(...places.map((p) => p[axis])) - Math.min(...places.map((p) => p[axis]));
  const [across, down] = spread("y") > spread("x") ? ["y", "x"] : ["x", "y"];
  const scale = (axis, size) => {
    const low = Math.min(...places.map((p) => p[axis])), far = spread(axis) || 1;
    return (place) => EDGE + ((size - 2 * EDGE) * (place[axis] - low)) / far;
  };
  const x = scale(across, wide), y = scale(down, high);
  return part(places.map((place) => ({ ...place, x: x(place), y: y(place) })), apart, high, letter);
}

function part(places, apart, high, letter) {
  for (let round = 0; round < 60; round += 1) {
    for (const a of places) {
      for (const b of places) {
        const dx = b.x - a.x, dy = b.y - a.y;
        if (a === b || Math.abs(dx) >= apart[0] || Math.abs(dy) >= apart[1]) continue;
        const by = (apart[1] - Math.abs(dy)) / 4 * (dy < 0 || (dy === 0 && a.key > b.key) ? -1 : 1);
        a.y -= by;
        b.y += by;
      }
    }
    for (const p of places) p.y = Math.min(high - 2 * letter - 4, Math.max(1.6 * letter, p.y));
  }
  return places;
}

export class TravelMap {
  constructor(room) {
    this.room = room;
    this.places = layout(room.scene);
    this.tokens = svg("g");
    this.roads = svg("g", { class: "roads" });
    this.ways = svg("g", { class: "ways" });
    this.points = svg("g");
    this.drawing = svg("svg", { class: "map", role: "img" }, this.roads, this.ways, this.points, this.tokens);
    attribute(this.drawing, "aria-label", w("map_label"));
    this.root = el("figure", {}, this.drawing, el("figcaption", { class: "small", text: w("map_caption", { squad: SHAPES.squad, vehicle: SHAPES.vehicle, post: SHAPES.post }) }));
    this.root.hidden = this.places.length < 2;
    this.groups = [];
    this.draw(START);
    new ResizeObserver(() => this.resize()).observe(this.drawing);
  }

  resize() {
    const size = [this.drawing.clientWidth, this.drawing.clientHeight];
    if (size[0] < 100 || size[1] < 80 || String(size) === String(this.size)) return;
    this.draw(size);
    this.drawWays();
    if (this.room.clock) this.tick(this.room.clock);
  }

  /** One unit of the drawing is one pixel, so names are as large as those of the page. */
  draw(size) {
    const { scene } = this.room;
    this.size = size;
    const letter = Math.max(LETTER, parseFloat(getComputedStyle(this.drawing).fontSize) || 0);
    attribute(this.drawing, "viewBox", `0 0 ${size[0]} ${size[1]}`);
    const placed = fit(this.places, size, letter);
    this.at = new Map(placed.map((place) => [place.key, place]));
    const alone = (number) => String(scene.places[number].sorts) === "zone";
    const drawn = roads(scene).filter(({ a, b }) => placed.length <= FEW || !alone(a) || !alone(b));
    this.roads.replaceChildren(...drawn.map(({ a, b }) => line(placed[a], placed[b])));
    this.points.replaceChildren(...placed.map((place) => point(place, size[0], letter)));
  }

  /** Units of one incident that do the same in the same place travel as one token. */
  update(board) {
    const groups = new Map();
    for (const unit of board.units) {
      const [from, to] = this.ends(unit);
      if (!from) continue;
      const moves = MOVES.includes(unit.doing) && unit.until !== null;
      const key = [unit.incident, unit.doing, unit.to, ...(moves ? [unit.since, unit.until, spot(from)] : [])].join("/");
      const group = groups.get(key) ?? { ...unit, key, moves, counts: new Map() };
      const kind = this.room.names.pools.get(unit.pool)?.kind ?? "squad";
      group.counts.set(kind, (group.counts.get(kind) ?? 0) + unit.count);
      groups.set(key, group);
    }
    this.groups = [...groups.values()];
    keyed(this.tokens, this.groups, (one) => one.key, makeToken, (node, group) => {
      put(node.label, String(group.incident));
      const counts = [...group.counts].map(([kind, n]) => `${SHAPES[kind]}${n}`).join(" ");
      put(node.counts, counts);
      put(node.words, labelled(w("incident_n", { n: group.incident }), counts));
      attribute(node, "data-doing", group.free ? "free" : group.doing);
    });
    this.drawWays();
    if (this.room.clock) this.tick(this.room.clock);
  }

  /** The roads that are driven now, each from where the unit left to where it is bound. */
  drawWays() {
    const driven = this.groups.filter((one) => one.moves).map((one) => this.ends(one));
    this.ways.replaceChildren(...driven.map(([from, to]) => line(from, to)));
  }

  /** Where a unit left (on a road: the point between places) and where it is bound; of one that stands, twice where it is. */
  ends(unit) {
    const to = this.at.get(unit.to), parts = unit.from.map(([key, part]) => [this.at.get(key), part]).filter(([place]) => place);
    const whole = parts.reduce((sum, [, part]) => sum + part, 0);
    const middle = (axis) => parts.reduce((sum, [place, part]) => sum + (place[axis] * part) / whole, 0);
    const from = whole > 0 ? { x: middle("x"), y: middle("y") } : to;
    return [from, to ?? from];
  }

  tick({ second }) {
    const crowd = new Map(); // tokens that stand at one place stand beside each other
    for (const group of this.groups) {
      const [from, to] = this.ends(group);
      const part = group.moves ? Math.min(1, Math.max(0, (second - group.since) / Math.max(1, group.until - group.since))) : 0;
      let { x, y } = group.moves ? { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) } : group.doing === "busy" ? to : from;
      if (!group.moves) {
        const place = spot({ x, y }), n = crowd.get(place) ?? 0;
        crowd.set(place, n + 1);
        const row = n % 3, above = y > 90; // three above each other (below the name where there is no room), then beside them
        x += 96 * Math.floor(n / 3) - 20;
        y += above ? -20 - 22 * row : 36 + 22 * row;
      }
      x = Math.min(this.size[0] - 44, Math.max(20, x));
      y = Math.min(this.size[1] - 12, Math.max(12, y));
      attribute(this.tokens.rows.get(group.key), "transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    }
  }
}

const spot = ({ x, y }) => `${x.toFixed(0)},${y.toFixed(0)}`;
const line = (from, to) => svg("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y });

/** What stands for a place: of one that is several things, one sign within the other. */
const SIGNS = {
  zone: () => svg("circle", { r: 9 }),
  base: () => svg("rect", { x: -6, y: -6, width: 12, height: 12 }),
  rooms: () => svg("path", { d: "M 0 -7 L 7 5 L -7 5 Z" }),
};

function point(place, wide, letter) {
  const node = svg("g", { class: "place", transform: `translate(${place.x.toFixed(1)} ${place.y.toFixed(1)})` });
  node.append(...(place.sorts.length ? place.sorts.map((sort) => SIGNS[sort]()) : [svg("circle", { r: 3 })]));
  const words = [...place.name].length > 18 ? `${[...place.name].slice(0, 17).join("")}…` : place.name;
  const side = place.x < 7 * letter ? "start" : place.x > wide - 7 * letter ? "end" : "middle"; // names stay within the drawing
  const label = svg("text", { y: 8 + letter, x: { start: -10, middle: 0, end: 10 }[side], "text-anchor": side });
  label.textContent = words;
  const title = svg("title");
  title.textContent = place.name;
  node.append(label, title);
  return node;
}

function makeToken() {
  const node = svg("g", { class: "token" });
  node.label = svg("text", { "text-anchor": "middle", y: 4 });
  node.counts = svg("text", { class: "counts", x: 12, y: 4 });
  node.words = svg("title");
  node.append(svg("circle", { r: 10 }), node.label, node.counts, node.words);
  return node;
}
