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
from pathlib import Path
from typing import Any

from labelled import Label, LabelledPlan, Value, folded, labelled_plans
from written_formats import write

from drillsim.facts.bases import find_bases
from drillsim.facts.fact import Fact
from drillsim.facts.limits import WrittenLimit, find_limits
from drillsim.facts.on_people import find_done_to_people
from drillsim.facts.persons import without_names
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
        starts = dict(self._starts())
        for fact in facts:
            at = starts.get(fact.sentence)
            before = None if at is None else _as_read(fact.sentence.text[: fact.start]).match(self.plan.folded, at)
            words = before and _as_read(fact.words).match(self.plan.folded, before.end())
            yield fact, words and words.span()

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
            hit |= {next((at for at in right if at not in hit), right[0])}
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


UNIT_SIGNS = {"second": "s", "working day": "wd", "month": "mo"}


def _limits(reading: Reading) -> Tally:
    return _placed(reading, "limit", [one for one in find_limits(reading.written) if one.sort != "soon"], _limit_values)


def _soon(reading: Reading) -> Tally:
    return _placed(reading, "soon", [one for one in find_limits(reading.written) if one.sort == "soon"], _limit_values)


def _done(reading: Reading) -> Tally:
    """Of the sentences on what is done to people: they begin where the label stands."""
    labels = [label for label in reading.plan.labels if label.kind == "done"]
    starts = dict(reading._starts())
    hit, tally = set(), Tally()
    for fact in find_done_to_people(reading.written):
        at = starts.get(fact.sentence, -1)
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
        above[line.level] = folded(line.number + line.text)
        expected.append((above[line.level], above.get(line.level - 1, "")))
    found = [
        (folded(one.place.item + one.text), folded("".join(one.place.headings[-1:]))) for one in reading.written.headings
    ]
    numbered = [_RUN_IN.match(line.number + line.text) for line in reading.plan.lines]
    may = [(folded(run_in[0]), "") for run_in in numbered if run_in]
    may += [(folded(line.text), "") for line in reading.plan.lines if line.sort == "title"]
    return _sets(expected, found, may, _same_heading)


def _same_heading(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return _ends(one[0], other[0]) and (one[1] == "" or _ends(one[1], other[1]))


# What a numbered paragraph begins with ('2.救助。有人突发疾病的…') may be taken for a heading of it.
_RUN_IN = re.compile(r"\W?[\w.]{1,6}?\W\s*[^。：:;；,，]{1,24}(?=[。：:.])")


def _ends(one: str, other: str) -> bool:
    return bool(other) and len(one) - len(other) < 8 and one.endswith(other)


@dataclass(frozen=True)
class Kind:
    """Something that is looked for: how it is measured, what share of its labels is to be found, and how many finds may
    be false."""

    chinese: str
    measure: Callable[[Reading], Tally]
    recall: float = 0.9
    false: float = 0.1


KINDS = {
    "headings, each below the right one": Kind("标题及其层级", _outline, 0.95),
    "limits, with value and unit": Kind("时限，数值和单位都对", _limits, 0.95, 0.05),
    "promises without a number": Kind("没有数字的时限（立即、及时……）", _soon),
    "legal bases": Kind("编制依据", _bases),
    "bases that have been replaced": Kind("已被取代的依据", _replaced),
    "sentences on what is done to people": Kind("对人采取措施的句子", _done),
    "names masked": Kind("已隐去的姓名", _hidden("person"), 1),
    "telephone numbers masked": Kind("已隐去的电话号码", _hidden("phone"), 1),
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
    "en": ("| Of all labels, found; of all finds, false | shown, Chinese | shown, English | kept, Chinese | kept, English |",
           "{recall:.0f} % of {all}; {false:.0f} %"),
    "zh": ("| 应找出的找出多少；找出的误报多少 | 公开，中文 | 公开，英文 | 封存，中文 | 封存，英文 |",
           "{all}处找出{recall:.0f}%；误报{false:.0f}%"),
}  # fmt: skip


def page_with_figures(text: str, measured: dict[tuple[str, bool, str], Tally], language: str) -> str:
    """A page with the table as it is measured."""
    head, cell = HEAD[language]
    rows = [head, "|" + " --- |" * 5]
    for name, kind in KINDS.items():
        cells = []
        for kept, of in ((False, "zh"), (False, "en"), (True, "zh"), (True, "en")):
            tally = measured[name, kept, of]
            shares = {"recall": 100 * tally.recall, "false": 100 * tally.false_share}
            cells.append(cell.format(all=tally.found + len(tally.missed), **shares))
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
