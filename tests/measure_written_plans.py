"""What is found in the labelled written plans, and what is not.

    python tests/measure_written_plans.py                 the table
    python tests/measure_written_plans.py NAME [SUFFIX]   what is missed and what is false in a plan that is shown
    python tests/measure_written_plans.py --write         the table, into docs/drafting.md and its Chinese page

Of the plans that are kept, only numbers are said.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil, floor
from pathlib import Path
from typing import Any

from labelled import Label, LabelledPlan, Value, folded, labelled_plans, limit_value
from written_formats import write

from drillsim.facts.bases import find_bases
from drillsim.facts.bodies import DoubtfulBody, WrittenBody, find_bodies, find_doubtful_bodies
from drillsim.facts.chains import find_chains
from drillsim.facts.duties import find_duties
from drillsim.facts.fact import Fact
from drillsim.facts.limits import WrittenLimit, find_limits
from drillsim.facts.means import find_means
from drillsim.facts.on_people import find_done_to_people
from drillsim.facts.persons import without_names
from drillsim.facts.posts import find_doubtful_posts, find_posts
from drillsim.facts.tiers import WrittenTier, find_levels, find_tiers, tier_groups
from drillsim.quantities.phrases import Said
from drillsim.texts.passage import WrittenPlan, WrittenSentence
from drillsim.texts.reading import read_written_plan

MASK = re.compile(r"\[(?:姓名|号码|name|number)\d*\]")


@dataclass
class Tally:
    """Of one kind: how many labels were found, which were not, and what was found where there is no label."""

    found: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    def __iadd__(self, other: Tally) -> Tally:
        self.found += other.found
        self.missed += other.missed
        self.false += other.false
        return self

    @property
    def recall(self) -> float:
        return self.found / max(self.found + len(self.missed), 1)

    @property
    def false_share(self) -> float:
        return len(self.false) / max(self.found + len(self.false), 1)


@dataclass(frozen=True)
class Reading:
    """A labelled plan beside the same as it was read from a file."""

    plan: LabelledPlan
    written: WrittenPlan

    def places(self, facts: Iterable[Fact]) -> Iterator[tuple[Fact, tuple[int, int] | None]]:
        """Where each fact stands in the folded source; None if the file has its sentence in another order."""
        for fact in facts:
            at = self.starts.get(fact.sentence)
            before = None if at is None else _as_read(fact.sentence.text[: fact.start]).match(self.plan.folded, at)
            words = before and _as_read(fact.words).match(self.plan.folded, before.end())
            yield fact, words and words.span()

    @cached_property
    def limits(self) -> list[WrittenLimit]:
        return find_limits(self.written)

    @cached_property
    def tiers(self) -> list[WrittenTier]:
        """Those of people, patients and households; others have no labels."""
        return [tier for tier in find_tiers(self.written) if tier.whole]

    @cached_property
    def bodies(self) -> list[WrittenBody]:
        return find_bodies(self.written)

    @cached_property
    def doubtful_bodies(self) -> list[DoubtfulBody]:
        return find_doubtful_bodies(self.written)

    @cached_property
    def starts(self) -> dict[WrittenSentence, int]:
        """Where each sentence begins in the folded source."""
        return dict(self._starts())

    def _starts(self) -> Iterator[tuple[WrittenSentence, int]]:
        so_far = 0
        for sentence in self.written.sentences:
            pattern = _as_read(sentence.text)
            if place := pattern.search(self.plan.folded, so_far) or pattern.search(self.plan.folded):
                yield sentence, place.start()
                so_far = place.end()


def _as_read(text: str) -> re.Pattern[str]:
    """Finds in a folded source what was read as `text`, in which names and numbers are masked."""
    return re.compile(".{1,24}?".join(re.escape(folded(part)) for part in MASK.split(text)))


def _placed(reading: Reading, kind: str, facts: Sequence[Fact], values: Callable[[Any], list[Value]]) -> Tally:
    """What was found at the places of labels, with the right value."""
    of_kind = [label for label in reading.plan.labels if label.kind == kind]
    hit: set[int] = set()
    tally = Tally()
    for fact, place in reading.places(facts):
        told = values(fact)
        near = [at for at, label in enumerate(of_kind) if _at(label, place, fact)]
        right = [at for at in near if not of_kind[at].values or set(told) & set(of_kind[at].values)]
        if right:
            hit |= set(right)  # '09:00, 13:00 and 17:00 daily' is one limit with four labels
        elif not any(label.optional and _at(label, place, fact) for label in reading.plan.labels):
            tally.false.append(f"{fact.words!r} is no {told}: {fact.sentence.text}")
    for at, label in enumerate(of_kind):
        if at in hit:
            tally.found += not label.optional
        elif not label.optional:
            around = reading.plan.folded[max(label.start - 15, 0) : label.end + 10]
            tally.missed.append(f"{label.words!r} {label.values}: {around}")
    return tally


def _at(label: Label, place: tuple[int, int] | None, fact: Fact) -> bool:
    if place is None:
        return folded(label.words) in folded(fact.words) or folded(fact.words) in folded(label.words)
    return place[0] < max(label.end, label.start + 1) and label.start < place[1]


def _sets(expected: Iterable[Any], found: Iterable[Any], may: Iterable[Any] = (), same: Any = None) -> Tally:
    """What was found of a set, one by one; `same` says whether two are the same, `may` what may be found besides."""
    same = same or (lambda one, other: one == other)
    left = list(found)
    tally = Tally()
    for one in expected:
        near = [other for other in left if same(one, other)]
        if near:
            tally.found += 1
            left = [other for other in left if other not in near]
        else:
            tally.missed.append(str(one))
    optional = list(may)
    tally.false = [str(other) for other in left if not any(same(one, other) for one in optional)]
    return tally


def _limit_values(limit: WrittenLimit) -> list[Value]:
    values: list[Value] = [("soon",)] if limit.sort == "soon" else [("clock", clock // 60) for clock in limit.clocks]
    if limit.rhythm:
        values.append(("every", limit.rhythm.every / limit.rhythm.times, UNIT_SIGNS.get(limit.rhythm.unit, "")))
    if limit.said:
        values += [
            ("within", float(length), UNIT_SIGNS[limit.unit]) for length in (limit.said.low, limit.said.high) if length
        ]
    return values


UNIT_SIGNS = {"second": "s", "working day": "wd", "month": "mo", "working hour": "wh"}


def _limits(reading: Reading) -> Tally:
    return _placed(reading, "limit", [one for one in reading.limits if one.sort != "soon"], _limit_values)


def _soon(reading: Reading) -> Tally:
    return _placed(reading, "soon", [one for one in reading.limits if one.sort == "soon"], _limit_values)


def _duties(reading: Reading) -> Tally:
    return _placed(reading, "duty", [one for one in find_duties(reading.written) if one.around_the_clock], lambda duty: [])


def _levels(reading: Reading) -> Tally:
    """Levels at their places; one that is named elsewhere, too, is false only if it is a level nowhere."""
    levels = find_levels(reading.written)
    tally = _placed(
        reading, "level", levels, lambda level: [(one,) for one in [*GRADES[level.rank - 1 : level.rank], level.name]]
    )
    labelled = folded(" ".join(label.words for label in reading.plan.labels if label.kind == "level")).lower()
    return Tally(tally.found, tally.missed, [level.name for level in levels if level.name.lower() not in labelled])


GRADES = ("I", "II", "III", "IV", "V")


def _tiers(reading: Reading) -> Tally:
    """Tiers with their ends."""
    labels = {label.values: label for label in reading.plan.labels if label.kind == "tier"}
    found = {_whole(tier.said) for tier in reading.tiers}
    return _sets(
        [values for values, label in labels.items() if not label.optional],
        found,
        [values for values, label in labels.items() if label.optional],
        lambda values, ends: ends in values,
    )


def _whole(said: Said) -> Value:
    """The lowest and the highest whole number of a range."""
    low = 0 if said.low is None else ceil(said.low) + (not said.low_in and said.low == ceil(said.low))
    high = None if said.high is None else floor(said.high) - (not said.high_in and said.high == floor(said.high))
    return (low, high)


def _between(reading: Reading) -> Tally:
    """Overlaps and gaps of tiers: a number that lies in each."""
    groups = tier_groups(reading.written, reading.tiers)
    tally = Tally()
    for kind in ("overlaps", "gaps"):
        found = {_whole(said) for group in groups for said in getattr(group, kind)}
        may = reading.plan.beside.get(f"{kind}_may", [])
        tally += _sets(reading.plan.beside[kind], found, may, lambda number, ends: ends[0] <= number <= (ends[1] or number))
    return tally


def _chains(reading: Reading) -> Tally:
    """Reports with who makes them, to whom and within what. There are more of them in a text than have a label."""
    hops = [
        (folded(hop.reporter), folded(hop.receiver), {value for limit in hop.limits for value in _limit_values(limit)})
        for hop in find_chains(reading.written)
    ]
    tally = Tally()
    for reporter, receiver, within in reading.plan.beside["chains"]:
        value = ("soon",) if within == "soon" else limit_value(within)
        same = any(
            _within(folded(reporter), hop[0])
            and _within(folded(receiver), hop[1])
            and _limit_told(value) in map(_limit_told, hop[2])
            for hop in hops
        )
        tally += Tally(1) if same else Tally(missed=[f"{reporter} to {receiver}: {within}"])
    return tally


def _limit_told(value: Value) -> Value:
    """'within 2 h' and 'every 2 h' are not told apart between the ends of a chain."""
    return value[1:] if value[0] in ("within", "every") else value


def _bodies(reading: Reading) -> Tally:
    """The bodies that the plan sets up. Others that it names may be found, and groups that nobody knows are false."""
    beside = reading.plan.beside
    groups = [body.names for body in reading.bodies if body.sort == "group"]
    others = [body.names for body in reading.bodies if body.sort != "group"]
    tally = _sets(
        beside["bodies"], groups, [*beside["also"], *(one for pair in beside["two_names"] for one in pair)], _is_called
    )
    late = [body for body in tally.missed if any(_is_called(body, names) for names in others)]
    return Tally(tally.found + len(late), [body for body in tally.missed if body not in late], tally.false)


def _is_called(body: str, names: Iterable[str]) -> bool:
    return any(_name_of(body, name) for name in names)


def _name_of(one: str, other: str) -> bool:
    """Whether one name is the other with or without what stands before it ('镇应急领导小组', '领导小组')."""
    one, other = folded(one).lower(), folded(other).lower()
    return len(min(one, other, key=len)) > 1 and (one.endswith(other) or other.endswith(one))


def _two_names(reading: Reading) -> Tally:
    """Said in so many words ('以下简称'), or a doubt of the reader's; a doubt may be false."""
    said = [body.names for body in reading.bodies]
    doubts = [doubt.bodies for doubt in reading.doubtful_bodies if doubt.doubt == "two_names"]
    pairs = map(tuple, reading.plan.beside["two_names"])
    return _sets(pairs, [*doubts, *said], said, lambda pair, names: all(_is_called(one, names) for one in pair))


