"""Tables that name every one of a kind: a new one that is forgotten somewhere fails here, not before a reader."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any, Generic, Literal, get_args, get_origin, get_type_hints

import numpy as np
import pytest
from test_reference import FORMS as MODELS

import drillsim.check.findings as critic
from drillsim.check.findings.spans import PERIODS
from drillsim.command import console, console_compare, console_size, exits
from drillsim.comparing import difference
from drillsim.compiled import log
from drillsim.compiled.resize import COUNTED
from drillsim.draw import drawing
from drillsim.judge import gauge as gauges
from drillsim.judge import verdict
from drillsim.judge.evaluate import GAUGES
from drillsim.judge.gauge import Gauge
from drillsim.papers import sizing as sizing_report
from drillsim.papers.documents.sizing import LOOKS
from drillsim.plan import distributions
from drillsim.plan.distributions import Duration, Factor, T, Varying
from drillsim.plan.pools import POOL_KINDS
from drillsim.plan.procedures import Stage
from drillsim.plan.scenario import DISRUPTIONS, Disruption
from drillsim.plan.target_keys import Promise
from drillsim.plan.targets import PROMISES, MeanTarget, Pace, Period, Target
from drillsim.plan.values import Rate, Seconds
from drillsim.room.decisions import Decision
from drillsim.room.drill import _DO
from drillsim.say import findings, verdicts
from drillsim.say import sizing as said_of_size
from drillsim.say.comparison import VERDICTS
from drillsim.say.promise import _MEANS, _ONCE, _PACE, WORDS
from drillsim.say.stages import STAGES
from drillsim.sizing import answer
from drillsim.sizing.perturbation import MOVED, multiplied
from drillsim.store.record import STATUS


def classes(of: type) -> set[type]:
    return {below for one in of.__subclasses__() for below in (one, *classes(one))}


def test_every_promise_has_keys_a_reader_and_words() -> None:
    assert set(PROMISES) == {kind for kind in classes(Target) if kind.__module__.startswith("drillsim")}
    assert set(PROMISES) == set(GAUGES) == set(WORDS)
    assert tuple(promise.promise for promise in PROMISES) == get_args(Promise)
    assert all(get_type_hints(gauge)["target"] is promise for promise, gauge in GAUGES.items())
    assert all(promise.mark == promise.needed()[0] for promise in PROMISES)
    assert len({(promise.mark, promise is MeanTarget) for promise in PROMISES}) == len(PROMISES)  # which the form tells
    made = {kind for kind in classes(Gauge) if kind.__module__.startswith("drillsim")}
    assert {kind for kind in made if not kind.__subclasses__()} <= set(GAUGES.values()) <= made
    assert {period for period, _each in _ONCE} == set(get_args(Period)) == set(_MEANS)
    assert set(_PACE) == set(get_args(Pace))
    assert {*get_args(Period), *get_args(Pace)} == set(PERIODS)


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        *((table, get_args(verdict.Verdict))
          for table in (verdicts.SIGNS, verdicts.PLAN_VERDICT, console.COLOURS, exits.VERDICT, drawing.MARKS)),
        *((table, get_args(difference.Verdict)) for table in (VERDICTS, console_compare.COLOURS)),
        *((table, get_args(answer.Outcome))
          for table in (exits.SIZED, said_of_size.SIGNS, console_size.COLOURS, LOOKS)),
        (sizing_report.STATES, get_args(answer.State)), (findings.FINDING_KINDS, critic.KINDS),
        (findings.CLAUSE_MARKS, critic.MARKS), (COUNTED, POOL_KINDS), (_DO, get_args(get_args(Decision)[0])),
        (STATUS, (log.COMING, log.WAITING, log.RUNNING, log.ENDED, log.SKIPPED, log.WITHDRAWN)),
    ],
)  # fmt: skip
def test_a_table_names_all_of_its_kind(table: Any, kinds: Any) -> None:
    assert set(table) == set(kinds)


def test_every_state_of_a_thing_judged_has_words() -> None:
    states = {value for name, value in vars(gauges).items() if name.isupper() and isinstance(value, int) and value >= 0}
    assert set(verdicts.STATES) == states


def test_every_stage_has_words() -> None:
    assert set(get_args(Stage)) <= set(STAGES)


def test_every_disruption_is_a_key() -> None:
    own = {"name", "count", "times", "from_", "until", "chance"}
    assert set(DISRUPTIONS) == set(Disruption.model_fields) - own


def test_every_rule_of_the_critic_is_asked() -> None:
    """A function of its package that makes findings of a paper is one of the rules, or is called by one."""
    rules, source = {*critic.RULES, *critic.RULES_TOGETHER}, ""
    makers = []
    for module in pkgutil.iter_modules(critic.__path__):
        found = importlib.import_module(f"{critic.__name__}.{module.name}")
        source += inspect.getsource(found)
        for name, one in inspect.getmembers(found, inspect.isfunction):
            if (
                one.__module__ == found.__name__
                and not name.startswith("_")
                and "Iterator[Finding]" in str(one.__annotations__.get("return"))
            ):
                makers.append(one)
    assert len(makers) > 20
    for one in makers:
        assert one in rules or source.count(f"{one.__name__}(") > 1, one.__name__


# ---- quantities: every form, and every key that holds one --------------------------------------------


def test_a_form_is_moved_and_read_wherever_quantities_are() -> None:
    """Nothing is told of a form but its class: the pure numbers in it stay as they are, the quantities move."""

    class Weibull(Varying[T], Generic[T]):
        scale: T
        spread: list[T]
        bend: float

    one = Weibull[Seconds](scale="10 min", spread=["1 min", "3 min"], bend=1.5)  # type: ignore[arg-type]
    assert Weibull.quantities() == ("scale", "spread")
    assert multiplied(one, 2.0, "seconds") == Weibull[Seconds](scale="20 min", spread=["2 min", "6 min"], bend=1.5)  # type: ignore[arg-type]
    with pytest.raises(NotImplementedError):
        one.quantile(np.zeros(1))


def test_every_form_of_the_module_is_read() -> None:
    every = inspect.getmembers(distributions, inspect.isclass)
    named = {one for name, one in every if issubclass(one, Varying) and "[" not in name}
    assert set(distributions.FORMS.values()) == named - {Varying, distributions.Tabulated}
    for form in distributions.FORMS.values():
        assert form.quantile is not Varying.quantile
        assert form.quantities()


def holds(hint: Any) -> Iterator[Any]:
    """The types of quantities within a type."""
    if any(hint == known for known in (Seconds, Duration, Factor, Rate)):
        yield hint
        return
    for one in get_args(hint) if get_origin(hint) is not Literal else ():
        yield from holds(one)


def test_every_key_that_holds_a_time_a_rate_or_a_factor_is_moved() -> None:
    models = [(title, forms[0]) for title, forms in MODELS.items() if title != "Target"]
    for title, model in [*models, *((promise.__name__, promise) for promise in PROMISES)]:
        if issubclass(model, Varying):
            continue
        for name, hint in get_type_hints(model, include_extras=True).items():
            if name in model.model_fields and any(True for _ in holds(hint)):
                assert name in MOVED.get(model, {}), f"{title}.{name}"
