"""Quantile functions against SciPy's frozen distributions, and what is drawn from them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from plans import drill
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from drillsim.plan.distributions import Duration, Factor, HeadCount, quantile, shortest
from drillsim.plan.schema import Model

U = np.concatenate(([2.0**-53, 1e-12, 1e-6], np.linspace(0.001, 0.999, 1999), [1 - 1e-6, 1 - 1e-12, 1 - 2.0**-53]))

duration = TypeAdapter(Duration)
factor = TypeAdapter(Factor)
head_count = TypeAdapter(HeadCount)

PERT = {"shortest": "10 min", "usual": "20 min", "longest": "1 h"}


def lognormal(mean: float, cv: float) -> Any:
    sigma = math.sqrt(math.log(1 + cv**2))
    return stats.lognorm(sigma, scale=mean * math.exp(-(sigma**2) / 2))


def pert(low: float, mode: float, high: float) -> Any:
    return stats.beta(1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low), low, high - low)


FORMS: list[tuple[Any, Any, float]] = [  # written, frozen, mean in seconds
    (PERT, pert(600, 1200, 3600), (600 + 4 * 1200 + 3600) / 6),
    ({"shortest": "10 s", "usual": "20 s", "longest": "30 s"}, pert(10, 20, 30), 20),
    ({"shortest": "0 s", "usual": "0 s", "longest": "1 min"}, stats.beta(1, 5, 0, 60), 10),
    ({"shortest": "0 s", "usual": "1 min", "longest": "1 min"}, stats.beta(5, 1, 0, 60), 50),
    ({"mean": "5 min", "cv": 0.5}, lognormal(300, 0.5), 300),
    ({"mean": "2 h", "cv": 3}, lognormal(7200, 3), 7200),
    ({"gamma": "30 min", "cv": 1}, stats.expon(scale=1800), 1800),
    ({"gamma": "30 min", "cv": 1 / math.sqrt(2)}, stats.erlang(2, scale=900), 1800),
    ({"gamma": "30 min", "cv": 2}, stats.gamma(0.25, scale=7200), 1800),
    ({"exponential": "45 s"}, stats.expon(scale=45), 45),
    ({"between": ["1 min", "3 min"]}, stats.uniform(60, 120), 120),
]
IDS = [f"{next(iter(written))}-{i}" for i, (written, _frozen, _mean) in enumerate(FORMS)]


@pytest.mark.parametrize(("written", "frozen", "mean"), FORMS, ids=IDS)
def test_quantiles_are_those_of_scipy(written: Any, frozen: Any, mean: float) -> None:
    read = duration.validate_python(written)
    np.testing.assert_allclose(quantile(read, U), frozen.ppf(U), rtol=1e-6, atol=1e-9)
    assert frozen.mean() == pytest.approx(mean)


@pytest.mark.parametrize(("written", "frozen", "mean"), FORMS, ids=IDS)
def test_draws_have_the_distributions_mean_and_spread(written: Any, frozen: Any, mean: float) -> None:
    """20,000 draws in whole seconds: the mean within four standard errors, and all quarters of the way up."""
    d = drill(
        {}, {"job": {"takes": written}}, streams={"s": {"kind": "visit", "at": "00:00", "batch": 20_000, "at_most": 20_000}}
    )
    takes = d.deck.msel(1).takes
    assert len(takes) == 20_000
    assert abs(takes.mean() - mean) < 4 * math.hypot(frozen.std(), 0.3) / math.sqrt(20_000)
    for share in (0.25, 0.5, 0.75):
        assert (takes <= frozen.ppf(share) + 0.5).mean() == pytest.approx(share, abs=0.02 + frozen.pdf(frozen.ppf(share)))


@pytest.mark.parametrize(
    "written",
    [*(written for written, _frozen, _mean in FORMS), "10 min", {"observed": ["3 min", "1 min", "1 min", "20 min"]}],
    ids=[*IDS, "constant", "observed"],
)
def test_quantiles_never_fall(written: Any) -> None:
    values = quantile(duration.validate_python(written), U)
    assert np.isfinite(values).all()
    assert (values >= 0).all()
    assert (np.diff(values) >= 0).all()


def test_pert_is_symmetric_when_its_mode_is_in_the_middle() -> None:
    read = duration.validate_python({"shortest": "10 s", "usual": "20 s", "longest": "30 s"})
    u = np.linspace(0.01, 0.49, 49)
    np.testing.assert_allclose(quantile(read, u) - 10, 30 - quantile(read, 1 - u), rtol=1e-9)
    assert quantile(read, np.array([0.5]))[0] == pytest.approx(20)


@pytest.mark.parametrize(
    "written",
    [
        {"shortest": "10 s", "usual": "10 s", "longest": "10 s"},
        {"mean": "10 s", "cv": 0},
        {"gamma": "10 s", "cv": 0},
        {"between": ["10 s", "10 s"]},
        {"observed": ["10 s"]},
        {"observed": ["10 s", "10 s"]},
        "10 s",
    ],
)
def test_what_does_not_vary_is_constant(written: Any) -> None:
    read = duration.validate_python(written)
    np.testing.assert_allclose(quantile(read, U), 10.0, rtol=1e-15)
    assert shortest(read) == 10


@pytest.mark.parametrize("form", ["exponential", "gamma", "mean"])
def test_a_mean_of_zero_is_zero(form: str) -> None:
    read = duration.validate_python({form: "0 s", **({} if form == "exponential" else {"cv": 1})})
    assert (quantile(read, U) == 0).all()


def test_observed_values_come_alike_and_no_others() -> None:
    read = duration.validate_python({"observed": ["30 s", "10 s", "20 s", "10 s"]})
    u = np.array([0.0, 0.24, 0.26, 0.49, 0.51, 0.74, 0.76, 0.999, 1 - 2.0**-53])
    assert quantile(read, u).tolist() == [10, 10, 10, 10, 20, 20, 30, 30, 30]
    assert shortest(read) == 10


@pytest.mark.parametrize(
    ("written", "least"),
    [(PERT, 600), ({"mean": "5 min", "cv": 0.5}, 0), ({"exponential": "5 min"}, 0), ({"gamma": "5 min", "cv": 2}, 0),
     ({"between": ["1 min", "3 min"]}, 60), ("7 s", 7)],
)  # fmt: skip
def test_the_shortest_value_that_can_be_drawn(written: Any, least: float) -> None:
    assert shortest(duration.validate_python(written)) == pytest.approx(least)


def test_the_shape_of_the_probabilities_is_kept() -> None:
    u = np.array([[0.1, 0.5], [0.9, 0.3]])
    for written, _frozen, _mean in FORMS:
        assert quantile(duration.validate_python(written), u).shape == (2, 2)


def test_chinese_keys_say_the_same() -> None:
    for zh, en in [
        ({"最短": "10分钟", "通常": "20分钟", "最长": "1小时"}, PERT),
        ({"平均": "5分钟", "变异系数": 0.5}, {"mean": "5 min", "cv": 0.5}),
        ({"介于": ["1分钟", "3分钟"]}, {"between": ["1 min", "3 min"]}),
        ({"实测": ["1分钟", "3分钟"]}, {"observed": ["1 min", "3 min"]}),
        ({"指数": "1分钟"}, {"exponential": "1 min"}),
        ({"伽马": "1分钟", "变异系数": 2}, {"gamma": "1 min", "cv": 2}),
    ]:
        assert duration.validate_python(zh) == duration.validate_python(en)


def test_factors_and_head_counts_are_plain_numbers() -> None:
    assert factor.validate_python(1.5) == 1.5
    assert quantile(factor.validate_python({"mean": 1, "cv": 0.3}), U).max() < 100
    assert quantile(head_count.validate_python({"between": [1, 9]}), np.array([0.5]))[0] == 5
    assert quantile(head_count.validate_python(4), np.array([0.5]))[0] == 4


@pytest.mark.parametrize(
    ("form", "written", "message"),
    [
        (duration, {"shortest": "2 min", "usual": "1 min", "longest": "3 min"}, "not in this order"),
        (duration, {"shortest": "1 min", "usual": "4 min", "longest": "3 min"}, "not in this order"),
        (duration, {"between": ["3 min", "1 min"]}, "lies below the first"),
        (duration, {"between": ["3 min"]}, "at least 2"),
        (duration, {"observed": []}, "at least 1"),
        (duration, {"observed": ["5"]}, "is not a duration"),
        (duration, {"mean": "5 min", "cv": -1}, "below zero"),
        (duration, {"mean": "5 min", "cv": math.nan}, "finite"),
        (duration, {"mean": "5 min", "cv": math.inf}, "finite"),
        (duration, {"mean": "5 min"}, "Field required"),
        (duration, {"mean": "5 min", "cv": 1, "longest": "1 h"}, "Extra inputs"),
        (duration, {"shortest": "5 min"}, "Field required"),
        (duration, 10, "is not a duration"),
        (duration, {}, "Field required"),
        (factor, -1.0, "below zero"),
        (factor, "fast", "a plain number"),
        (head_count, 1.5, "a whole number"),
        (head_count, -3, "a count lies between"),
    ],
)
def test_what_makes_no_distribution_is_refused(form: Any, written: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        form.validate_python(written)


def test_a_form_that_was_read_reads_again() -> None:
    """Models may be passed where their written form may: the same distribution comes out."""
    for written, _frozen, _mean in FORMS:
        read = duration.validate_python(written)
        assert isinstance(read, Model)
        assert duration.validate_python(read) == read
