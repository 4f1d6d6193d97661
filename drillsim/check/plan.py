"""What a plan must keep so that it can be played: names, order, holds, travel, targets.

The models check what a value can say of itself; here is what needs the whole plan. Whatever
passes compiles and plays on either engine. Each finding names its place, what is wrong and
what would do.
"""

from __future__ import annotations

from drillsim.base.language import say, say_n
from drillsim.check.duties import check_sources
from drillsim.check.journeys import check_journeys
from drillsim.check.lookup import (
    MOMENTS,
    RESERVED,
    UNITS,
    Findings,
    Flaw,
    Loc,
    answering,
    clauses_cited,
    factor,
    gone_to,
    no_level,
    no_need,
    no_pool,
    no_single_zone,
    no_subject,
    no_zone,
    served_from,
    values_of,
    without_name,
)
from drillsim.check.steps import MOST_STEPS, check_procedure
from drillsim.check.timers import check_entries
from drillsim.plan.areas import areas_of, without_areas
from drillsim.plan.graph import Graph
from drillsim.plan.keys import keys_of
from drillsim.plan.limits import hours_called, spans_in, when_called
from drillsim.plan.milestones import BROUGHT, Milestones, shown_milestone
from drillsim.plan.near import near
from drillsim.plan.paths import PlanPath
from drillsim.plan.plan import Plan
from drillsim.plan.pools import Travel, Zone
from drillsim.plan.procedures import Procedure
from drillsim.plan.schema import Model
from drillsim.plan.targets import (
    CountTarget,
    DutyTarget,
    NoGapTarget,
    OnceTarget,
    PaceTarget,
    RhythmTarget,
    StayTarget,
    SumTarget,
    Target,
)
from drillsim.plan.values import spoken
from drillsim.plan.words import SUBJECTS_ZH, Spelled
from drillsim.quantities.wording import Series


def check_plan(plan: Plan) -> Findings:
    """Everything that keeps a plan from being played, section by section."""
    yield from _places(plan)
    yield from _pools(plan)
    yield from _players(plan)
    yield from _attributes(plan)
    for name, procedure in plan.procedures.items():
        yield from check_procedure(plan, name, procedure)
    yield from check_entries(plan)
    yield from check_journeys(without_areas(plan))
    yield from check_sources(plan)
    yield from _targets(plan)
    yield from _clauses(plan)
    yield from check_assumptions(plan, plan)
    for name, question in plan.open_questions.items():
        for index, part in enumerate(question.about):
            yield from _part(("open_questions", name, "about", index), part, plan)
    yield from _names(plan)


def unanswered(plan: Plan) -> Findings:
    """What a plan does not say yet: play would rest on what stands in for it."""
    if plan.unanswered:
        what = say_n("{n} question is open, and what stands in for the answer may not be played: {names}",
                     "{n} questions are open, and what stands in for the answers may not be played: {names}",
                     len(plan.unanswered), names=Series(tuple(plan.unanswered)))  # fmt: skip
        yield Flaw(("open_questions",), what, say("answer them on the sheet of questions; check lists them"), at_key=True)


def _places(plan: Plan) -> Findings:
    sound = True
    for name, zone in plan.zones.items():
        yield from _scene(("zones", name), name)
        wrong = list(_area(plan, name, zone))
        yield from wrong
        sound &= not wrong
        if zone is not None and zone.within is not None:
            loc: Loc = ("zones", name, "within")
            yield from no_zone(loc, zone.within, plan)
            around, outer = [name], zone.within
            while outer in plan.zones and outer not in around:
                around.append(outer)
                outer = (plan.zones[outer] and plan.zones[outer].within) or ""  # type: ignore[union-attr]
            if outer == name and name == min(around, key=list(plan.zones).index):
                what = say("the zones lie in a circle: {circle}", circle=" → ".join([*around, name]))
                yield Flaw(loc, what, say("let the largest zone lie within none"))
    if plan.travel is None:
        return
    if sound:
        yield from _times(plan, plan.travel)
    for index, entry in enumerate(plan.travel.slower):
        yield from factor(("travel", "slower", index, "times"), entry.times)
    for kind, times_as_long in plan.travel.weather.items():
        yield from factor(("travel", "weather", kind), times_as_long)


