"""A plan and scenario with the numbers of one assumption moved: all times, rates and factors under its parts at once."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from drillsim.plan.distributions import Varying
from drillsim.plan.limits import WorkingDays
from drillsim.plan.plan import Plan
from drillsim.plan.pools import Slower, Travel, Turnout, TurnoutHours, Varies
from drillsim.plan.procedures import Again, Procedure, Rounds, Step, Trigger, Trips
from drillsim.plan.scenario import Disruption, Scenario, SpecialDays, Stream
from drillsim.plan.schema import Model
from drillsim.plan.targets import PROMISES
from drillsim.quantities.measures import half_up

# What moves. Shares, head-counts, numbers of staff and vehicles, money, hours and dates do not.
SECONDS, FACTOR, SLOWER, RATE = "seconds", "factor", "slower", "rate"
MOVED: dict[type[Model], dict[str, str]] = {
    Step: {"takes": SECONDS, "unless": SECONDS, "gives_up": SECONDS},
    Again: {"every": SECONDS},
    Rounds: {"every": SECONDS},
    Turnout: {"on_duty": SECONDS, "on_call": SECONDS, "on_the_road": SECONDS},
    TurnoutHours: {"on_duty": SECONDS, "on_call": SECONDS},
    Trips: {"loading": SECONDS},
    Travel: {"times": SECONDS, "weather": SLOWER},
    Slower: {"times": SLOWER},
    Varies: {"travel": FACTOR, "turnout": FACTOR},
    Trigger: {"within": SECONDS},
    **{promise: {"within": SECONDS} for promise in PROMISES if "within" in promise.model_fields},
    Stream: {"rate": RATE},
    SpecialDays: {"times": FACTOR},
    Disruption: {"times": SLOWER},
}


def moved(plan: Plan, scenario: Scenario, parts: Iterable[str], by: float) -> tuple[Plan, Scenario]:
    """Both with every time, rate and travel factor under these dotted paths times `by`.

    A factor that slows journeys down is never moved below 1: slow roads stay slow ones.
    """
    for path in outermost(parts):
        plan, scenario = _in(plan, path, by), _in(scenario, path, by)
    return plan, scenario


def outermost(parts: Iterable[str]) -> list[tuple[str, ...]]:
    """Paths, word by word, without those that lie under another one."""
    paths: list[tuple[str, ...]] = []
    for path in sorted({_plain(part) for part in parts}, key=len):
        if not any(path[: len(other)] == other for other in paths):
            paths.append(path)
    return paths


def _plain(part: str) -> tuple[str, ...]:
    words = part.split(".")
    if words[0] == "procedures" and words[2:3] == ["steps"]:
        del words[2]  # which may be left out
    return tuple(words)


def _in(part: Any, path: tuple[str, ...], by: float, unit: str | None = None) -> Any:
    """`part` with what lies under `path` moved; as it is where the path does not lead on."""
    if unit is not None and (not path or isinstance(part, Varying)):
        return multiplied(part, by, unit)
    if isinstance(part, Model):
        return _model(part, path, by)
    if isinstance(part, dict):
        names = [".".join(path[:n]) for n in range(1, len(path) + 1)] if path else list(part)
        rests = [path[n:] for n in range(1, len(path) + 1)] if path else [()] * len(part)
        new = {name: _in(part[name], rest, by, unit) for name, rest in zip(names, rests, strict=True) if name in part}
        return part if all(new[name] is part[name] for name in new) else {**part, **new}
    if isinstance(part, list):
        if path and not path[0].isdigit():
            return part
        chosen = [int(path[0]) - 1] if path else range(len(part))
        items = [_in(item, path[1:], by, unit) if index in chosen else item for index, item in enumerate(part)]
        return part if all(one is other for one, other in zip(items, part, strict=True)) else items
    return part


def _model(part: Model, path: tuple[str, ...], by: float) -> Model:
    if isinstance(part, Procedure) and path and path[0] in part.steps:
        path = ("steps", *path)
    fields = type(part).model_fields
    names = [name for name in (path[0], f"{path[0]}_") if name in fields][:1] if path else list(fields)
    units = MOVED.get(type(part), {})
    new = {name: _in(getattr(part, name), path[1:], by, units.get(name)) for name in names}
    new = {name: value for name, value in new.items() if value is not getattr(part, name)}
    if isinstance(part, Stream) and "rate" in new and by > 1 and part.at_most is not None:
        new["at_most"] = math.ceil(part.at_most * by)  # a bound of the draw must not cut what was added
    return part.model_copy(update=new) if new else part


def multiplied(value: Any, by: float, unit: str) -> Any:
    """A quantity times `by`, whatever form it has."""
    if isinstance(value, Varying):
        return value.changed(lambda one: multiplied(one, by, unit))
    if isinstance(value, dict):
        return {key: multiplied(item, by, unit) for key, item in value.items()}
    if isinstance(value, list):
        return [multiplied(item, by, unit) for item in value]
    if value is None or isinstance(value, (str, WorkingDays)):  # 'turnout' and 'travel' take what pools and roads say
        return value
    if unit == SLOWER and value >= 1:
        return max(1.0, value * by)
    return half_up(value * by) if unit == SECONDS else value * by
