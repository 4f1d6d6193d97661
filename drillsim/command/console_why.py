"""What `drillsim explain` says on a terminal: why targets are missed, what one run held, what one incident met."""

from __future__ import annotations

from drillsim.base.language import Message, _, say, say_n, text
from drillsim.command.screen import Terminal, out, styled, table
from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import Log
from drillsim.compiled.names import kind_name, pool_name, zone_name
from drillsim.compiled.tables import CompiledPlan
from drillsim.judge.evaluate import EXCUSED, LATE, NEVER, NOT_COUNTED, gauges
from drillsim.quantities.shown import show_about, show_duration, show_moment
from drillsim.quantities.wording import Series, amount, percent
from drillsim.say.caveats import NO_BLAME
from drillsim.say.promise import form_words, missed_words
from drillsim.say.queue import queue_notes
from drillsim.say.reasons import reasons
from drillsim.say.remedies import ways_words
from drillsim.say.stages import STAGES
from drillsim.say.story import story
from drillsim.say.verdicts import judged_words, state_words
from drillsim.why.explanation import Explanation, TargetExplanation
from drillsim.why.load import PoolLoad
from drillsim.why.remedies import Remedies


def print_explanation(
    compiled: CompiledPlan, explanation: Explanation, only: str | None, mending: Remedies | None = None
) -> None:
    """Why each target that had a miss was missed, what would mend it, and how the pools were used."""
    console = out()
    console.print(styled(text(compiled.plan.name), style="bold"))
    console.print(str(say_n("{n} run looked at.", "{n} runs looked at.", explanation.runs)))
    shown = [target for target in explanation.targets if only is None or target.id == only]
    for target in shown:
        if target.found.missed or only is not None:
            _print_target(console, compiled, target, [] if mending is None else ways_words(compiled, mending, target.id))
    if only is None:
        fine = [text(compiled.plan.targets[t.id].name) or t.id for t in shown if not t.found.missed]
        if fine:
            console.print(_("No miss in these runs: {names}.").format(names=Series(tuple(fine))))
            console.print()
        _print_loads(console, compiled, explanation.loads)
        for note in queue_notes(compiled, explanation):
            console.print(str(note), soft_wrap=True)
    console.print(styled(str(NO_BLAME), style="dim"))


def _print_target(console: Terminal, compiled: CompiledPlan, target: TargetExplanation, ways: list[Message]) -> None:
    definition = compiled.plan.targets[target.id]
    console.print()
    title = say("{name} ({what})", name=definition.name or target.id, what=form_words(compiled.plan, definition))
    console.print(styled(str(title), style="bold"))
    found = target.found
    figures = {"missed": f"{found.missed:,}", "judged": f"{found.judged:,}", "never": f"{found.never:,}"}
    console.print(str(missed_words(definition, **figures)))
    for reason in reasons(compiled, target):
        console.print(f"  · {reason.text}", soft_wrap=True)
    for way in ways:
        console.print(f"  → {way}", soft_wrap=True)
    if not target.lost.incidents:
        return
    shown = table(_("where the time of a missed incident went, on average"), "", "", right=1)
    for stage, words in STAGES.items():
        seconds = target.lost.stages.get(stage)
        if seconds:
            mean = show_about(float(seconds) / target.lost.incidents)
            shown.add_row(str(words), mean, percent(target.lost.share(stage)))
    console.print(shown)


def _print_loads(console: Terminal, compiled: CompiledPlan, loads: tuple[PoolLoad, ...]) -> None:
    titles = (_("in use"), _("overtime per run"), _("longest duty without rest"), _("called in per week"), _("peak"))
    shown = table(_("who or what"), *titles, right=1)
    for load in loads:
        name = text(pool_name(compiled, load.pool))
        people = load.kind in ("squad", "post")
        shown.add_row(
            _("{name} (outside unit)").format(name=name) if load.outside else name,
            "–" if load.utilisation is None else percent(load.utilisation),
            show_about(load.overtime) if load.overtime else "–",
            show_about(load.longest_duty) if people else "–",
            amount(load.called_in_per_week) if people else "–",
            f"{load.peak:,}",
        )
    console.print(shown)


def print_incidents(compiled: CompiledPlan, msel: Msel, log: Log, only: str | None) -> None:
    """The incidents of one run, and what each target says of them."""
    console = out()
    states: dict[int, list[str]] = {}
    occasions: list[str] = []  # days with a gap, objects left out in a period
    for gauge in gauges(compiled):
        if only is None or gauge.name == only:
            judgement = gauge.read(msel, log)
            name = text(gauge.target.name) or gauge.name
            for number, state, seconds in zip(*(column.tolist() for column in judgement), strict=True):
                if state not in (LATE, NEVER, EXCUSED) and only is None:
                    continue
                if not gauge.per_incident:
                    if state == LATE:
                        missing = f" ({show_duration(seconds)})" if seconds else ""
                        occasions.append(f"{name}: {gauge.occasion(number)}{missing}")
                    continue
                after = f" ({show_duration(seconds)})" if seconds >= 0 and gauge.target.timed else ""
                states.setdefault(number, []).append(f"{name}: {state_words(gauge.target, state)}{after}")
    shown = table(_("incident"), _("came at"), _("kind"), _("zone"), _("people"), _("missed"))
    for incident in range(len(msel.time)):
        if only is not None and incident not in states:
            continue
        zone = int(msel.attribute[incident, 0])
        shown.add_row(
            str(incident + 1),
            show_moment(compiled.start, int(msel.time[incident])),
            text(kind_name(compiled, int(msel.kind[incident]))),
            text(zone_name(compiled, compiled.zones[zone])) if zone >= 0 else "–",
            str(msel.people[incident]),
            "\n".join(states.get(incident, [])),
        )
    if shown.row_count:
        console.print(shown)
    for occasion in occasions:
        console.print(occasion)


def print_story(compiled: CompiledPlan, msel: Msel, log: Log, incident: int) -> None:
    """One incident (index into the MSEL), step by step."""
    console = out()
    shown = table("", "", "", show_header=False)
    shown.columns[0].no_wrap = True
    shown.columns[1].style = "bold"
    steps = compiled.plan.procedures[compiled.kinds[int(msel.kind[incident])]].steps
    for told in story(compiled, msel, log, incident):
        step = text(steps[told.step].name) or told.step if told.step else ""
        shown.add_row(show_moment(compiled.start, told.second), step, str(told.text))
    console.print(shown)
    for gauge in gauges(compiled):
        if not gauge.per_incident:
            continue
        judgement = gauge.read(msel, log)
        for index, state, seconds in zip(*(column.tolist() for column in judgement), strict=True):
            if index == incident and state != NOT_COUNTED:
                name = text(gauge.target.name) or gauge.name
                judged = judged_words(compiled.plan, gauge.target, state, seconds)
                console.print(_("{target}: {judged}").format(target=name, judged=judged))
