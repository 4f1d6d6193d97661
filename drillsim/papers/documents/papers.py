"""Parts of the documents that follow from the files: the exercise, findings, assumptions, clauses, records."""

from __future__ import annotations

from collections import Counter
from typing import Any

from drillsim.base.language import Message, _, say, say_n
from drillsim.check.placeholders import sourced
from drillsim.compiled.event_list import Msel
from drillsim.compiled.names import pool_name
from drillsim.compiled.resize import size_of
from drillsim.deck.deck import disruption_row
from drillsim.draw import gantt
from drillsim.papers import paper
from drillsim.papers.documents import facts
from drillsim.papers.documents.pen import Pen
from drillsim.papers.dossier import Dossier, RoomNote
from drillsim.papers.resources import gantt_picture, incident_row, queue
from drillsim.plan.scenario import Disruption
from drillsim.quantities.shown import say_moment, show_duration
from drillsim.quantities.wording import About, Series, percent, runs
from drillsim.say.disruptions import disruption_words
from drillsim.say.verdicts import all_brought
from drillsim.why.disruptions import Disrupted
from drillsim.why.explanation import Outcome

MOST_EVENTS = 60
MOST_LINES = 300  # of the timeline of a drill
ALL_MISSES = 3  # targets named per event
BY_HAND = say("(to be filled in)")


