"""What planners write, said in the language: each example of docs/sentences.md and its Chinese page, played by hand.

An example stands in both pages. It must compile to the same tables in both languages, and is then played in English: when
each step ends, worked out beside it, and which promises are kept.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from plans import Drill, both_engines

from drillsim.compiled.compilation import compile_plan
from drillsim.deck.deck import Deck
from drillsim.files.reading import read_scenario
from drillsim.judge.evaluate import LATE, NEVER, NOT_COUNTED, NOT_JUDGED, ON_TIME, gauges

DOCS = Path(__file__).parent.parent / "docs"
PAGES = {"en": DOCS / "sentences.md", "zh": DOCS / "sentences.zh.md"}
_EXAMPLE = re.compile(r"<!-- sentence: (\w+(?: scenario)?) -->\n```yaml\n(.*?)```", re.DOTALL)


def examples(language: str) -> dict[str, str]:
    """The lines of each example of a page, by name; those of a scenario under a name of their own."""
    return dict(_EXAMPLE.findall(PAGES[language].read_text("utf-8")))


LETTERS = {ON_TIME: "+", LATE: "-", NEVER: "x", NOT_COUNTED: ".", NOT_JUDGED: "?"}


@dataclass(frozen=True)
class Case:
    """A play of an example: what happens, when steps end, how promises are judged."""

    injects: list[dict[str, Any]]
    ends: str  # '1 hear 9:05, 1 help -9:05': when steps of an incident (the first if none is named) ended or were left out
    judged: dict[str, str]  # by target, a letter for each incident in scope: + kept, - late, x never, . not counted
    edits: dict[str, dict[tuple[int, str], Any]]
    start: str = "2026-03-02"  # a Monday
    days: int = 2


def case(
    ends: str, judged: dict[str, str], *injects: dict[str, Any], start: str = "2026-03-02", days: int = 2, **edits: Any
) -> Case:
    return Case(list(injects), ends, judged, edits, start, days)


def at(clock: str, kind: str, day: int = 1, **more: Any) -> dict[str, Any]:
    return {"at": f"day {day} {clock}", "kind": kind, **more}


CASES: dict[str, list[Case]] = {
    "zero_reports": [
        case("east 17:05, west 17:05, south 17:10, north 17:10, river 17:20, hills 17:26, summary 17:46",
             {"all_in": "+", "summed_up": "+"}, days=1, takes={(0, "hills"): 26 * 60}),
        # The last report comes at 17:40; the summary takes its twenty minutes all the same.
        case("hills 17:40, summary 18:00", {"all_in": "-", "summed_up": "+"}, days=1, takes={(0, "hills"): 40 * 60}),
    ],
    "assembly": [
        # Eight from the north, there after 1:30 + 6:00, and seven from the south, there after 1:30 + 12:00. A second fire
        # finds two in the south and six on the hill. It waits for the northern eight, home at 1:13:30 + 6:00, and is joined
        # by the two and by five from the hill, twenty minutes away.
        case("order 0:01:30, way 0:13:30, work 1:13:30, 1 order 1:21:00, 1 way 1:41:00, 1 work 2:41:00",
             {"first_engine": "+-", "assembly": "+-"}, at("0:00", "fire", zone="town"), at("0:05", "fire", zone="town")),
    ],
    "laboratory": [
        # One hour before closing, five in the morning; six from eight on; the third finds a bench at one.
        case("analysis 13:00+1, 1 analysis 14:00+1, 2 analysis 19:00+1", {"result": "--+"},
             at("19:00", "sample"), at("21:00", "sample"), at("10:00", "sample", day=2)),
    ],
    "night_samples": [
        # Urgent at seven: overtime. Urgent at ten: called in, there at midnight, done at three. Ordinary: from eight to two.
        case("at_once 22:00, 1 at_once 3:00+1, 2 by_day 14:00+1", {"urgent": "++"},
             at("19:00", "sample", attributes={"urgency": "urgent"}),
             at("22:00", "sample", attributes={"urgency": "urgent"}), at("22:00", "sample")),
    ],
    "upwards": [
        case("verify 9:30, to_city 9:40, assess 12:40, to_province 12:50", {"city_told": "+", "province_told": "+"},
             at("8:00", "accident"), outcome={(0, "to_city"): "answered", (0, "to_province"): "answered"}),
        case("verify 9:30, to_city 9:40", {"city_told": "x", "province_told": "."}, at("8:00", "accident"),
             outcome={(0, "to_city"): "unanswered"}),
    ],
    "area": [
        case("go 8:10, 1 go 8:10, 2 go 8:15, 3 go 9:40", {"in_the_city": "++-", "in_the_hills": "+"},
             at("8:00", "call", zone="old_town"), at("8:00", "call", zone="west"), at("8:00", "call", zone="harbour"),
             at("9:00", "call", zone="hills")),
    ],
    "day_and_night": [
        case("go 20:05, 1 go 20:15", {"on_site": "-+"}, at("18:50", "accident"), at("19:00", "accident")),
    ],
    "longest_duty": [
        # Whoever has searched from six to one goes on at one: fourteen hours. With a rest from one to three: seven.
        case("search 13:00, 1 search 13:00, 2 search 20:00", {"rested": "-"}, at("6:00", "rescue"), at("6:00", "rescue"),
             at("10:00", "rescue"), days=1),
        case("2 search 22:00", {"rested": "+"}, at("6:00", "rescue"), at("6:00", "rescue"), at("15:00", "rescue"), days=1),
    ],
    "evacuation": [
        # At the village at 8:20; each round loads for 5 min and drives for 15, and 15 back: there at 8:40, 9:15 and 9:50.
        case("carry 9:50", {"all_there": "+", "most_there": "+"}, at("8:00", "evacuation", zone="village", people=340)),
        # Of 500, 405 are there by 9:50; the fourth round comes at 10:25.
        case("carry 10:25", {"all_there": "+", "most_there": "-"}, at("8:00", "evacuation", zone="village", people=500)),
    ],
    "by_matter": [
        case("handle 8:10, 1 handle 8:40, 2 handle 8:20", {"handled": "+-+"},
             *(at("8:00", "visit", attributes={"matter": matter}) for matter in ("consultation", "complaint", "urgent"))),
    ],
    "not_answered": [
        # Nobody answers: at 0, at 3 and at 6, two minutes after the one before was over. The deputy at 5, the chief at 7.
        case("call~1 8:01, call~2 8:04, call~3 8:07, deputy 8:06, chief 8:08", {"told": "+"}, at("8:00", "alarm"),
             outcome={(0, "call~1"): "unanswered", (0, "call~2"): "unanswered", (0, "call~3"): "unanswered",
                      (0, "deputy"): "unanswered", (0, "chief"): "answered"}),
        # The second attempt is answered: nobody else is called.
        case("call~2 8:04, deputy -8:04, chief -8:04", {"told": "+"}, at("8:00", "alarm"),
             outcome={(0, "call~1"): "unanswered", (0, "call~2"): "answered"}),
    ],
    "nobody_there": [
        case("go 8:55, county 8:50", {"somebody_there": "+"}, at("8:00", "flood"), takes={(0, "go"): 55 * 60}),
        case("go 8:25, county -8:25", {"somebody_there": "+"}, at("8:00", "flood"), takes={(0, "go"): 25 * 60}),
    ],
    "rounds": [
        case("head_count~1 9:05, head_count~8 16:05, head_count~9 -17:00, welfare~1 12:40, welfare~2 16:40, closed 17:00",
             {"counted": "+"}, at("8:00", "evacuation")),
        case("head_count~4 12:20, closed 17:00", {"counted": "-"}, at("8:00", "evacuation"),
             takes={(0, "head_count~4"): 20 * 60}),
    ],
    "follow_up": [
        # Reported at 8:40; the response lasts until 14:40 of the next day; follow-ups from 20:40 and from 8:40 on.
        case("first 8:40, follow_up~1 21:00, follow_up~2 9:00+1, follow_up~3 -14:40+1, final 14:40+3",
             {"reported": "+", "followed_up": "+", "closed": "+"}, at("8:00", "accident")),
    ],
    "levels": [
        case("settle 9:00, county_comes -9:00, raise -9:00, city_comes -9:00", {"city_there": "."}, at("8:00", "dispute"),
             takes={(0, "settle"): 3600}),
        case("county_comes 8:40, raise 10:00, city_comes 11:00", {"city_there": "+"}, at("8:00", "dispute", people=31),
             takes={(0, "settle"): 3 * 3600}),
        case("county_comes 10:40, city_comes 11:00", {"city_there": "+"}, at("8:00", "dispute", people=30),
             takes={(0, "settle"): 3 * 3600}),
        case("county_comes 8:40", {"city_there": "."}, at("8:00", "dispute", attributes={"villages": "several"}),
             takes={(0, "settle"): 3600}),
    ],
    "hangs_up": [
        # The operator is busy until 8:05. Who calls at 8:02 hangs up at 8:04; who calls at 8:04 waits a minute.
        case("answer 8:05, 1 answer 8:04, 1 call_back 8:14, 2 answer 8:10", {"answered": "+x+"}, at("8:00", "call"),
             at("8:02", "call"), at("8:04", "call")),
    ],
    "working_days": [
        # Accepted on Wednesday, 30 September: the holiday is from 1 to 7 October, so the third working day is 10 October,
        # a Saturday that is worked. Three days of work end well before.
        case("accept 11:00", {"accepted": "+", "answered": "+", "handled": "+"}, at("9:00", "petition"),
             start="2026-09-30", days=60),
    ],
    "counter": [
        # Done at 9:15, 9:30 and 9:45; at 10:15 and 10:30; at 11:15. Of three that come together the last waits half an hour.
        case("2 serve 9:45, 5 serve 11:15", {"pace": "." * 9 + "+--" + "." * 12, "waiting": "++-+++"},
             *(at(clock, "visit") for clock in ("9:00", "9:00", "9:00", "10:00", "10:00", "11:00")), days=1),
    ],
    "together": [
        # 3 + 5 + 20 minutes each; the second waits for the crew, which is back at 9:28 from the first.
        case("way 8:28, help 9:08, 1 way 9:53", {"together": "++", "with_waits": "+-"},
             at("8:00", "call", zone="town"), at("8:10", "call", zone="town")),
    ],
}  # fmt: skip


def drilled(name: str, one: Case | None, language: str, folder: Path) -> Drill:
    """An example with what happens in a case, told by the names of the English page; in none, in its own scenario."""
    (folder / "plan.yaml").write_text(f"plan: example\nname: {name}\n{examples(language)[name]}", "utf-8")
    happens = examples(language).get(f"{name} scenario", "")
    if one is not None:
        happens = f"window: {{from: {one.start}, days: {one.days}}}\n"
        happens += f"injects: {json.dumps(one.injects if language == 'en' else [])}\n"
    (folder / "scenario.yaml").write_text(f"plan: plan.yaml\nname: S\n{happens}", "utf-8")
    read, plan = read_scenario(folder / "scenario.yaml")
    compiled = compile_plan(plan, read.window)
    return Drill(compiled, read, Deck(compiled, read, 1))


DRAWN = ("fair_day",)  # what is said is what comes, not how it ends
every_example = pytest.mark.parametrize("name", sorted(CASES))


def test_both_pages_show_the_same_examples_and_every_one_is_played() -> None:
    assert list(examples("en")) == list(examples("zh"))
    assert {name.removesuffix(" scenario") for name in examples("en")} == {*CASES, *DRAWN}


@every_example
def test_an_example_is_the_same_in_both_languages(name: str, tmp_path: Path) -> None:
    for one in CASES[name]:
        english, chinese = (drilled(name, one, language, tmp_path).compiled for language in PAGES)
        for field, ours, theirs in zip(english.tables._fields, english.tables, chinese.tables, strict=True):
            assert np.array_equal(ours, theirs), field
        promises = ([(t.form, t.limit) for t in c.plan.targets.values()] for c in (english, chinese))
        assert next(promises) == next(promises)


@every_example
@both_engines
def test_an_example_is_played_as_reckoned_by_hand(name: str, play: Any, tmp_path: Path) -> None:
    for one in CASES[name]:
        d = drilled(name, one, "en", tmp_path)
        msel = d.msel(**one.edits)
        log = play(d.compiled, msel)
        rows = [line.split() for line in d.steps(msel, log)]
        ended = {(row[0], row[1]): "-" * (row[5:] == ["skipped"]) + row[4] for row in rows}
        for line in one.ends.split(", "):
            incident, step, clock = line.split() if line[0].isdigit() else ("0", *line.split())
            skipped = "-" * clock.startswith("-")
            assert (line, ended[incident, step]) == (line, skipped + str(seconds(clock.removeprefix("-"))))
        read = [gauge.read(msel, log).state for gauge in gauges(d.compiled)]
        told = ["".join(LETTERS[int(state)] for state in states) for states in read]
        assert dict(zip(d.compiled.plan.targets, told, strict=True)) == one.judged


def seconds(clock: str) -> int:
    """Seconds since midnight of the first day: '17:05', '0:01:30', '13:00+1' (a day later)."""
    time, _plus, days = clock.partition("+")
    hours, minutes, *rest = map(int, time.split(":"))
    return int(days or 0) * 86_400 + hours * 3600 + minutes * 60 + sum(rest)


@pytest.mark.parametrize("language", PAGES)
def test_on_the_day_of_the_fair_twice_as_many_come(language: str, tmp_path: Path) -> None:
    deck = drilled("fair_day", None, language, tmp_path).deck
    days = np.bincount(np.concatenate([deck.msel(run).time for run in range(1, 201)]) // 86_400, minlength=14) / 200
    assert np.allclose(days, [40 if day in (2, 7, 12) else 20 for day in range(14)], atol=1.5)  # 4, 9 and 14 March


@pytest.mark.parametrize("language", PAGES)
def test_matters_come_in_their_shares(language: str, tmp_path: Path) -> None:
    deck = drilled("by_matter", None, language, tmp_path).deck
    matters = np.concatenate([deck.msel(run).attribute[:, 1] for run in range(1, 101)])
    assert np.allclose(np.bincount(matters) / len(matters), [0.3, 0.6, 0.1], atol=0.02)
