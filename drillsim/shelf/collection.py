"""The plans of a folder, plan files and written ones alike, each with what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import current, say, text
from drillsim.facts.fact import Fact
from drillsim.facts.gathered import Facts, facts_of
from drillsim.files.reading import is_plan, plan_as_written
from drillsim.plan.plan import Plan
from drillsim.say.written_place import place_in_words
from drillsim.store.folder import set_apart
from drillsim.texts.passage import Passage, TextPlace, WrittenPlan
from drillsim.texts.reading import read_written_plan
from drillsim.texts.sentences import sentences_of

WRITTEN = (".docx", ".doc", ".wps", ".pdf", ".txt", ".md")
_NO_PLANS = ("README.md", "README.zh.md", "questions.md", "questions.docx", "amendments.docx")


@dataclass(frozen=True)
class ShelvedPlan:
    """A plan of the folder: its file, what it says, and, of a plan file, the plan itself."""

    file: Path
    facts: Facts
    plan: Plan | None = None

    @property
    def name(self) -> str:
        """Its title."""
        return text(self.plan.name) if self.plan is not None else self.facts.written.title

    def place(self, fact: Fact) -> Any:
        """Where a fact stands, in words: in a plan file the clause."""
        passage = fact.sentence.passage
        if self.plan is not None:
            return say("clause {ids}", ids=passage.place.item)
        return place_in_words(passage.place, passage.cell)


@dataclass(frozen=True)
class Shelf:
    """The plans of a folder, and the files that could not be read."""

    plans: tuple[ShelvedPlan, ...]
    unread: tuple[Fault, ...]


def shelf(folder: Path) -> Shelf:
    """All plans below a folder. A written plan from which a plan file was drafted into it counts once, as the plan file."""
    plans: list[ShelvedPlan] = []
    unread: list[Fault] = []
    for path in _files(folder):
        try:
            found = _read(path)
        except InputError as error:
            unread.append(error.faults[0])
            continue
        if found is not None:
            plans.append(found)
    drafted = {one.name for one in plans if one.plan is not None}
    return Shelf(tuple(one for one in plans if one.plan is not None or one.name not in drafted), tuple(unread))


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if (
            not set_apart(path, folder)
            and path.is_file()
            and path.name not in _NO_PLANS
            and not path.name.startswith(("~$", "."))
        ):
            yield path


def _read(path: Path) -> ShelvedPlan | None:
    """The plan in a file; None of what is no plan by its name or its keys."""
    if path.suffix.lower() in (".yaml", ".yml"):
        if not is_plan(path):
            return None
        plan = plan_as_written(path)
        return ShelvedPlan(path, facts_of(_as_written(path, plan)), plan)
    if path.suffix.lower() in WRITTEN:
        return ShelvedPlan(path, facts_of(read_written_plan(path)))
    return None


def _as_written(path: Path, plan: Plan) -> WrittenPlan:
    """A plan file as a text: each clause a passage."""
    passages = [Passage(text(clause.says), TextPlace((), name, number))
                for number, (name, clause) in enumerate(plan.clauses.items(), 1)]  # fmt: skip
    sentences = tuple(sentence for passage in passages for sentence in sentences_of(passage))
    return WrittenPlan(str(path), text(plan.name), current(), tuple(passages), sentences)