def _heads(reading: Reading) -> Tally:
    """Head-counts of bodies: each number, or all of a body together."""
    counted: dict[str, list[int]] = {}
    for body, number in reading.plan.beside["numbers"]:
        counted.setdefault(body, []).append(number)
    tally = Tally()
    for body, numbers in counted.items():
        found = {number for one in reading.bodies if _is_called(body, one.names) for number in one.numbers}
        may = [number for one, number in reading.plan.beside.get("numbers_may", []) if one == body]
        told = _sets(numbers, found, [sum(numbers), *may])
        if sum(numbers) in found:
            told.found, told.missed = len(numbers), []
        tally += Tally(told.found, [f"{body}: {one}" for one in told.missed], [f"{body}: {one}" for one in told.false])
    return tally


def _posts(reading: Reading) -> Tally:
    """Heads and deputies: of what, and who it is. There are more posts in a text than have a label."""
    tally = Tally()
    posts = find_posts(reading.written)
    for body, post, holder in reading.plan.beside["posts"]:
        role = "deputy" if re.search("副|deputy", post) else "head"
        same = any(
            one.role == role and _name_of(body, one.body) and any(_name_of(holder, each) for each in one.holders)
            for one in posts
        )
        tally += Tally(1) if same else Tally(missed=[f"{post} of {body}: {holder}"])
    return tally


