"""Who answers in a written plan: bodies, posts, means, names that are masked, legal bases, what is done to people.

Every line of a text below is a passage: '#' begins a heading, '|' the row of a table.
"""

from __future__ import annotations

import re

import pytest

from drillsim.facts.bases import find_bases
from drillsim.facts.on_people import find_done_to_people
from drillsim.texts.passage import Passage, TableCell, TextPlace, WrittenPlan, WrittenSentence

ITEM = re.compile(r"(?:\d+[.．、]|[（(][一二三四五六七八九十\d]+[）)])\s*")


def plan(text: str, title: str = "") -> WrittenPlan:
    """A written plan of these lines."""
    language = "zh" if re.search("[\u4e00-\u9fff]", text) else "en"
    passages: list[Passage] = []
    headings: tuple[str, ...] = ()
    titles: list[str] = []
    table = row = 0
    for number, line in enumerate(text.strip().splitlines(), 1):
        line = line.strip()
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            table, row = (table, row + 1) if titles else (table + 1, 1)
            titles = titles or cells
            place = TextPlace(headings, "", number, home="table")
            for column, cell in enumerate(cells, 1):
                title_of_column = titles[column - 1] if row > 1 else ""
                title_of_row = cells[0] if column > 1 else ""
                passages.append(Passage(cell, place, cell=TableCell(table, row, column, title_of_column, title_of_row)))
            continue
        titles = []
        level = len(line) - len(line.lstrip("#"))
        if level:
            headings = headings[: level - 1]
            passages.append(Passage(line.lstrip("# "), TextPlace(headings, "", number), level=level))
            headings += (line.lstrip("# "),)
        elif line:
            item = ITEM.match(line)
            begins = item.end() if item else 0
            passages.append(Passage(line[begins:], TextPlace(headings, line[:begins].strip(), number)))
    end = r"[^。！？]+[。！？]?" if language == "zh" else r"\S.*?(?:[.!?](?=\s|$)|$)"
    sentences = [
        WrittenSentence(match[0], passage, match.start()) for passage in passages for match in re.finditer(end, passage.text)
    ]
    return WrittenPlan("plan.txt", title, language, tuple(passages), tuple(sentences))


BASES = {
    "依据《信访条例》、《中华人民共和国突发事件应对法》等制定。": ["信访条例 replaced", "中华人民共和国突发事件应对法"],
    "根据《突发事件应对法》（主席令第69号，2007年）编制。": ["突发事件应对法 2007 replaced"],
    "根据《突发事件应对法》（2024年修订）编制。": ["突发事件应对法 2024"],
    "依据《东河县防汛应急预案》（东政办发〔2019〕12号）。": ["东河县防汛应急预案 2019"],
    "依据《传染病防治法》（2013年修正）、《学校卫生工作条例》。": ["传染病防治法 2013 replaced", "学校卫生工作条例"],
    "依据《信访工作条例》制定。": ["信访工作条例"],
    "按照《突发事件应急预案管理办法》(国办发〔2013〕101号)修订。": ["突发事件应急预案管理办法 2013 replaced"],
    "执行GB/T 29639-2013和GB 50016-2014。": ["GB/T 29639-2013 2013 replaced", "GB 50016-2014 2014"],
    "执行GB/T 29639-2020。": ["GB/T 29639-2020 2020"],
    "根据中华人民共和国消防法、省突发事件应对条例，制定本预案。": ["中华人民共和国消防法", "省突发事件应对条例"],
    "按照国办函〔2022〕48号执行。": ["国办函〔2022〕48号 2022"],
    "如实填写《来访登记表》。": [],
    "采用这种方法，依法处理。": [],
    "按照就近原则，分级负责。": [],
    "本预案由县应急局负责解释。": [],
    "This plan rests on the Electricity Act 1989 and the Data Protection Act 1998.": [
        "Electricity Act 1989 1989", "Data Protection Act 1998 1998 replaced",
    ],
    "It is drawn up under the Civil Contingencies Act 2004.": ["Civil Contingencies Act 2004 2004"],
    "The Control of Major Accident Hazards Regulations 1999 apply.": [
        "Control of Major Accident Hazards Regulations 1999 1999 replaced",
    ],
    "The COMAH Regulations 2015 apply.": ["COMAH Regulations 2015 2015"],
    "The Fire Precautions Act 1971 is observed.": ["Fire Precautions Act 1971 1971 replaced"],
    "Alarms are kept to BS 5839-1:2017; continuity follows ISO 22301:2012.": [
        "BS 5839-1:2017 2017", "ISO 22301:2012 2012 replaced",
    ],
    "The office works in accordance with the County Emergency Response Plan.": ["County Emergency Response Plan"],
    "The Electricity (Standards of Performance) Regulations 2015 set the limits.": [
        "Electricity (Standards of Performance) Regulations 2015 2015",
    ],
    "Act at once and keep order.": [],
    "Staff act quickly, in order of need.": [],
    "The Evacuation Plan hangs beside the door.": [],
}  # fmt: skip


