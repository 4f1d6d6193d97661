// The hot wash: what the room achieved, what the plan's rule would have on the same events, and where the room differed.

import { counted, duration, el, labelled, many, moment, put, w } from "./page.js";

const NAMED = 5; // late incidents of a target that stand there without unfolding

export class HotWash {
  /** `who` looks at it: the facilitator, the observers, or a player, whose own view says what it sent. */
  constructor(room, wash, who, view = null) {
    Object.assign(this, { room, wash, who });
    const { start } = room.scene;
    const lead = [w("ended_at", { when: moment(start, wash.ended_at) }), many("given_n", wash.given)];
    if (wash.played_on) lead.push(many("played_on", wash.played_on));
    this.root = el("main", { class: "hotwash" }, el("h2", { text: w("hot_wash") }), el("p", { class: "lead", text: this.headline() }), el("p", { text: lead.join(" ") }),
      section(w("targets_compared"), this.targets()));
    const mine = (list) => (who === "player" ? list.filter((one) => one.by === room.name("players", room.screen)) : list);
    this.root.append(section(w(who === "player" ? "you_differed" : "room_differed"), this.choices(mine(wash.choices), mine(wash.unanswered))));
    if (who === "player") {
      this.root.append(section(w("sent"), list(view.sent.map((one) => `${moment(start, one.second)} · ${w("incident_n", { n: one.incident })} · ${labelled(one.step, counted(one.pools))}`), w("nothing_sent"))));
      return;
    }
    this.notes = el("div");
    this.root.append(section(w("notes"), this.notes));
    this.update(wash);
    if (who === "facilitator") this.root.append(section(w("report"), el("p", { text: w("report_help") }), el("pre", { text: `drillsim report ${quoted(room.scene.folder ?? "")}` })));
    this.root.append(this.timeline());
  }

  /** Notes may be written after the end. */
  update({ notes }) {
    if (!this.notes || this.noted === notes.length) return;
    this.noted = notes.length;
    this.notes.replaceChildren(list(notes.map((one) => [moment(this.room.scene.start, one.second), one.target && this.room.name("targets", one.target), one.text].filter(Boolean).join(" · ")), w("no_notes_written")));
  }

  headline() {
    const judged = (side) => this.wash.targets.reduce((sum, one) => [sum[0] + one[side].kept, sum[1] + one[side].kept + one[side].missed], [0, 0]);
    const [kept, all] = judged("room"), [byRule, allByRule] = judged("rule");
    if (!all && !allByRule) return w("nothing_judged");
    return w("headline", { kept, all, by_rule: byRule, all_by_rule: allByRule });
  }

  targets() {
    const rows = this.wash.targets.filter((one) => one.room.kept + one.room.missed + one.rule.kept + one.rule.missed > 0);
    if (!rows.length) return el("p", { class: "soft", text: w("nothing_judged") });
    return table([w("target"), w("the_room"), w("the_rule"), w("late_in_room")], rows.map((one) => {
      const target = this.room.names.targets.get(one.key);
      return [
        el("span", {}, target.name, " ", el("span", { class: "soft small", text: [target.clause.join(" "), target.promise].filter(Boolean).join(" · ") })),
        score(one.room), score(one.rule), one.room.incidents.length ? this.late(one.room.incidents) : "–",
      ];
    }), "compared");
  }

  /** Incidents that were late, by what they were and when they came. */
  late(numbers) {
    const come = new Map(this.wash.timeline.filter((one) => one.sort === "inject").map((one) => [one.incident, one]));
    const line = (n) => el("li", { text: [w("incident_n", { n }), come.get(n)?.name, come.has(n) && moment(this.room.scene.start, come.get(n).second)].filter(Boolean).join(" · ") });
    const first = el("ul", {}, ...numbers.slice(0, NAMED).map(line));
    if (numbers.length <= NAMED) return first;
    return el("div", {}, first, el("details", {}, el("summary", { text: w("and_more", { n: numbers.length - NAMED }) }), el("ul", {}, ...numbers.slice(NAMED).map(line))));
  }

  choices(choices, unanswered) {
    if (!choices.length && !unanswered.length) return el("p", { class: "soft", text: w("no_difference") });
    const { start } = this.room.scene, byRule = (one) => (one.rule === null ? w("rule_waited") : counted(one.rule));
    const about = (one) => [moment(start, one.second), one.by || w("facilitator"), `${w("incident_n", { n: one.incident })} · ${one.step}`];
    const sent = choices.map((one) => ({ second: one.second, cells: [...about(one), counted(one.pools), byRule(one), difference(one)] }));
    const rang = unanswered.map((one) => ({ second: one.second, cells: [...about(one), "–", "–", w("differs_call")] }));
    const rows = [...sent, ...rang].sort((a, b) => a.second - b.second).map((one) => one.cells);
    return table([w("when"), w("who"), w("about"), w("sent_by_room"), w("sent_by_rule"), w("difference")], rows);
  }

  timeline() {
    const lines = this.wash.timeline.map((one) => {
      const words = w(`tl_${one.sort}`, {
        incident: one.incident ?? "", step: one.step, name: one.name || w("everybody"), by: one.by || w("facilitator"), text: one.text, pools: counted(one.pools),
      });
      return el("li", { class: one.sort }, el("span", { class: "time", text: moment(this.room.scene.start, one.second) }), " ", el("span", { dir: "auto", text: words }));
    });
    const fold = el("details", { class: "panel", open: lines.length <= 60 }, el("summary"), el("ol", { class: "timeline" }, ...lines));
    put(fold.firstChild, w("timeline", { n: lines.length }));
    return fold;
  }
}

/** How a decision differs from the rule's, which decides at once. */
function difference(one) {
  const time = duration(one.waited);
  if (one.rule === null) return w("differs_sooner", { time });
  const same = JSON.stringify([...one.pools].sort()) === JSON.stringify([...one.rule].sort());
  return w(same ? "differs_late" : "differs_units", { time });
}

const section = (title, ...content) => el("section", { class: "panel" }, el("h3", { text: title }), ...content);

/** A folder as one types it. */
function quoted(folder) {
  return /[^\w./:\\~+-]/u.test(folder) ? `"${folder}"` : folder;
}

function list(lines, nothing) {
  return lines.length ? el("ul", {}, ...lines.map((line) => el("li", { dir: "auto", text: line }))) : el("p", { class: "soft", text: nothing });
}

function score(one) {
  const shade = one.missed ? "red" : one.kept ? "green" : "dark";
  const parts = [one.kept ? w("kept_n", { n: one.kept }) : "", one.missed ? w("missed_n", { n: one.missed }) : "", one.seconds === null ? "" : w("mean", { time: duration(one.seconds) })];
  return el("span", { class: "score", "data-colour": shade }, el("b", { class: "sign", "aria-hidden": "true", text: { green: "√", red: "×", dark: "○" }[shade] }), " ", parts.filter(Boolean).join(" · ") || w("light_dark"));
}

function table(head, rows, kind = "") {
  const cell = (content, n) => el("td", { "data-head": head[n] }, content);
  return el("div", { class: "scrolls", tabindex: 0, role: "region", "aria-label": head[0] }, el("table", { class: kind },
    el("thead", {}, el("tr", {}, ...head.map((words) => el("th", { scope: "col", text: words })))),
    el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map(cell))))));
}