def _means(reading: Reading) -> Tally:
    """Vehicles, rooms, funds and the like with their numbers. There are more of them in a text than have a label."""
    found = find_means(reading.written)
    tally = Tally()
    for name, number in reading.plan.beside["means"]:
        figure = re.match(r"(\d+)(万?)", str(number))
        value = int(figure[1]) * (10_000 if figure[2] else 1)
        same = any(
            _within(folded(name).lower().rstrip("s"), folded(one.name).lower()) and one.number == value for one in found
        )
        tally += Tally(1) if same else Tally(missed=[f"{name}: {number}"])
    return tally


def _several(reading: Reading) -> Tally:
    holders = {
        doubt.holder for doubt in find_doubtful_posts(reading.written) if doubt.doubt in ("several_posts", "heads_several")
    }
    return _sets(reading.plan.beside["several_posts"], holders, reading.plan.beside.get("several_posts_may", []), _name_of)


def _done(reading: Reading) -> Tally:
    """Of the sentences on what is done to people: they begin where the label stands."""
    labels = [label for label in reading.plan.labels if label.kind == "done"]
    hit, tally = set(), Tally()
    for fact in find_done_to_people(reading.written):
        at = reading.starts.get(fact.sentence, -1)
        end = at + len(folded(fact.sentence.text))
        near = {label for label in labels if at <= label.start < end}
        hit |= near
        if not near and fact.reason == "done_to_people":
            tally.false.append(fact.sentence.text)
    wanted = [label for label in labels if not label.optional]
    tally.found = sum(label in hit for label in wanted)
    tally.missed = [reading.plan.folded[label.start : label.start + 30] for label in wanted if label not in hit]
    return tally


