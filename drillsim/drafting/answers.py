"""The answers of the office put into the plan: a value where a stand-in was, incidents that come so often, a limit.

Files are changed where an answer belongs and stay as they are elsewhere, remarks included. An answer that cannot be read
is refused with its place on the sheet, and its question stays open.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import Message, say, speaking, text
from drillsim.drafting.spelling import Spelling
from drillsim.files.form.yaml_text import file_text
from drillsim.files.reading import as_written, plan_as_written
from drillsim.files.source import Source
from drillsim.plan.clauses import Assumption, OpenQuestion
from drillsim.plan.paths import PlanPath
from drillsim.plan.plan import Plan
from drillsim.plan.pools import Post
from drillsim.plan.scenario import Scenario, Stream
from drillsim.plan.targets import LimitTarget
from drillsim.plan.values import as_name
from drillsim.quantities.measures import count
from drillsim.quantities.written import Unreadable

MONTH = "ordinary-month.yaml"  # the scenario in which incidents come as often as the office says
_DAYS = 28
_NOT_KNOWN = re.compile(
    r"[\s?？_＿—\-.。…/]*|(?:不知道|不清楚|待定|待查|不详|unknown|not known|don'?t know|tbd)[.。]?", re.IGNORECASE
)
_A_NEED = re.compile(r"(.*\S)\s+\d+")


@dataclass(frozen=True)
class OfficeAnswer:
    """What stands as the answer to question `number` on a sheet: in which file, in which line or row of it."""

    number: str
    words: str
    file: str
    line: int

    @property
    def given(self) -> bool:
        """Whether it says anything."""
        return not _NOT_KNOWN.fullmatch(self.words.strip())

    def fault(self, what: Message, mend: Message | None = None) -> Fault:
        """What is wrong with it, where it stands."""
        told = say("question {n}, answer '{got}': {what}", n=self.number, got=self.words, what=what)
        return Fault(self.file, self.line, 1, told, mend)


@dataclass(frozen=True)
class Answered:
    """The files as they are now, by name; the questions answered; what could not be read."""

    files: dict[str, str]
    taken: tuple[str, ...]
    faults: tuple[Fault, ...]


def answered(plan_file: Path, answers: Iterable[OfficeAnswer]) -> Answered:
    """What the answers make of a plan and the scenarios beside it. Raises InputError where the plan cannot be read."""
    plan = plan_as_written(plan_file)
    faults: list[Fault] = []
    given: dict[str, OfficeAnswer] = {}
    for answer in answers:
        if not answer.given:
            continue
        put_in = plan.assumptions.get(f"answer_{answer.number}")
        if put_in is not None and answer.number not in plan.open_questions:
            if not re.search(rf"['“]{re.escape(answer.words.strip())}['”]$", text(put_in.source or "")):
                what = say("another answer is in the plan already")
                mend = say("change it there, under assumptions.answer_{n} in {file} and in the parts that it names",
                           n=answer.number, file=plan_file.name)  # fmt: skip
                faults.append(answer.fault(what, mend))
        elif answer.number not in plan.open_questions:
            what = say("the plan has no such open question")
            faults.append(answer.fault(what, say("see the numbers under open_questions in {file}", file=plan_file.name)))
        elif answer.number in given and given[answer.number].words != answer.words:
            faults.append(answer.fault(say("it is answered twice"), say("keep one of the answers")))
        else:
            given[answer.number] = answer
    while True:  # until every answer that is left can be read
        files = _filled_in(plan_file, plan, given)
        refused = _refused(plan_file, files, given)
        if not refused:
            texts = {name: filled.text for name, filled in files.items()}
            return Answered(texts if given else {}, tuple(given), tuple(faults))
        faults += refused.values()
        given = {number: answer for number, answer in given.items() if number not in refused}


class _FilledIn:
    """A file with answers in it; `places` says which answer stands at which path."""

    def __init__(self, content: str) -> None:
        self._yaml = YAML()
        self._yaml.preserve_quotes = True
        self._yaml.width = 120
        self._yaml.indent(mapping=2, sequence=4, offset=2)
        self.data: Any = self._yaml.load(content)
        self.spelling = Spelling(self.data)
        self.places: dict[tuple[str, ...], str] = {}

    def put(self, number: str, path: str | Sequence[str], value: Any) -> None:
        """Write a value at a path of English keys (dotted, or in words), making what is not there yet."""
        words = path.split(".") if isinstance(path, str) else path
        *way, last = self.spelling.resolved(self.data, words)
        here = self.data
        for word in way:
            below = here.get(word) if isinstance(here, dict) else here[int(word)]
            here = here.setdefault(word, {}) if below is None else below
        if words[-1] == "needs":
            self._of_needs(number, here[last], (*way, last), value)
            return
        here[last if isinstance(here, dict) else int(last)] = value
        self.places[(*way, last)] = number

    def _of_needs(self, number: str, needs: Any, way: tuple[str, ...], value: Any) -> None:
        """Write how many are sent: 'crew 1' becomes 'crew 4'."""
        for name, need in needs.items():
            if match := _A_NEED.fullmatch(str(need)):
                with contextlib.suppress(Unreadable):  # whoever reads the file says why
                    value = count(str(value))
                needs[name] = f"{match[1]} {value}"
                self.places[(*way, name)] = number

    def drop(self, words: Sequence[str]) -> None:
        """Take what stands at a path out."""
        *way, last = self.spelling.resolved(self.data, words)
        here = self.data
        for word in way:
            here = here[word]
        del here[last]

    @property
    def text(self) -> str:
        """The file."""
        out = StringIO()
        self._yaml.dump(self.data, out)
        return out.getvalue()


def _filled_in(plan_file: Path, plan: Plan, given: dict[str, OfficeAnswer]) -> dict[str, _FilledIn]:
    """The files with these answers in them; what is added is in the language of the file's keys."""
    filled = _FilledIn(plan_file.read_text("utf-8-sig"))
    with speaking(filled.spelling.language):
        return _put_in(filled, plan_file, plan, given)


