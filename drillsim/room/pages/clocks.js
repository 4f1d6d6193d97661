// The two clocks and what moves them.

import { announce, attribute, button, clockTime, day, el, notice, put, series, stopwatch, w } from "./page.js";

const SPEEDS = [1, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600];

/** The scenario's clock, large; beside it for how long the exercise has run. */
export class Clocks {
  constructor(room, withExercise = true) {
    Object.assign(this, { room, awaited: [] }); // names of those who are asked something
    this.day = el("span", { class: "day" });
    this.time = el("span", { class: "time" });
    this.state = el("span", { class: "clockstate" });
    this.exercise = el("span", { class: "exercise" });
    this.root = el("div", { class: "clocks", role: "timer", "aria-label": w("scenario_clock") }, this.day, this.time, el("span", { class: "under" }, this.state, withExercise ? this.exercise : null));
  }

  tick(clock) {
    const { start } = this.room.scene;
    put(this.day, day(start, clock.second));
    put(this.time, clockTime(start, clock.second, true));
    const state = clock.ended ? "ended" : clock.running ? "runs" : "stands";
    const said = [w(`clock_${state}`, { speed: clock.speed })];
    if (clock.slowed && clock.running) said.push(w("slowed"));
    if (state === "stands" && clock.stops && this.awaited.length) said.push(w("waits_for", { player: series(this.awaited) }));
    put(this.state, said.join(" · "));
    attribute(this.root, "data-state", state);
    put(this.exercise, w("exercise", { time: stopwatch(clock.exercise) }));
  }
}

/** The facilitator's buttons for it. */
export class Controls {
  constructor(room, jump) {
    this.room = room;
    const order = (made) => room.order(made);
    this.go = button("", () => this.toggle(), { class: "main go", "aria-keyshortcuts": "Space p" });
    this.next = button(w("next_inject"), () => order({ clock: "next" }), { "aria-keyshortcuts": "n" });
    this.jump = button(w("jump_to_dots"), jump, { "aria-keyshortcuts": "j" });
    this.speed = el("select", { change: () => order({ clock: "speed", speed: Number(this.speed.value) }), "aria-label": w("speed") },
      ...SPEEDS.map((speed) => el("option", { value: speed, text: w("speed_n", { n: speed }) })));
    this.stops = el("input", { type: "checkbox", change: () => order({ clock: "stops", stops: this.stops.checked }) });
    this.root = el("div", { class: "controls" }, this.go, this.next, this.jump, this.speed, el("label", { class: "check" }, this.stops, w("stops")));
  }

  toggle() {
    const { running } = this.room.clock;
    if (!running && this.room.view.tasks?.length) notice(w("goes_open"));
    else announce(w(running ? "paused" : "goes"));
    return this.room.order({ clock: running ? "pause" : "go" });
  }

  faster(by) {
    const at = SPEEDS.findIndex((speed) => speed >= this.room.clock.speed);
    const speed = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + by))];
    return this.room.order({ clock: "speed", speed });
  }

  tick(clock) {
    put(this.go, clock.running ? w("pause") : w("go"));
    this.root.hidden = clock.ended;
    attribute(this.go, "data-running", clock.running ? "yes" : null);
    for (const node of [this.go, this.next, this.jump, this.speed, this.stops]) node.disabled = clock.ended;
    if (![...this.speed.options].some((one) => Number(one.value) === clock.speed)) {
      this.speed.append(el("option", { value: clock.speed, text: w("speed_n", { n: clock.speed }) }));
    }
    if (document.activeElement !== this.speed && Number(this.speed.value) !== clock.speed) this.speed.value = String(clock.speed);
    if (this.stops.checked !== clock.stops) this.stops.checked = clock.stops;
  }
}