def _bases(reading: Reading) -> Tally:
    found = {folded(basis.title) for basis in find_bases(reading.written)}
    return _sets([folded(law[0]) for law in reading.plan.beside["bases"]], found, same=_within)


def _replaced(reading: Reading) -> Tally:
    found = {folded(basis.title) for basis in find_bases(reading.written) if basis.replaced}
    return _sets([folded(law[0]) for law in reading.plan.beside["bases"] if "replaced" in law], found, same=_within)


def _within(one: str, other: str) -> bool:
    one, other = one.lower(), other.lower()
    return bool(one and other) and (one in other or other in one)


def _hidden(kind: str) -> Callable[[Reading], Tally]:
    """Whether persons, or their telephone numbers, stand anywhere in what was read."""

    def hidden(reading: Reading) -> Tally:
        told = folded(repr(reading.written))
        labels = [label for label in reading.plan.labels if label.kind == kind]
        words = [folded(re.sub(r"^(Ms|Mr|Dr|Prof)\.? ", "", label.words)) for label in labels]
        tally = Tally(missed=[word for word in words if word in told])
        tally.found = len(labels) - len(tally.missed)
        names = ("姓名", "name") if kind == "person" else ("号码", "number")
        masks = [
            mask
            for one in reading.written.passages
            for mask in MASK.findall(one.text)
            if mask.strip("[]0123456789") in names
        ]
        tally.false = masks[len(labels) :]
        return tally

    return hidden