def _put_in(filled: _FilledIn, plan_file: Path, plan: Plan, given: dict[str, OfficeAnswer]) -> dict[str, _FilledIn]:
    files = {plan_file.name: filled}
    for number, answer in given.items():
        question = plan.open_questions[number]
        about = list(question.about)
        for path in question.about:
            words = path.split(".")
            if words[0] == "procedures" and len(words) == 2:
                if MONTH not in files:
                    files[MONTH] = _month(plan_file, plan)
                _comes(files[MONTH], number, words[1], list(plan.zones), answer.words)
                about.remove(path)
            elif words[0] == "pools" and len(words) == 2:
                about[about.index(path)] = _stands_in(filled, plan, number, words[1], answer.words)
            elif words[0] == "procedures" and len(words) == 4:
                about[about.index(path)] = _limit(filled, plan, number, words[1], words[3], question, answer.words)
            else:
                filled.put(number, path, answer.words)
        filled.drop(("open_questions", number))
        says = say("the answer to question {n} on {sheet}: '{answer}'",
                   n=number, sheet=Path(answer.file).name, answer=answer.words.strip())  # fmt: skip
        filled.put("", f"assumptions.answer_{number}", filled.spelling.keys(
            Assumption, {"text": question.asks, "source": str(says), "about": [str(PlanPath(path)) for path in about]}
        ))  # fmt: skip
    if given and len(given) == len(plan.open_questions):
        filled.drop(("open_questions",))
    return files


