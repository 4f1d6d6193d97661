"""What the form says of itself: a sentence above each table, and one on each title."""

from __future__ import annotations

from ruamel.yaml import YAML

from drillsim.base.language import FILED, Message, current, say
from drillsim.files.form import notation
from drillsim.files.form.layout import PARTS_OF_VARYING, Field, FormTable
from drillsim.files.form.shapes import Leaf, Part, Sentence, VaryingShape
from drillsim.plan.distributions import Pert
from drillsim.plan.keys import Key, keys_of
from drillsim.plan.words import Spelled
from drillsim.quantities.wording import capital

_TABLES = {  # by the name of the table
    "basics": say("What the plan is called and who leads. Cells may stay empty everywhere: that means 'not written'."),
    "attributes": say("What incidents differ in besides place and head-count; the first value holds where nothing is said."),
    "names": say("How names that have no name column of their own are shown in reports."),
    "pools": say("Teams and posts, one in each row; numbers of people only, no names. Further shifts go into rows below."),
    "things": say("Vehicles, rooms with their places, and money that steps spend."),
    "zones": say("Where incidents can happen. A place may lie within a larger one; what includes others stands for them."),
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
    "players": say(
        "Who sits at the table when the plan is drilled, the highest first; whoever is missing is played by the plan."
    ),
    "calendar": say("Public holidays, and the days at weekends that are worked in their place."),
    "levels": say("Levels of response, the lowest first. Each further way to begin at a level goes into a row below it."),
    "hours": say("Hours of the day that have a name, so that a limit may differ by them."),
    "scenario": say("What the plan is tested against. Without a name and a beginning there is no scenario, only the plan."),
    "window": say("The days that are played: a beginning, and an end or a number of days."),
    "scenario calendar": say("Holidays that are other ones in this scenario than in the plan."),
    "scenario assumptions": say("Numbers of the scenario that no record gives: what was put in, and from where."),
    "streams": say(
        "Incidents that come by themselves, one sort in each row: so many per day at random moments, or at fixed times. "
        "Further attributes of a sort go into the rows below it."
    ),
    "special_days": say("Days on which more or fewer incidents come than usual: a fair, a market, the days before a feast."),
    "same": say("Only for several plans together: posts and teams of theirs that are in truth the same people."),
    "places": say("Only for several plans together: places of theirs that are in truth the same one."),
    "injects": say(
        "Incidents at a moment of your choice, as an exercise script has them: what the players are told and should do."
    ),
    "disruptions": say(
        "What goes wrong, from when until when: one thing in each row. Without a chance it is sure to happen."
    ),
    "clauses": say("Each sentence of the plan that promises something, as it stands there and where, and how it is covered: "
                   "timed or modelled, or qualitative, or left out with the reason."),
}  # fmt: skip

_KEYS = {  # what the form alone knows
    "head": say("The post that heads the group. A step asks for the head as 'head_of_' and the group's name."),
    "deputy": say("The post that is the group's deputy head; asked for as 'deputy_of_' and the group's name."),
    "Scenario.plan": say(
        "Leave it empty: the plan is the one in this workbook. A workbook of a further scenario names its file here."
    ),
    "order": say("Where several could help alike, the one with the smaller number goes first. May stay empty."),
}


def of_table(table: FormTable, folded: bool = False) -> str:
    """What is said above a table, of which some columns may be folded away."""
    sentences = [_TABLES.get(table.name, say("Further parts of the plan."))]
    if folded:
        sentences.append(say("Columns that few plans need are folded away: the + above the column letters shows them."))
    return _joined(sentences)


def _joined(sentences: list[Message]) -> str:
    return (" " if current() != "zh" else "").join(map(str, sentences))


def of_column(one: Field, role: str) -> str:
    """What to write into a column, in a few sentences."""
    if role == "key" and not one.models:
        return str(say("A short name by which other cells mean this one: letters, digits, _ and -, no spaces."))
    parts: list[Message] = [_KEYS[one.key]] if one.key in _KEYS else []
    means = keys_of(Pert)[role] if role in PARTS_OF_VARYING else _key(one) if role not in FILED else None
    if means is not None:
        sentence = means.meaning.replace("`", "'")
        parts.append(say("{meaning}.", meaning=capital(sentence)))
    parts += _form(one.part, role, means)
    return _joined(parts)


def _key(one: Field) -> Key | None:
    """The key of a field, as the models have it."""
    if one.key == "kind" and len(one.models) > 1:
        return None  # each says what it is itself
    return next((keys[one.key] for keys in map(keys_of, one.models) if one.key in keys), None)


def _form(part: Part, role: str, means: Key | None) -> list[Message]:
    """How to write it, with an example."""
    if isinstance(part, Sentence):
        if role:
            return [say("The same text in the other language.")]
        return [say("Numbers of people only, no names, no telephone numbers.")]
    if isinstance(part, VaryingShape):
        if role:
            return []
        return [say("If it varies, leave this empty and fill in the three columns after it. Other forms: "
                    "'between: 5 min, 10 min', 'mean: 10 min; cv: 0.5', 'observed: 6 min, 8 min, 21 min'.")]  # fmt: skip
    if not isinstance(part, Leaf):
        return []
    found: list[Message] = []
    if part.choices:
        found.append(say("One of {choices}.", choices=Spelled(part.choices)))
    elif means is not None:
        found.append(say("Such as {examples}.", examples=_example(part, means)))
    if part.mapped and part.item is None:
        found.append(say("Several are separated by a comma; 'first: a.ended, b.ended' means the first of them."))
    elif part.mapped:
        found.append(say("Written as 'name: value', several separated by ; and their values by a comma."))
    elif part.listed:
        found.append(say("Several are separated by a comma or ;"))
    return found


def _example(leaf: Leaf, means: Key) -> notation.Value:
    """The example of a plan file as a cell has it."""
    return notation.write(leaf, YAML(typ="safe", pure=True).load(means.example))