def _outline(reading: Reading) -> Tally:
    """The headings, each with the one above it."""
    expected, above = [], {}
    for line in reading.plan.headings:
        above[line.level] = _bare(line.number + line.text)
        expected.append((above[line.level], above.get(line.level - 1, "")))
    found = [(_bare(one.place.item + one.text), _bare("".join(one.place.headings[-1:]))) for one in reading.written.headings]
    begun = [_RUN_IN.match(line.number + line.text) for line in reading.plan.lines]
    may = [(_bare(run_in[0]), "") for run_in in begun if run_in]
    may += [(_bare(line.text), "") for line in reading.plan.lines if line.sort == "title"]
    return _sets(expected, found, may, _same_heading)


# What a numbered paragraph begins with ('2.救助。有人突发疾病的…', 'Article 3 (Grades). …') may be taken for its heading.
_RUN_IN = re.compile(r"\W?(?:Article )?[\w.]{1,6}?\W\s*[^。：:;；,，.]{1,40}(?=[。：:.])")


def _bare(heading: str) -> str:
    """A heading by its letters: between number and words, a mark may be a part of either or of none."""
    return re.sub(r"\W", "", folded(heading))


def _same_heading(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return _ends(one[0], other[0]) and (one[1] == "" or _ends(one[1], other[1]))


def _ends(one: str, other: str) -> bool:
    return bool(other) and len(one) - len(other) < 8 and one.endswith(other)


@dataclass(frozen=True)
class Kind:
    """Something that is looked for, and how it is measured: of its labels in all plans at least the share `recall` is found,
    of what is found at most `false` is false. Where a goal was set beforehand, `goal` is the share to be found."""

    chinese: str
    measure: Callable[[Reading], Tally]
    recall: float
    false: float | None = None  # none: not all that may be found has a label
    goal: float | None = None


KINDS = {
    "headings, each below the right one": Kind("标题及其层级", _outline, 0.98, 0.05, 0.95),
    "limits, with value and unit": Kind("时限，数值和单位都对", _limits, 0.97, 0.04, 0.95),
    "promises without a number": Kind("没有数字的时限（立即、及时……）", _soon, 0.98, 0.03),
    "duties around the clock": Kind("昼夜值守", _duties, 0.9, 0.05),
    "levels": Kind("级别", _levels, 0.95, 0.05, 0.9),
    "tiers by head-count, with their ends": Kind("按人数的分级，上下限及含不含都对", _tiers, 0.95, 0.05, 0.9),
    "overlaps and gaps of tiers": Kind("分级的重叠和空档", _between, 0.9, 0.1),
    "reports: from, to, within": Kind("报告链条：谁、向谁、多久内", _chains, 0.85),
    "bodies that the plan sets up": Kind("预案设立的机构、小组", _bodies, 0.97, 0.05, 0.9),
    "two names of one body": Kind("一个机构两个名称", _two_names, 0.9, 0.05),
    "head-counts of bodies": Kind("机构、小组的人数", _heads, 0.9, 0.05, 0.9),
    "heads and deputies: of what, and who": Kind("正副职：哪个机构、由谁担任", _posts, 0.9),
    "holders of several posts": Kind("一人多职", _several, 0.7, 0.15),
    "means, with their numbers": Kind("车辆、装备、场所、经费及其数量", _means, 0.85),
    "legal bases": Kind("编制依据", _bases, 0.97, 0.05),
    "bases that have been replaced": Kind("已被取代的依据", _replaced, 0.85, 0.05),
    "sentences on what is done to people": Kind("对人采取措施的句子", _done, 0.6, 0.4),
    "names masked": Kind("已隐去的姓名", _hidden("person"), 1, 0.05, 1),
    "telephone numbers masked": Kind("已隐去的电话号码", _hidden("phone"), 0.99, 0.05, 1),
}


def readings(plans: Iterable[LabelledPlan], suffix: str = "") -> Iterator[Reading]:
    """The plans as read from each of their formats, or from one."""
    with tempfile.TemporaryDirectory() as folder:
        for plan in plans:
            for each in plan.formats:
                if suffix in ("", each):
                    yield Reading(plan, without_names(read_written_plan(write(plan, each, Path(folder)))))


def table(measured: Iterable[Reading]) -> dict[tuple[str, bool, str], Tally]:
    """What was found, by kind, whether kept, and language."""
    tallies: dict[tuple[str, bool, str], Tally] = {}
    for reading in measured:
        for name, kind in KINDS.items():
            tallies.setdefault((name, reading.plan.kept, reading.plan.language), Tally())
            tallies[name, reading.plan.kept, reading.plan.language] += kind.measure(reading)
    return tallies


DOCS = Path(__file__).parent.parent / "docs"
PAGES = {DOCS / "drafting.md": "en", DOCS / "drafting.zh.md": "zh"}
BLOCK = re.compile(r"(?<=<!-- measured on the labelled plans -->\n).*?(?=<!-- end -->)", re.DOTALL)
HEAD = {
    "en": ("| Found of all; false of finds | goal | shown, Chinese | shown, English | kept, Chinese | kept, English |",
           "{recall:.0f} % of {all}", "; {false:.0f} %"),
    "zh": ("| 应找出的找出多少；找出的误报多少 | 目标 | 公开，中文 | 公开，英文 | 封存，中文 | 封存，英文 |",
           "{all}处找出{recall:.0f}%", "；误报{false:.0f}%"),
}  # fmt: skip


def page_with_figures(text: str, measured: dict[tuple[str, bool, str], Tally], language: str) -> str:
    """A page with the table as it is measured."""
    head, found, wrong = HEAD[language]
    rows = [head, "|" + " --- |" * 6]
    for name, kind in KINDS.items():
        cells = ["" if kind.goal is None else f"{100 * kind.goal:.0f} %" if language == "en" else f"{100 * kind.goal:.0f}%"]
        for kept, of in ((False, "zh"), (False, "en"), (True, "zh"), (True, "en")):
            tally = measured[name, kept, of]
            shares = {"recall": 100 * tally.recall, "false": 100 * tally.false_share}
            cell = found if kind.false is None else found + wrong
            labels = tally.found + len(tally.missed)
            cells.append(cell.format(all=labels, **shares) if labels else "–")
        rows.append(f"| {name if language == 'en' else kind.chinese} | {' | '.join(cells)} |")
    return BLOCK.sub("\n".join(rows) + "\n", text)


def main(name: str = "", suffix: str = "") -> None:
    if name == "--write":
        measured = table(readings(labelled_plans()))
        for page, language in PAGES.items():
            page.write_text(page_with_figures(page.read_text("utf-8"), measured, language), "utf-8")
        return
    plans = [plan for plan in labelled_plans() if not name or (plan.name == name and not plan.kept)]
    if name:
        for reading in readings(plans, suffix):
            print(f"== {reading.written.file}")
            for name, kind in KINDS.items():
                tally = kind.measure(reading)
                print(f"{name}: {tally.found} found")
                print(
                    *(f"    missed {one}" for one in tally.missed), *(f"    false  {one}" for one in tally.false), sep="\n"
                )
        return
    for (kind, kept, language), tally in table(readings(plans, suffix)).items():
        counts = f"{tally.found:4} {len(tally.missed):4} {len(tally.false):4}  {tally.recall:6.1%} {tally.false_share:6.1%}"
        print(f"{kind:40} {'kept' if kept else 'shown':6} {language}  {counts}")


if __name__ == "__main__":
    main(*sys.argv[1:])