def _month(plan_file: Path, plan: Plan) -> _FilledIn:
    """The scenario in which incidents come by themselves: as it is, or a new one."""
    path = plan_file.parent / MONTH
    if path.exists():
        return _FilledIn(path.read_text("utf-8-sig"))
    beside = [one for one in sorted(plan_file.parent.glob("*.yaml")) if one.name != plan_file.name]
    begins = next((own.window.from_ for one in beside if (own := as_written(one)[1]) is not None), None)
    whole = Scenario.model_validate({
        "plan": plan_file.name, "name": str(say("An ordinary month")),
        "window": {"from": f"{begins:%Y-%m-%d %H:%M}" if begins else "2027-01-04 00:00", "days": _DAYS},
        "streams": {"none": {"kind": next(iter(plan.procedures)), "rate": "1 a week"}},
    })  # fmt: skip
    month = _FilledIn(file_text(whole))
    month.drop(("streams", "none"))
    return month


def _comes(month: _FilledIn, number: str, kind: str, zones: list[str], words: str) -> None:
    """Incidents of a kind, so often; in all places alike."""
    zone = zones[0] if len(zones) == 1 else dict.fromkeys(zones, 1)
    month.put("", f"streams.{kind}", month.spelling.keys(Stream, {"kind": kind, "zone": zone}))
    month.put(number, f"streams.{kind}.rate", words)


def _stands_in(filled: _FilledIn, plan: Plan, number: str, post: str, words: str) -> str:
    """Somebody who stands in for a post: one of the plan, or a new one; the path of who it is."""
    name = next((name for name, pool in plan.pools.items() if words in (name, text(pool.name))), "")
    if not name:
        short = as_name(words)[:40] or post
        name = (
            short if short not in filled.data[filled.spelling.resolved(filled.data, ["pools"])[0]] else f"{short}_{number}"
        )
        own = {"name": words, "kind": "post", "backs_up": [post]}
        base = getattr(plan.pools[post], "base", None)
        filled.put("", ("pools", name), filled.spelling.keys(Post, own | ({"base": base} if base else {})))
    else:
        filled.put("", ("pools", name, "backs_up"), [*plan.pools[name].backs_up, post])
    filled.places[tuple(filled.spelling.resolved(filled.data, ["pools", name]))] = number
    return f"pools.{name}"


def _limit(filled: _FilledIn, plan: Plan, number: str, kind: str, step: str, question: OpenQuestion, words: str) -> str:
    """A limit for a step that the plan promises without a number; the path of its promise."""
    name = next(name for name in (step, f"{kind}_{step}", f"{step}_{number}") if name not in plan.targets)
    called = plan.procedures[kind].steps[step].name
    target: dict[str, Any] = {"to": f"{step}.ended", "within": words, "assumed": True}
    if called is not None:
        target = {"name": called, **target}
    if len([1 for procedure in plan.procedures.values() if step in procedure.steps]) > 1:
        target["where"] = {"kind": kind}
    if question.clause:
        target["clause"] = list(question.clause)
    filled.put("", f"targets.{name}", filled.spelling.keys(LimitTarget, target))
    filled.places[tuple(filled.spelling.resolved(filled.data, ["targets", name, "within"]))] = number
    for clause in question.clause:
        if clause in plan.clauses:
            filled.put("", ("clauses", clause, "timed"), [*plan.clauses[clause].timed, name])
    return f"targets.{name}.within"


def _refused(plan_file: Path, files: dict[str, _FilledIn], given: dict[str, OfficeAnswer]) -> dict[str, Fault]:
    """The answers that cannot be read, each with what is wrong with it."""
    refused: dict[str, Fault] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, filled in files.items():
            (Path(folder) / name).write_text(filled.text, "utf-8")
        stand = {
            (name, node.line, node.column): number
            for name, filled in files.items()
            for source in [Source(Path(folder) / name)]
            for place, number in filled.places.items()
            if number
            for node in [source.locate(place)]
        }
        for name in files:
            try:
                as_written(Path(folder) / name)
            except InputError as error:
                for fault in error.faults:
                    number = stand.get((Path(fault.file).name, fault.line, fault.column), "")
                    if number not in given:
                        raise InputError([Fault(str(plan_file), 0, 0, fault.what, fault.mend)]) from None
                    refused.setdefault(number, given[number].fault(fault.what, fault.mend))
    return refused