def _area(plan: Plan, name: str, zone: Zone | None) -> Findings:
    """An area of zones that there are not, or of itself."""
    for index, inner in enumerate(zone.includes if zone else ()):
        loc: Loc = ("zones", name, "includes", index)
        yield from no_zone(loc, inner, plan)
        if inner == name or (plan.zones.get(inner) and name in _inside(plan, inner)):
            what = say("the area '{name}' lies in itself", name=name)
            yield Flaw(loc, what, say("take '{inner}' out of it", inner=inner))


def _inside(plan: Plan, name: str) -> set[str]:
    """All areas and zones that an area includes, however deep."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        zone = plan.zones.get(waiting.pop())
        fresh = [inner for inner in (zone.includes if zone else ()) if inner not in found]
        found.update(fresh)
        waiting += fresh
    return found


def _times(plan: Plan, travel: Travel) -> Findings:
    """Times to what is no place, and bases without a time to a zone that somebody there serves."""
    known = {**plan.zones, **travel.times, **dict.fromkeys(gone_to(plan))}
    for origin, times in travel.times.items():
        yield from _scene(("travel", "times", origin), origin)
        for goal in times:
            if goal not in known:
                what = say("nothing is at '{name}': it is no zone and no base, and no step travels there", name=goal)
                yield Flaw(
                    ("travel", "times", origin, goal), what, near(goal, known), ("zones", "pools", "procedures"), True
                )
    played = without_areas(plan)
    assert played.travel is not None
    for base, zones in served_from(played).items():
        if base in travel.places and base not in areas_of(plan):
            loc: Loc = ("travel", "times", base) if base in travel.times else ("travel", "times")
            for zone in played.zones:
                if zone in zones and zone != "scene" and played.travel.between(base, zone) is None:
                    what = say("there is no time from '{base}' to the zone '{zone}'", base=base, zone=zone)
                    inner = tuple(name for name, one in plan.zones.items() if one is not None and one.within == zone)
                    mend = say("add it; or, if '{zone}' only stands for {inner}, write {key} in place of within",
                               zone=zone, inner=Series(inner), key=keys_of(Zone)["includes"])  # fmt: skip
                    yield Flaw(loc, what, mend if inner else say("add it"), ("zones", "travel"), at_key=True)


def _scene(loc: Loc, name: str) -> Findings:
    """A finding if a place is called as the language itself calls the place of an incident."""
    if name in ("scene", "现场"):
        what = say("'{name}' has a meaning of its own: where the incident is", name=name)
        yield Flaw(loc, what, say("choose another name"), at_key=True)


def _pools(plan: Plan) -> Findings:
    known = answering(plan)
    for name, pool in plan.pools.items():
        loc = ("pools", name)
        for place, called in [(loc, name), *(((*loc, key, i), of) for key in ("counts_as", "also")
                                             for i, of in enumerate(getattr(pool, key)))]:  # fmt: skip
            if called.isdigit():
                what = say("'{name}' is a number, and so is what a need asks for: '{name} 3' says nothing", name=called)
                yield Flaw(
                    place, what, say("put a word to it, such as {example}", example=say("team_{n}", n=called)), (), True
                )
        base = getattr(pool, "base", None)
        if base is not None and plan.travel is None:
            what = say("'{name}' has a base, and the plan has no travel times", name=name)
            yield Flaw((*loc, "base"), what, say("add travel.times from each base to each zone"), ("travel",))
        elif base is not None and plan.travel is not None and base not in plan.travel.places:
            what = say("no place in travel.times is called '{name}'", name=base)
            yield Flaw((*loc, "base"), what, near(base, plan.travel.places), ("travel",))
        elif base is not None:
            yield from no_single_zone((*loc, "base"), base, plan)
        for index, zone in enumerate(pool.serves):
            yield from no_zone((*loc, "serves", index), zone, plan)
        for index, other in enumerate(pool.backs_up):
            yield from no_pool(plan, (*loc, "backs_up", index), other, known)
        for key in ("counts_as", "also"):
            for index, role in enumerate(getattr(pool, key)):
                if role in plan.pools:
                    what = say("'{name}' is a pool, so it cannot be a type or a role as well", name=role)
                    yield Flaw((*loc, key, index), what, say("choose another name, or use backs_up"))


def _players(plan: Plan) -> Findings:
    known = answering(plan)
    for name, player in plan.players.items():
        for key in ("plays", "decides"):
            for index, pool in enumerate(getattr(player, key)):
                kinds = ("squad", "post") if key == "plays" else ()
                yield from no_pool(plan, ("players", name, key, index), pool, known, kinds)


def _attributes(plan: Plan) -> Findings:
    for name, values in plan.attributes.items():
        if name in RESERVED or name in SUBJECTS_ZH:
            what = say("'{name}' has a meaning of its own: every incident has it", name=name)
            yield Flaw(("attributes", name), what, say("choose another name"), at_key=True)
        for index, value in enumerate(values):
            if value in values[:index]:
                what = say("the value '{value}' is given twice", value=value)
                yield Flaw(("attributes", name, index), what, say("keep one of them"))


def _targets(plan: Plan) -> Findings:
    subjects = {**plan.attributes, "kind": list(plan.procedures), "zone": list(plan.zones), "people": []}
    for name, target in plan.targets.items():
        loc = ("targets", name)
        yield from clauses_cited(plan, (*loc, "clause"), target.clause)
        for key in ("where", "excused"):
            for subject, values in getattr(target, key).items():
                place = (*loc, key, subject)
                if key == "excused" and subject == "kind":
                    what = say("a kind of incident is no excuse")
                    yield Flaw(place, what, say("leave the kind out of the target's where"), at_key=True)
                elif subject not in subjects:
                    what = say("no attribute is called '{name}'", name=subject)
                    yield Flaw(place, what, near(subject, subjects, reserved=True), ("attributes",), at_key=True)
                else:
                    yield from values_of(plan, (*loc, key), subject, values, subjects)
        if target.timed and 0 in spans_in(target.limits):
            yield Flaw((*loc, "within"), say("nothing takes no time at all"), say("write a limit above 0"))
        yield from _hours(plan, loc, target)
        kinds = target.where.get("kind", list(plan.procedures))
        if set(kinds) <= set(plan.procedures):
            yield from _promise(plan, loc, target, kinds)
        for index, level in enumerate(target.at_level):
            yield from no_level((*loc, "at_level", index), level, plan)
        if target.at_level and not target.by_level:
            what = say("only a promise whose clock starts in an incident is about levels of response")
            yield Flaw((*loc, "at_level"), what, say("delete it"), at_key=True)


def _hours(plan: Plan, loc: Loc, target: Target) -> Findings:
    """Findings for hours of a target that the plan does not name."""
    if hours_called(target.hours, plan.hours) is None:
        yield _no_hours(plan, (*loc, "hours"), str(target.hours))
    for text in target.limits if isinstance(target.limits, dict) else ():
        if when_called(text, plan.hours) is None:
            yield _no_hours(plan, (*loc, "within", text), text, at_key=True)


def _no_hours(plan: Plan, loc: Loc, name: str, at_key: bool = False) -> Flaw:
    what = say("'{name}' is no hours of the day, and no hours of the plan are called so", name=name)
    mend = say("write hours such as 19:00-07:00, or say under '{key}' of the plan what '{name}' is",
               key=keys_of(Plan)["hours"], name=name)  # fmt: skip
    return Flaw(loc, what, near(name, plan.hours) if plan.hours else mend, ("hours",), at_key)


def _promise(plan: Plan, loc: Loc, target: Target, kinds: list[str]) -> Findings:
    """Findings for what a target names in the procedures of its scope."""
    parts = ("procedures", *(f"procedures.{kind}" for kind in kinds))
    good = True
    for key, when in target.ends.items():
        found = list(_milestones(plan, (*loc, key), when, kinds, parts, brought=key == "from_"))
        yield from found
        good &= not found
    if good and "to" in target.ends:
        yield from _clock(plan, loc, target.ends.get("from_", BROUGHT), target.ends["to"], kinds, parts)
    for name, values in target.outcomes.items():
        outcomes = {
            v: None
            for kind in kinds
            if name in plan.procedures[kind].steps
            for v in plan.procedures[kind].steps[name].endings
        }
        known = [s for kind in kinds for s, step in plan.procedures[kind].steps.items() if step.endings]
        if not outcomes:
            what = say("no step with outcomes in the target's scope is called '{name}'", name=name)
            yield Flaw((*loc, "outcome", name), what, near(name, known), parts, at_key=True)
            continue
        for index, value in enumerate(values):
            if value not in outcomes:
                what = say("'{step}' has no outcome '{value}'", step=name, value=value)
                yield Flaw((*loc, "outcome", name, index), what, near(value, outcomes, reserved=True), parts)
    match target:
        case SumTarget(adds_up=several):
            yield from _summed(plan, loc, several, kinds, parts)
        case PaceTarget(at_least=low, at_most=high) if low is not None and high is not None and low > high:
            yield Flaw((*loc, "at_most"), say("at the most fewer than at the least"), say("exchange them"))
        case RhythmTarget(every=every, within=within) if within is not None and within >= every:
            what = say("the limit is no shorter than the time from one to the next")
            yield Flaw((*loc, "within"), what, say("write a shorter limit"))
        case StayTarget(stays=need):
            yield from _need(plan, (*loc, "stays"), need, kinds, parts)
        case CountTarget(of=need) if need != "people":
            yield from _need(plan, (*loc, "of"), need, kinds, parts)
        case OnceTarget(each=subject) if subject is not None:
            yield from no_subject(plan, (*loc, "each"), subject)
        case NoGapTarget(pools=pools) | DutyTarget(pools=pools):
            for index, pool in enumerate(pools):
                yield from no_pool(plan, (*loc, target.mark, index), pool, answering(plan), UNITS)


def _summed(plan: Plan, loc: Loc, several: list[str], kinds: list[str], parts: tuple[str, ...]) -> Findings:
    """Findings for what is to be added up and is neither a step nor a stage of any step of the scope."""
    steps = {name: step.counted_as for kind in kinds for name, step in plan.procedures[kind].steps.items()}
    stages = [str(Spelled((stage,))) for stage in dict.fromkeys(steps.values())]
    for index, part in enumerate(several):
        if part not in steps and spoken(part) not in steps.values():
            what = say("no step in the target's scope is called '{name}' or counted under it", name=part)
            yield Flaw((*loc, "adds_up", index), what, near(part, [*steps, *stages]), parts)


def _need(plan: Plan, loc: Loc, need: str, kinds: list[str], parts: tuple[str, ...]) -> Findings:
    """A finding for a need that no step of the scope has, or several steps of one procedure."""
    scope = [plan.procedures[kind] for kind in kinds]
    if several := next((found for procedure in scope if len(found := procedure.called(need)) > 1), None):
        yield no_need(loc, need, (), several)._replace(rests_on=parts)
    elif not any(procedure.called(need) for procedure in scope):
        asked = [name for procedure in scope for step in procedure.steps.values() for name in step.asked]
        what = say("no need in the target's scope is called '{name}'", name=need)
        yield Flaw(loc, what, near(need, dict.fromkeys(asked)), parts)


def _milestones(
    plan: Plan, loc: Loc, when: Milestones, kinds: list[str], parts: tuple[str, ...], brought: bool
) -> Findings:  # fmt: skip
    """Findings for milestones that are none, or whose step is in no procedure of the scope."""
    known = list(dict.fromkeys(s for kind in kinds for s in plan.procedures[kind].steps))
    for text in when.named:
        if text == "brought" and brought and len(when.named) == 1:
            continue
        step, _dot, moment = text.rpartition(".")
        if moment not in MOMENTS or not step:
            yield Flaw(loc, say("'{got}' is no milestone", got=text), say("write step.ended (or ready, started)"))
        elif step not in known:
            what = say("no step in the target's scope is called '{name}'", name=step)
            yield Flaw(loc, what, near(step, known), parts)
        elif moment == "first" and any(
            plan.procedures[kind].steps[step].takes != "travel" for kind in kinds if step in plan.procedures[kind].steps
        ):
            what = say("only of a step that takes travel is there a first one to arrive")
            yield Flaw(loc, what, say("write step.ended (or ready, started)"), parts)


def _clock(
    plan: Plan, loc: Loc, start: Milestones, stop: Milestones, kinds: list[str], parts: tuple[str, ...]
) -> Findings:  # fmt: skip
    """Findings for a clock whose two ends are in no procedure together, or stand the wrong way round."""

    def has(kind: str, when: Milestones) -> bool:
        inside = [step in plan.procedures[kind].steps for step in when.steps]
        return any(inside) or not inside if when.first else all(inside)

    timed = [kind for kind in kinds if has(kind, start) and has(kind, stop)]
    if kinds and not timed:
        what = say("no procedure has both '{first}' and '{last}'", first=str(start), last=str(stop))
        mend = say("name two steps of one procedure")
        either = [when.model_copy(update={"first": when.named, "last": []}) if len(when.named) > 1 else when
                  for when in (start, stop)]  # fmt: skip
        if any(has(kind, either[0]) and has(kind, either[1]) for kind in kinds):  # a list that was meant as a choice
            chosen = [f"{{{keys_of(Milestones)['first']}: [{', '.join(map(shown_milestone, one.first))}]}}"
                      for one in either if one.first]  # fmt: skip
            mend = say("a list means all of them; for the first that is reached write {first}", first=Series(tuple(chosen)))
        yield Flaw((*loc, "to"), what, mend, parts)
    if len(start.named) > 1 or len(stop.named) > 1 or not start.steps:
        return
    (first, _, first_moment), (last, _, over_at) = start.named[0].rpartition("."), stop.named[0].rpartition(".")
    for kind in timed:
        procedure = plan.procedures[kind]
        if len(procedure.steps) > MOST_STEPS:
            continue
        turned = first == last and MOMENTS.index(over_at) <= MOMENTS.index(first_moment)
        if turned or last in Graph(procedure).ancestors.get(first, ()):
            what = say("'{last}' comes before '{first}' in '{kind}'", first=str(start), last=str(stop), kind=kind)
            yield Flaw((*loc, "to"), what, say("exchange from and to"), (f"procedures.{kind}",))
            return


def _clauses(plan: Plan) -> Findings:
    for name, clause in plan.clauses.items():
        for index, target in enumerate(clause.timed):
            if target not in plan.targets:
                what = say("no target is called '{name}'", name=target)
                yield Flaw(("clauses", name, "timed", index), what, near(target, plan.targets), ("targets",))
        for index, part in enumerate(clause.modelled):
            yield from _part(("clauses", name, "modelled", index), part, plan)


_NAMED = (
    "zones",
    "pools",
    "players",
    "procedures",
    "duties",
    "triggers",
    "targets",
)  # sections whose parts have names of their own


def _names(plan: Plan) -> Findings:
    known = without_name(plan)
    for word in plan.names:
        section = next((section for section in _NAMED if word in getattr(plan, section)), None)
        if word in known:
            continue
        if section is None:
            what, mend = say("nothing in the plan is called '{name}'", name=word), near(word, known)
        else:
            what = say("'{name}' has a name of its own", name=word)
            mend = say("write it as {example}", example=PlanPath(f"{section}.{word}.name"))
        yield Flaw(("names", word), what, mend, ("travel", "pools", "attributes", "procedures"), at_key=True)


def check_assumptions(file: Plan | object, *files: object) -> Findings:
    """Findings for the parts that assumptions of `file` speak of and that none of `files` has."""
    for name, assumption in getattr(file, "assumptions", {}).items():
        for index, part in enumerate(assumption.about):
            yield from _part(("assumptions", name, "about", index), part, *files)


_SCENARIO_PARTS = ("window", "streams", "injects", "disruptions")


def _part(loc: Loc, dotted: str, *files: object) -> Findings:
    if any(_has(file, dotted.split(".")) for file in files):
        return
    if len(files) == 1 and dotted.split(".")[0] in _SCENARIO_PARTS:
        return  # a plan may speak of its scenarios
    what = say("there is no part '{part}'", part=PlanPath(dotted))
    sections = (dotted.split(".")[0], ".".join(dotted.split(".")[:2]))
    yield Flaw(loc, what, say("write it as {example}", example=PlanPath("pools.reception.staff")), sections)


def _has(part: object, steps: list[str]) -> bool:
    """Whether a dotted path leads somewhere; 'steps' of a procedure may be left out."""
    if not steps:
        return True
    if isinstance(part, Procedure) and steps[0] in part.steps:
        return _has(part.steps[steps[0]], steps[1:])
    if isinstance(part, dict):
        taken = (n for n in range(1, len(steps) + 1) if ".".join(steps[:n]) in part)  # a clause P7.5 has a dot itself
        return any(_has(part[".".join(steps[:n])], steps[n:]) for n in taken)
    if isinstance(part, list):
        return steps[0].isdigit() and 0 < int(steps[0]) <= len(part) and _has(part[int(steps[0]) - 1], steps[1:])
    key = keys_of(type(part)).get(steps[0]) if isinstance(part, Model) else None
    return key is not None and getattr(part, key.field) is not None and _has(getattr(part, key.field), steps[1:])