class Papers:
    """Writes the parts on the files of one case with one pen."""

    def __init__(self, case: Dossier, pen: Pen) -> None:
        self.case, self.pen = case, pen

    # ---- the exercise -------------------------------------------------------------------------

    @property
    def period(self) -> Message:
        """From when to when was played."""
        window = self.case.scenario.window
        return say(
            "{begin} to {end} ({days})",
            begin=say_moment(window.start, 0), end=say_moment(window.start, window.seconds),
            days=About(window.seconds),
        )  # fmt: skip

    @property
    def scope(self) -> Message:
        """What was played."""
        brought = all_brought(self.case.result)
        if self.case.held is not None:
            return say("a live drill with {brought}", brought=brought)
        if self.case.one_list:
            return say("one event list with {brought}", brought=brought)
        return say("the period played in {runs}, {brought} in all", runs=runs(self.case.result.runs), brought=brought)

    def overview(self) -> None:
        """Overview of the exercise, with what only people know left empty."""
        case = self.case
        rows: list[tuple[Any, Any]] = [
            (_("exercise name"), case.scenario.name),
            (_("plan tested"), case.plan.name),
            (_("exercise dates"), BY_HAND),
            (_("period played"), self.period),
            (_("scope"), self.scope),
            (_("objectives"), [one.words for one in facts.objectives(case)]),
            (_("threat or hazard"), Series(tuple(name for name, _n, _mean in facts.kinds_played(case)))),
            (_("scenario"), case.scenario.about or case.scenario.name),
            (_("sponsor"), BY_HAND),
            (_("participants"), _("see the appendix")),
            (_("contact"), BY_HAND),
        ]
        self.pen.table((), rows, (22, 78))

    def played(self) -> None:
        """What was brought, and what went wrong on purpose."""
        self.pen.write(say("Period: {period}; {scope}.", period=self.period, scope=self.scope))
        if about := self.case.scenario.about:
            self.pen.write(about)
        rows = facts.kinds_played(self.case)
        self.pen.table((_("kind"), _("incidents in the runs looked at"), _("incidents per run")), rows, (50, 27, 23),
                       say("What was played"))  # fmt: skip
        if duties := facts.duties_played(self.case):
            head = (_("routine duty"), _("times in the runs looked at"), _("times per run"))
            self.pen.table(head, duties, (50, 27, 23), say("Routine duties that the calendar brings: no incidents"))
        disruptions = self._disruptions()
        self.pen.points([self._disruption(one) for one in disruptions])
        if not disruptions:
            self.pen.write(_("No disruption was played."))

    def held(self) -> None:
        """How a drill was held in a room, beside what the plan's rule would have made of the same events."""
        case, held = self.case, self.case.held
        if held is None:
            return
        at = Series(held.players) if held.players else _("nobody")
        self.pen.write(say("At the table: {players}. The plan's own rule played everybody else.", players=at))
        ended = say("The drill ended at {moment}.", moment=say_moment(case.compiled.start, held.ended))
        if held.played_on:
            ended = say("{ended} What was open then was played to its end by the plan's rule; incidents: {n}.", ended=ended,
                        n=held.played_on)  # fmt: skip
        self.pen.write(ended)
        noted = Counter(note.target for note in held.notes)
        rows = [
            (case.target_name(why.id), _of(why.found), _of(why.by_rule), str(noted[why.id] or ""))
            for why in case.explanation.targets if why.found.judged or why.by_rule.judged
        ]  # fmt: skip
        head = (_("promise"), _("kept in the room"), _("kept by the plan's rule"), _("notes"))
        self.pen.table(head, rows, (52, 18, 20, 10), say("The room beside the plan's rule, on the same events"))
        if held.notes:
            self.pen.subheading(_("Notes taken in the room"))
            self.pen.points([self._note(note) for note in held.notes])

    def _note(self, note: RoomNote) -> Message:
        moment = say_moment(self.case.compiled.start, note.second)
        if note.target is None:
            return say("{moment}: {text}", moment=moment, text=note.text)
        return say("{moment}, {target}: {text}", moment=moment, target=self.case.target_name(note.target), text=note.text)

    def timeline(self) -> None:
        """What happened in the room, line by line."""
        if self.case.held is None:
            return
        start = self.case.compiled.start
        rows = [(say_moment(start, second), told) for second, told in self.case.held.timeline[:MOST_LINES]]
        self.pen.table((_("moment"), _("what happened")), rows, (22, 78), say("What happened in the room"))
        if (left := len(self.case.held.timeline) - MOST_LINES) > 0:
            self.pen.write(
                say_n("{n} more line: drillsim replay lists it.", "{n} more lines: drillsim replay lists them.", left)
            )

    def _disruptions(self) -> list[Disruption]:
        """What could go wrong; of a drill, what went wrong before it ended."""
        case = self.case
        if case.held is None:
            return case.scenario.disruptions
        came = {tuple(row) for row in case.shown[1].disruption.tolist() if row[5] < case.held.ended}
        return [one for one in case.scenario.disruptions if disruption_row(one, case.compiled, case.scenario) in came]

    def _disruption(self, one: Disruption) -> Message:
        start, window = self.case.compiled.start, self.case.scenario.window
        begin, end = (say_moment(start, window.second(at)) for at in (one.from_, one.until))
        row = disruption_row(one, self.case.compiled, self.case.scenario)
        words = disruption_words(self.case.compiled, Disrupted(row, one))
        if self.case.held is not None:
            return say("{what}, {begin} to {end}", what=words, begin=begin, end=end)
        return say("{what}, {begin} to {end}, chance {chance}", what=words, begin=begin, end=end, chance=percent(one.chance))

    def participants(self) -> None:
        """Who takes part according to the plan."""
        plan = self.case.plan
        rows = []
        for name, pool in plan.pools.items():
            if pool.kind in ("squad", "post", "vehicle"):
                base = getattr(pool, "base", None)
                rows.append(
                    (pool_name(self.case.compiled, name), f"{size_of(pool):,}", plan.called(base) if base else "–",
                     _("outside unit") if pool.outside else _("own"))
                )  # fmt: skip
        self.pen.table((_("who or what"), _("how many"), _("stationed at"), _("whose")), rows, (40, 15, 30, 15))

    # ---- the plan on paper ----------------------------------------------------------------------

    def findings(self) -> None:
        """Contradictions and gaps, by kind."""
        found = paper.findings(self.case)
        if not found:
            self.pen.write(_("Nothing was found on paper."))
        for group in found:
            self.pen.subheading(say("{kind}: {n}", kind=group["words"], n=len(group["rows"])))
            rows = [
                (
                    [row["what"], *row["quotes"]],
                    row["mend"],
                    [row["clauses"], row["place"]] if row["clauses"] else row["place"],
                )
                for row in group["rows"]
            ]
            self.pen.table((_("what is wrong"), _("what would mend it"), _("clause and place")), rows, (42, 38, 20))
        self.pen.points(paper.silent(self.case))

    def problems(self) -> None:
        """The findings as sentences, for a summary."""
        for group in paper.findings(self.case):
            rows = group["rows"]
            self.pen.subheading(say("{kind}: {n}", kind=group["words"], n=len(rows)))
            self.pen.points([row["what"] for row in rows])

    def covered(self) -> None:
        """How many clauses are covered how."""
        found = paper.clauses(self.case)
        parts = tuple(say("{mark} {n}", mark=words, n=n) for _sign, words, n in found["counts"])
        self.pen.write(say("Clauses: {n} ({parts}).", n=found["all"], parts=Series(parts)))
        for line in found["left_out"]:
            self.pen.write(line)

    def clauses(self) -> None:
        """What was not tested and why, then every clause with its mark."""
        self.covered()
        found = paper.clauses(self.case)
        left = [row for row in found["rows"] if row["mark"] in ("qualitative", "not_modelled")]
        if left:
            self.pen.table(
                (_("clause"), _("what it promises"), _("not tested because")),
                [
                    (row["id"], row["lines"], say("{mark}: {reason}", mark=row["words"], reason=row["reason"] or "–"))
                    for row in left
                ],
                (10, 50, 40), say("Clauses that were not tested, and why"),
            )  # fmt: skip
        rows = [
            (row["id"], row["lines"], [say("{sign} {mark}", sign=row["sign"], mark=row["words"]),
                                     *([Series(tuple(row["by"]))] if row["by"] else [])])
            for row in found["rows"]
        ]  # fmt: skip
        self.pen.table(
            (_("clause"), _("what it promises"), _("covered")), rows, (10, 55, 35), say("Clauses and how they are covered")
        )

    def assumptions(self) -> None:
        """What the plan does not give, and where it was taken from."""
        rows = [
            (
                say("{text} (scenario)", text=row["text"]) if row["of_scenario"] else row["text"],
                row["source"] or _("assumed"),
            )
            for row in paper.assumptions(self.case)
        ]
        self.pen.table((_("assumption"), _("source")), rows, (68, 32))
        if basis := self.case.plan.basis:
            self.pen.write(_("Basis of the plan:"))
            self.pen.points(basis)

    # ---- records ----------------------------------------------------------------------------------

    def events(self) -> None:
        """The events of the run with the most misses, or of the event list."""
        number, msel, log = self.case.shown
        if self.case.held:
            self.pen.write(_("Events of the drill as it was recorded."))
        elif not self.case.one_list:
            self.pen.write(say("Events of run {run}, the one with the most misses.", run=number))
        for shown in filter(None, (gantt_picture(self.case), queue(self.case))):
            self.pen.picture(shown)
        missed = gantt.missed_incidents(self.case.evidence.gauges, msel, log)
        rows = [self._event(incident_row(self.case, index, missed.get(index, []))) for index in _first(msel)]
        self.pen.table(
            (_("no."), _("brought"), _("kind"), _("place"), _("people"), _("missed")), rows, (6, 17, 21, 16, 8, 32)
        )
        if len(msel.time) > MOST_EVENTS:
            self.pen.write(
                say_n(
                    "{n} more event of this run is in the run folder.",
                    "{n} more events of this run are in the run folder.",
                    len(msel.time) - MOST_EVENTS,
                )
            )

    def _event(self, row: dict[str, Any]) -> tuple[Any, ...]:
        missed = row["missed"][:ALL_MISSES]
        return row["number"], row["brought"], row["kind"], row["zone"], row["people"], missed

    def reproduce(self) -> None:
        """Commands, numbers and checksums that make this again."""
        found = paper.reproduce(self.case)
        self.pen.write(_("In the run folder:"))
        for command in found["commands"]:
            self.pen.write(command, "Code")
        played = [say("{runs}, draw number {seed}.", seed=found["seed"], runs=runs(self.case.result.runs))]
        self.pen.made_with([] if self.case.one_list else played, dict(found["versions"]), dict(found["inputs"]))

    def stress(self) -> None:
        """The record that STRESS-DES asks of a simulation study."""
        case, plan, scenario = self.case, self.case.plan, self.case.scenario
        tables, settings = paper.reproduce(case), case.settings
        steps = sum(len(one.steps) for one in case.compiled.written.procedures.values())
        assumed = paper.assumptions(case)
        sections: list[tuple[Any, list[Any]]] = [
            (_("Purpose"), [say("Promises of '{plan}' tested under '{scenario}': {n}.", n=len(plan.targets), plan=plan.name,
                                scenario=scenario.name),
                            *(one.words for one in facts.objectives(case))]),
            (_("Logic"), [
                say("Procedures: {kinds}, steps: {steps}; pools of people, vehicles, rooms and money: {pools}; "
                    "places: {zones}.",
                    kinds=len(plan.procedures), steps=steps, pools=len(plan.pools), zones=len(plan.zones)),
                _("All needs of a step are granted together; waiting requests are served by priority, then by how long they "
                  "wait. Nothing is interrupted."),
                say("What brings incidents: streams {streams}, duties {duties}, triggers {triggers}, injects {injects}.",
                    streams=len(scenario.streams), duties=len(plan.duties), triggers=len(plan.triggers),
                    injects=len(scenario.injects)),
            ]),
            (_("Data"), [
                say("Assumptions: {n}, with a source: {sources}; all are listed.", n=len(assumed),
                    sources=sum(sourced(row["source"]) for row in assumed)),
                say("Disruptions: {n}.", n=len(scenario.disruptions)),
            ]),
            (_("Experiment"), [
                say("Period: {period}; {scope}.", period=self.period, scope=self.scope),
                say("Each run begins with everybody at the base. Incidents come until the end of the period; play goes on "
                    "until all of them are over, for {more} at the most. There is no warm-up.",
                    more=show_duration(case.compiled.horizon - case.compiled.window_end)),
                _("One event list was played.") if case.one_list else
                say("Number of runs: {how}; error rate {alpha}.", how=_how_many(case), alpha=f"{settings.alpha:g}"),
            ]),
            (_("Implementation"), [
                Series(tuple(f"{name} {version}" for name, version in tables["versions"])),
                _("Random numbers: Philox, one stream per purpose, addressed by its name and the number of the run."),
                _("A readable engine (SimPy) and a compiled one (Numba) play the same tables to the same log."),
            ]),
        ]  # fmt: skip
        self.pen.table((_("part"), _("record")), sections, (18, 82))


def _of(outcome: Outcome) -> Message:
    return say("{n} of {all}", n=outcome.on_time, all=outcome.judged)


def _how_many(case: Dossier) -> Message:
    if case.result.stopped == "settled":
        return say("as many as it took to settle every target ({n})", n=f"{case.result.runs:,}")
    return say("{n}, as asked", n=f"{case.result.runs:,}")


def _first(msel: Msel) -> range:
    return range(min(len(msel.time), MOST_EVENTS))
