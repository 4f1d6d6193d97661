"""How a quantity varies, in the forms that people can be asked for.

Every form gives its quantile function, so one uniform number makes one draw (inverse CDF)
and a median is the quantile at one half. Offices are asked for shortest / usual / longest
(the PERT form: a beta distribution with the usual value as its mode, D. G. Malcolm et al.,
Operations Research 7(5), 1959); the other forms serve measured data and theory tests.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Generic, Self, TypeVar, Union, get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from drillsim.base.language import N_, say
from drillsim.plan.keys import key, keys_of
from drillsim.plan.schema import Model, range_reader, reject
from drillsim.plan.values import Count, Number, Seconds
from drillsim.quantities import measures
from drillsim.quantities.shown import show_duration

Floats = NDArray[np.float64]
T = TypeVar("T")


class Varying(Model, Generic[T]):
    """A quantity that varies. A form of it is a class below this one, and nothing else has to be told of it: its name is
    its tag, and those of its fields that are of type `T` are quantities, the others (such as `cv`) pure numbers."""

    def quantile(self, u: Floats) -> Floats:
        """Values at the probabilities `u` (any shape)."""
        raise NotImplementedError

    @classmethod
    def tag(cls) -> str:
        """What the form is called."""
        return _form_of(cls).__name__.lower()

    @classmethod
    def quantities(cls) -> tuple[str, ...]:
        """The fields that hold quantities."""
        fields = _form_of(cls).model_fields
        return tuple(name for name, field in fields.items() if _mentions(field.annotation))

    def changed(self, change: Callable[[T], T]) -> Self:
        """The same form with every quantity changed."""

        def new(value: Any) -> Any:
            return [change(one) for one in value] if isinstance(value, list) else change(value)

        return self.model_copy(update={name: new(getattr(self, name)) for name in self.quantities()})


class Tabulated(Varying[T], Generic[T]):
    """One whose quantiles are dear: its CDF can be tabulated instead."""

    def cdf(self, x: Floats) -> Floats:
        """The share of values up to `x` (any shape)."""
        raise NotImplementedError


def _form_of(cls: type[Varying[Any]]) -> type[Varying[Any]]:
    """The class as it is written, of one for seconds, factors or heads."""
    found: Any = cls.__pydantic_generic_metadata__["origin"] or cls
    return found  # type: ignore[no-any-return]


def _mentions(hint: Any) -> bool:
    return hint is T or any(map(_mentions, get_args(hint)))


class Pert(Tabulated[T], Generic[T], title=N_("A quantity between shortest and longest")):
    """Shortest, usual (the mode) and longest."""

    shortest: Annotated[T, key("最短 最少", N_("the least that is to be expected"), "5 min", "5分钟")]
    usual: Annotated[T, key("通常", N_("what it takes most often"), "10 min", "10分钟")]
    longest: Annotated[T, key("最长 最多", N_("the most that is to be expected"), "30 min", "30分钟")]

    @model_validator(mode="after")
    def _ordered(self) -> Pert[T]:
        low, mode, high = float(self.shortest), float(self.usual), float(self.longest)  # type: ignore[arg-type]
        if not low <= mode <= high:
            raise reject(say("shortest, usual and longest are not in this order"), say("write the smallest first"))
        return self

    def quantile(self, u: Floats) -> Floats:
        """Values at the probabilities `u` (any shape)."""
        from scipy.special import betaincinv

        low, mode, high = float(self.shortest), float(self.usual), float(self.longest)  # type: ignore[arg-type]
        if low == high:
            return np.full_like(u, low)
        alpha = 1 + 4 * (mode - low) / (high - low)
        return np.asarray(low + (high - low) * betaincinv(alpha, 6 - alpha, u))

    def cdf(self, x: Floats) -> Floats:
        """The share of values up to `x` (any shape); shortest and longest must differ."""
        from scipy.special import betainc

        low, mode, high = float(self.shortest), float(self.usual), float(self.longest)  # type: ignore[arg-type]
        alpha = 1 + 4 * (mode - low) / (high - low)
        return np.asarray(betainc(alpha, 6 - alpha, np.clip((x - low) / (high - low), 0, 1)))


def _moderate(cv: float) -> float:
    if cv and not 0.001 <= cv <= 10:  # far outside, quantiles lose all their digits
        mend = say("write it as {example}", example="0.5")
        raise reject(say("a coefficient of variation lies between 0.001 and 10, or is 0"), mend)
    return cv


Spread = Annotated[Number, AfterValidator(_moderate)]  # coefficient of variation


class Lognormal(Tabulated[T], Generic[T], title=N_("A quantity with a measured mean")):
    """Mean and coefficient of variation (standard deviation / mean)."""

    mean: Annotated[T, key("平均", N_("the measured mean"), "10 min", "10分钟")]
    cv: Annotated[Spread, key("变异系数", N_("the coefficient of variation: standard deviation divided by mean"), "0.5")]

    def quantile(self, u: Floats) -> Floats:
        """Values at the probabilities `u` (any shape)."""
        from scipy.special import ndtri

        mean = float(self.mean)  # type: ignore[arg-type]
        if mean == 0 or self.cv == 0:
            return np.full_like(u, mean)
        variance = math.log1p(self.cv**2)
        return np.asarray(np.exp(math.log(mean) - variance / 2 + math.sqrt(variance) * ndtri(u)))

    def cdf(self, x: Floats) -> Floats:
        """The share of values up to `x` above 0 (any shape); mean and cv must not be 0."""
        from scipy.special import ndtr

        variance = math.log1p(self.cv**2)
        middle = math.log(float(self.mean)) - variance / 2  # type: ignore[arg-type]
        return np.asarray(ndtr((np.log(x) - middle) / math.sqrt(variance)))


class Gamma(Tabulated[T], Generic[T], title=N_("A quantity by the gamma distribution")):
    """A gamma distribution by its mean and coefficient of variation."""

    gamma: Annotated[T, key("伽马", N_("the mean of a gamma distribution"), "10 min", "10分钟")]
    cv: Annotated[Spread, key("变异系数", N_("its coefficient of variation"), "0.5")]

    def quantile(self, u: Floats) -> Floats:
        """Values at the probabilities `u` (any shape)."""
        from scipy.special import gammaincinv

        mean = float(self.gamma)  # type: ignore[arg-type]
        if mean == 0 or self.cv == 0:
            return np.full_like(u, mean)
        shape = 1 / self.cv**2
        return np.asarray(gammaincinv(shape, u) * mean / shape)

    def cdf(self, x: Floats) -> Floats:
        """The share of values up to `x` above 0 (any shape); mean and cv must not be 0."""
        from scipy.special import gammainc

        shape = 1 / self.cv**2
        return np.asarray(gammainc(shape, x * shape / float(self.gamma)))  # type: ignore[arg-type]


class Exponential(Varying[T], Generic[T], title=N_("A quantity by the exponential distribution")):
    """An exponential distribution by its mean."""

    exponential: Annotated[T, key("指数", N_("the mean of an exponential distribution"), "10 min", "10分钟")]

    def quantile(self, u: Floats) -> Floats:
        """Values at the probabilities `u` (any shape)."""
        return np.asarray(-np.log1p(-u) * float(self.exponential))  # type: ignore[arg-type]


class Between(Varying[T], Generic[T], title=N_("A quantity between two bounds")):
    """Anything from the first to the second value alike (uniform)."""

    # fmt: off
    between: Annotated[list[T], Field(min_length=2, max_length=2), key(
        "介于", N_("anything between these two alike"), "[5 min, 10 min]", "[5分钟, 10分钟]")]
    # fmt: on

    @model_validator(mode="after")
    def _ordered(self) -> Between[T]:
        if float(self.between[1]) < float(self.between[0]):  # type: ignore[arg-type]
            raise reject(say("the second value lies below the first"), say("write the smaller one first"))
        return self

    def quantile(self, u: Floats) -> Floats:
        """Values at the probabilities `u` (any shape)."""
        low, high = (float(end) for end in self.between)  # type: ignore[arg-type]
        return np.asarray(low + (high - low) * u)


class Observed(Varying[T], Generic[T], title=N_("A quantity from records")):
    """One of the values that were observed, each alike."""

    # fmt: off
    observed: Annotated[list[T], Field(min_length=1, max_length=10_000), key(
        "实测", N_("one of these records, each alike"), "[6 min, 8 min, 8 min, 21 min]", "[6分钟, 8分钟, 8分钟, 21分钟]")]
    # fmt: on

    def quantile(self, u: Floats) -> Floats:
        """Values at the probabilities `u` (any shape)."""
        values = np.sort(np.array(self.observed, dtype=np.float64))
        return np.asarray(values[np.minimum((u * len(values)).astype(np.int64), len(values) - 1)])


def _below(cls: type[Varying[Any]]) -> Iterator[type[Varying[Any]]]:
    for one in cls.__subclasses__():
        if one.__pydantic_generic_metadata__["origin"] is None:  # else one for seconds, factors or heads
            yield from _below(one)
            yield one


# Every form that a quantity can have, by its tag; and the tag by each key that only this form has.
FORMS: dict[str, type[Varying[Any]]] = {form.tag(): form for form in _below(Varying) if form is not Tabulated}
_TAGS = [(word, tag) for tag, form in FORMS.items() for name in form.quantities() for word in keys_of(form)[name].spellings]
_KEYS = dict(_TAGS)
if len(_KEYS) < len(_TAGS):
    raise TypeError("two forms of a quantity share a key: which one is meant could not be told")


def _form(value: Any) -> str:
    if isinstance(value, dict):
        return next((_KEYS[key] for key in value if key in _KEYS), "pert")
    if isinstance(value, Varying):
        return value.tag()
    return "constant"


def _varying(scalar: Any, ranges: Any) -> Any:
    forms = [Annotated[form[scalar], Tag(tag)] for tag, form in FORMS.items()]  # type: ignore[index]
    return Annotated[Union[Annotated[scalar, Tag("constant")], *forms], Discriminator(_form), ranges]


# A constant is held as the plain number; every other form as one of the classes above.
Duration = _varying(Seconds, range_reader(measures.range_of_durations, lambda s: f"{s} s", show_duration))  # whole seconds
Factor = _varying(
    Number, range_reader(measures.range_of_factors, float, lambda number: f"{number:g}")
)  # dimensionless, around 1
HeadCount = _varying(Count, range_reader(measures.range_of_counts, int, str))  # people

Distribution = int | float | Varying[Any]


def quantile(distribution: Distribution, u: Floats) -> Floats:
    """Values of `distribution` at the probabilities `u` in [0, 1) (any shape), in its own unit."""
    if isinstance(distribution, (int, float)):
        return np.full_like(u, float(distribution))
    return distribution.quantile(u)


def shortest(distribution: Distribution) -> float:
    """The smallest value that can be drawn (0 where the form has no lower end)."""
    if isinstance(distribution, (int, float)):
        return float(distribution)
    return float(quantile(distribution, np.zeros(1))[0])