@pytest.mark.parametrize("text", BASES)
def test_what_a_plan_rests_on_is_found_and_what_was_replaced_is_told(text: str) -> None:
    found = find_bases(plan(text))
    assert [
        " ".join(map(str, filter(None, (basis.title, basis.year, "replaced" if basis.replaced else "")))) for basis in found
    ] == BASES[text]


def test_a_plan_does_not_rest_on_itself() -> None:
    assert find_bases(plan("《柳塘镇防汛应急预案》自印发之日起施行。", title="柳塘镇防汛应急预案")) == []


def test_what_replaced_a_basis_is_said_with_its_date_and_source() -> None:
    (basis,) = find_bases(plan("按照《信访条例》办理。"))
    assert basis.replaced is not None
    assert (basis.replaced.since, basis.replaced.now["zh"]) == ("2022-05-01", "《信访工作条例》(2022年)")
    assert basis.replaced.source


ON_PEOPLE = {
    "对不听劝阻的，由派出所强行带离现场。": ["done_to_people"],
    "对多次走访的，由派出所予以训诫。": ["done_to_people"],
    "对重点人员逐人落实包保责任人，掌握其动向。": ["done_to_people"],
    "对打横幅、静坐的，由公安机关处置。": ["done_to_people"],
    "阻止其进京，做到看死盯牢。": ["done_to_people"],
    "对组织串联上访人员的，依法打击挑头闹访人员。": ["done_to_people"],
    "确保不发生进京走访，全年集体访批次下降10%。": ["target_on_numbers"],
    "实现零越级、零集访。": ["target_on_numbers"],
    "对迟报、瞒报的，追究有关人员责任。": ["accountability"],
    "工作不力的予以通报批评，取消评先资格。": ["accountability"],
    "实行一票否决。": ["accountability"],
    "违反规定的，给予党纪政务处分。": ["accountability"],
    "落实情况纳入年终考核。": ["accountability"],
    "发生越级上访的一律倒查，对人员训诫。": ["accountability", "done_to_people"],
    "严禁拦截上访人员。": [],
    "将群众带离危险区域。": [],
    "由家长接回学生。": [],
    "把损失降到最低。": [],
    "确保不发生一起安全事故。": [],
    "掌握灾情动态，及时通报情况。": [],
    "各组职责分工如下，责任到人。": [],
    "Key persons are monitored by cadres and followed.": [],
    "Cadres monitor key persons.": ["done_to_people"],
    "Petitioners are kept from travelling to the capital.": ["done_to_people"],
    "They are taken into custody.": ["done_to_people"],
    "Police remove those who hold banners.": ["done_to_people"],
    "Zero visits to the capital is the aim.": ["target_on_numbers"],
    "Managers are held accountable for delay.": ["accountability"],
    "Failure to report may lead to disciplinary action.": ["accountability"],
    "Staff who conceal an incident are publicly criticised.": ["accountability"],
    "Wardens monitor the water level.": [],
    "Nobody is detained.": [],
    "The heads of teams account for all pupils at the assembly point.": [],
    "Residents are led away from the fire.": [],
}


@pytest.mark.parametrize("text", ON_PEOPLE)
def test_what_no_drill_can_test_is_found_with_its_reason(text: str) -> None:
    assert [fact.reason for fact in find_done_to_people(plan(text))] == ON_PEOPLE[text]
