"""Parts of the documents that follow from the files: the exercise, findings, assumptions, clauses, records."""

from __future__ import annotations

from typing import Any

from drillsim.base.language import Message, _, say, say_n
from drillsim.check.placeholders import sourced
from drillsim.compiled.event_list import Msel
from drillsim.deck.deck import disruption_row
from drillsim.draw import gantt
from drillsim.papers import paper
from drillsim.papers.documents import facts
from drillsim.papers.documents.pen import Pen
from drillsim.papers.dossier import Dossier
from drillsim.papers.resources import gantt_picture, incident_row, queue
from drillsim.plan.scenario import Disruption
from drillsim.quantities.shown import say_moment, show_duration
from drillsim.quantities.wording import About, Series, percent, runs
from drillsim.say.disruptions import disruption_words
from drillsim.say.verdicts import all_brought
from drillsim.why.disruptions import Disrupted

MOST_EVENTS = 60
ALL_MISSES = 3  # targets named per event


class Papers:
    """Writes the parts on the files of one case with one pen."""

    def __init__(self, case: Dossier, pen: Pen) -> None:
        self.case, self.pen = case, pen

    # ---- what was played ------------------------------------------------------------------------

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
        if self.case.one_list:
            return say("one event list with {brought}", brought=brought)
        return say("the period played in {runs}, {brought} in all", runs=runs(self.case.result.runs), brought=brought)

    def disruptions(self) -> list[Message]:
        """What went wrong on purpose."""
        return [self._disruption(one) for one in self.case.scenario.disruptions]

    def _disruption(self, one: Disruption) -> Message:
        start, window = self.case.compiled.start, self.case.scenario.window
        begin, end = (say_moment(start, window.second(at)) for at in (one.from_, one.until))
        row = disruption_row(one, self.case.compiled, self.case.scenario)
        words = disruption_words(self.case.compiled, Disrupted(row, one))
        if one.chance == 1:
            return say("{what}, {begin} to {end}, certain", what=words, begin=begin, end=end)
        return say("{what}, {begin} to {end}, chance {chance}", what=words, begin=begin, end=end, chance=percent(one.chance))

    # ---- the plan on paper ----------------------------------------------------------------------

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
        if not self.case.one_list:
            self.pen.write(say("Events of run {run}, the one with the most misses.", run=number))
        for shown in filter(None, (gantt_picture(self.case), queue(self.case))):
            self.pen.picture(shown)
        missed = gantt.missed_incidents(self.case.evidence.gauges, msel, log)
        rows = [self._event(incident_row(self.case, index, missed.get(index, []))) for index in _first(msel)]
        self.pen.table(
            (_("no."), _("came at"), _("kind"), _("place"), _("people"), _("missed")), rows, (6, 17, 21, 16, 8, 32)
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


def _how_many(case: Dossier) -> Message:
    if case.result.stopped == "settled":
        return say("as many as it took to settle every target ({n})", n=f"{case.result.runs:,}")
    return say("{n}, as asked", n=f"{case.result.runs:,}")


def _first(msel: Msel) -> range:
    return range(min(len(msel.time), MOST_EVENTS))
