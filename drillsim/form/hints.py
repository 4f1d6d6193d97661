"""What the form says of itself: a sentence above each table, and one on each title."""

from __future__ import annotations

from typing import Any

from pydantic import WithJsonSchema

from drillsim.form.layout import Field, Table
from drillsim.form.shapes import Leaf, Part, Sentence, Varying, notes_of
from drillsim.language import Message, current, say
from drillsim.words import Spelled

_TABLES = {  # by the name of the table
    "basics": say("What the plan is called and who leads. Cells may stay empty everywhere: that means 'not written'."),
    "attributes": say("What incidents differ in besides place and head-count; the first value holds where nothing is said."),
    "names": say("How names that have no name column of their own are shown in reports."),
    "pools": say("Teams and posts, one in each row; numbers of people only, no names. Further shifts go into rows below."),
    "things": say("Vehicles, rooms with their places, and money that steps spend."),
    "zones": say("Where incidents can happen. A place may lie within a larger one."),
    "times": say("The usual time from each base to each place."),
    "slower": say("Hours of the day in which every journey takes longer."),
    "weather": say("Weather that a scenario can switch on, and how many times as long journeys then take."),
    "varies": say("How much one journey or turnout differs from the next, as a factor: 0.8, 1 and 2, say."),
    "procedures": say(
        "What is done for each kind of incident, one step in each row; steps run side by side unless one comes after "
        "another. Further tiers of a step go into the rows below it."
    ),
    "targets": say("What is promised, one promise in each row: a limit (within), or one of the columns after it."),
    "duties": say("What is done by the calendar, each with a procedure of its own."),
    "triggers": say("Several incidents that together bring another one."),
    "assumptions": say("Numbers that the written plan does not give: what was put in, from where, and for which parts."),
    "clauses": say("Each sentence that promises something, and how it is covered: timed or modelled, or qualitative, or not "
                   "modelled with the reason."),
}  # fmt: skip

_KEYS = {  # by the key of the plan
    "plan": say("Letters, digits, _ and -, no spaces."),
    "head": say("The post that heads the group. A step asks for the head as 'head_of_' and the group's name."),
    "deputy": say("The post that is the group's deputy head; asked for as 'deputy_of_' and the group's name."),
    "order": say("Where several could help alike, the one with the smaller number goes first. May stay empty."),
    "leading_group": say("The posts and teams that sit in the leading group."),
    "also": say("Further posts that the same person holds."),
    "counts_as": say("A name by which several are asked for together."),
    "backs_up": say("Whom this one helps when they have not enough free."),
    "serves": say("Only for these places; empty: for all."),
    "outside": say("Police, county and others whose strength is not ours to decide."),
    "base": say("Where journeys begin."),
    "turnout": say("From the order until they are on the move. With a time for on call, they come from home else."),
    "after": say("The steps that come before; empty: it begins when the incident does."),
    "when": say("Only after such an outcome, or for some places, head-counts or attributes."),
    "takes": say("A fixed time, turnout or travel. If it varies, leave it empty and fill in the three columns after it."),
    "who": say("The needs that go: names from the column 'needs'."),
    "to": say("Where they go, or the moment at which the clock stops: step.ready, step.started or step.ended."),
    "from": say("The moment at which the clock starts; empty: when the matter is brought."),
    "needs": say("A name for each need, then what and how many; 'people' asks for one per head."),
    "keep": say("Until which step a need is held; else until its own step ends."),
    "spends": say("From which fund, and how much."),
    "way_back": say("The needs that drive back to their base."),
    "outcome": say("What can come of it; for a step with shares that add up to 100 %."),
    "calls": say("Whom the step telephones; its outcomes are answered and unanswered."),
    "priority": say("1 goes first."),
    "stage": say("Under which heading the time of the step is counted."),
    "cases": say("A tier: what is needed besides for these head-counts. Both ends are included."),
    "where": say("Only for some kinds, places, head-counts or attributes."),
    "form": say("Every incident (the usual one), a share of them, a percentile or the mean."),
    "assumed": say("The plan writes no limit; this one is an assumption."),
    "excused": say("Attributes for which the plan forgives a miss."),
    "at": say("The times of the day."),
    "timed": say("The promises that test this sentence."),
    "modelled": say("The parts of the plan that stand for this sentence."),
    "about": say("The parts of the plan that rest on it."),
}  # fmt: skip


def of_table(table: Table) -> str:
    """The sentence above a table."""
    return str(_TABLES.get(table.name, say("Further parts of the plan.")))


def of_column(one: Field, role: str) -> str:
    """What to write into a column, in a few sentences."""
    if role == "key":
        return str(say("A short name by which other cells mean this one: letters, digits, _ and -, no spaces."))
    parts: list[Message | str] = []
    if one.key in _KEYS and role not in ("en", "zh"):
        parts.append(_KEYS[one.key])
    parts += _form(one.part, role)
    return (" " if current() == "en" else "").join(map(str, parts))


def _form(part: Part, role: str) -> list[Message | str]:
    if isinstance(part, Sentence):
        if role:
            return [say("The same text in the other language.")]
        return [say("A text for readers: numbers of people only, no names, no telephone numbers.")]
    if isinstance(part, Varying):
        other = say("Other forms: 'between: 5 min, 10 min', 'mean: 10 min; cv: 0.5', 'observed: 6 min, 8 min, 21 min'.")
        return [other] if not role else []
    if not isinstance(part, Leaf):
        return []
    found: list[Message | str] = []
    if part.choices:
        found.append(say("One of {choices}.", choices=Spelled(part.choices)))
    elif shown := _examples(part):
        found.append(say("Such as {examples}.", examples=shown))
    if part.mapped:
        found.append(say("Written as 'name: value', several separated by ; and their values by a comma."))
    elif part.listed:
        found.append(say("Several are separated by a comma or ;"))
    return found


def _examples(leaf: Leaf) -> str:
    """Examples that the type gives for the JSON Schema, those in the language spoken if there are any."""
    schemas: list[dict[str, Any]] = []
    for note in notes_of(leaf.type):
        if isinstance(note, WithJsonSchema):
            schemas += [note.json_schema or {}, *(note.json_schema or {}).get("anyOf", ())]
    examples = [str(example) for schema in schemas for example in schema.get("examples", ())]
    own = [example for example in examples if example.isascii() == (current() == "en")]
    return ("、" if current() == "zh" else ", ").join((own or examples)[:2])
