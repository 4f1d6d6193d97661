"""Who answers in a written plan: bodies, posts, means, names that are masked, legal bases, what is done to people.

Every line of a text below is a passage: '#' begins a heading, '|' the row of a table.
"""

from __future__ import annotations

import random
import re

import pytest

from drillsim.facts.bases import find_bases
from drillsim.facts.on_people import find_done_to_people
from drillsim.facts.persons import without_names
from drillsim.facts.surnames import SURE, WORDS, WORDY
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


# Where a name stands in a plan; {} is the name. Names are made up by the test, none is written down.
NAMED = [
    "组长：{}",
    "副组长：{}、各村党组织书记",
    "组 长：{}　　联系电话：12345678",
    "成员：派出所所长、{}、卫生院院长",
    "成 员：{}",
    "总指挥：{}（党委书记）",
    "总指挥由{}担任。",
    "由{}任组长，负责全面工作。",
    "镇长{}任副组长。",
    "党委书记{}、镇长到场指挥。",
    "联系人：{}",
    "联系人 {} 电话 12345678",
    "联系人{}，电话12345678。",
    "值班领导：{}",
    "带班领导{}，值班员按表轮换。",
    "综治中心主任{}兼任办公室主任。",
    "由派出所所长{}同志负责现场秩序。",
    "{}同志负责后勤保障。",
    "新闻发言人为县委宣传部副部长{}。",
    "签发人：{}",
    "编制：{} 审核：{}",
    "网格员{}负责巡查。",
    "校长（{}）负责总协调。",
    "疏散引导组组长：{}，成员8人。",
    "抢险救援组：组长{}；成员由民兵组成。",
    "请拨打{} 13800000000。",
    "安全员：{}/夜班",
    "A角：{}",
    "# （一）组长：{}",
    "|职务|姓名|电话|\n|组长|{}|0000|",
    "|姓名|职务|\n|{}|镇长|",
    "|组别|负责人|人数|\n|抢险组|{}|8|",
    "|组别|组长|副组长|\n|抢险组|{}（所长）|副所长|",
    "|岗位|值班人员|\n|门岗|{}|",
    "|单位|联系人及电话|\n|供电所|{} 13800000000|",
    "值班领导：{}（白班）{}（夜班）",
    "班子成员{}、{}轮流带班。",
    "由{}、{}负责登记。",
    "库管{} 13800000000",
    "船长{}（手机13800000000）",
    "成员：1.{} 2.{}",
    "|日期|白班|夜班|\n|1日|{}|{}|\n|2日|{}|{}|",
    "组员：\n{}",
    "成员：{}\n{} {}",
]
ENGLISH_NAMED = [
    "Head: {}",
    "Deputy head: {}, Duty Manager",
    "The team is led by {}.",
    "The group is chaired by {} and meets daily.",
    "Contact {} on 555-0101.",
    "Members: {}, {} and the Duty Manager.",
    "Fire Warden: {} (second floor)",
    "Dr {} sees the patients.",
    "Mrs {} keeps the register.",
    "{} (Principal) decides.",
    "{}, Operations Director, leads.",
    "Prepared by: {}",
    "{} is the Duty Manager on weekdays.",
    "The plan was approved by {}.",
    "|Role|Name|\n|Principal|{}|",
    "|Post|Contact|Telephone|\n|Gate|{}|555|",
    "|Team|Leader|\n|Evacuation|{}|",
    "Duty Manager {} opens the hall.",
]
ORDINARY = [
    "高度重视，安全第一，马上行动，方案可行。",
    "常务副镇长任第一副组长。",
    "组长由镇党委书记担任，副组长由镇长、分管副镇长担任。",
    "向上级报告金额和项目。",
    "华东电力公司和平街道办事处配合。",
    "段长带队，项目经理到场。",
    "组长马上组织人员。",
    "总指挥安排车辆。",
    "值班员查看监控后通知组长。",
    "成员：公安、消防、卫健、民政、应急、水利",
    "组长：县长",
    "由公安、消防、卫健、交通负责。",
    "由安监、民政、财政等部门组成。",
    "“6·18”灯会、“两节”期间加强值守。",
    "|日期|白班|夜班|\n|1日|保安|门卫|\n|2日|保安|电工|",
    "|名称|数量|\n|沙袋|500|\n|水泵|2|",
    "组长：空缺",
    "副组长：教务主任、总务主任、德育处主任",
    "成员：全体教师、校医、保安",
    "组员：各班班主任、司机、水电工",
    "组长应当及时到场。",
    "组长于当日报告。",
    "经理应立即到场，负责人方可离开。",
    "联系人：办公室  电话：12345678",
    "主任任组长，书记任政委。",
    "校长任组长，班主任任组员。",
    "安全员管理钥匙，信息员通报情况。",
    "由施工方担任主体。",
    "由安全科任牵头单位。",
    "江河水位高于警戒线。",
    "白天由值班员值守，夜间由门卫值守。",
    "|组别|组长|人数|\n|抢险组|镇长|8|\n|医疗组|院长|5|",
    "|姓名|职务|电话|\n||组长||",
    "|单位|联系人|\n|公安局|指挥中心|\n|供电公司|值班室|",
    "成员：文旅、城管、农业、交通、财政",
    "责任人：各村书记",
    "负责人：车间主任",
    "队长：武装部部长，队员：民兵",
    "网格员每周走访。",
    "领导小组成员手机保持畅通。",
    "联络员同时向县局报告。",
    "组长、副组长随时待命。",
    "书记、镇长明确分工。",
    "带班领导全程参与。",
    "组长时刻在岗。",
    "成员任课的须先安排代课。",
    "负责人能否联系上要记录。",
    "副总指挥：总工程师、安全副矿长、生产副矿长",
    "总工程师、副总工程师负责技术方案。",
    "Head: the Principal",
    "Deputy head: Head of Network Control",
    "Led by the Operations Director.",
    "Members: Head of Customer Service, Safety Manager.",
    "Contact the Fire and Rescue Service at once.",
    "Assembly Point: North Car Park",
    "The Duty Manager opens the Sports Hall.",
    "Report to Gold Command.",
    "|Team|Leader|Number|\n|Evacuation Team|Deputy Principal|6|",
    "|Role|Name|\n|Principal|vacant|",
    "Incident Commander: Watch Manager",
    "Chaired by the Mayor.",
    "The Control Desk is led by the Shift Control Engineer.",
    "Contact: Switchboard",
    "Old Mill Lane is closed.",
    "Director of Public Health informs the hospital.",
    "Fire Wardens check the Science Block.",
    "Leader: to be confirmed",
]


def invented(n: int, seed: int) -> list[str]:
    """Names that nobody has: a surname and one or two characters, drawn."""
    draw = random.Random(seed)
    given = "明华建国秀英丽强军平志伟文芳春海波云峰雪晓东林红梅玉兰桂荣德福永生金水"
    double = ["欧阳", "司马", "上官", "诸葛"]
    names = []
    while len(names) < n:
        name = (draw.choice(double) if draw.random() < 0.05 else draw.choice(SURE + WORDY)) + draw.choice(given)
        name += draw.choice(given) if draw.random() < 0.7 else ""
        if name[:2] not in WORDS and name[0] not in "时应向全国后家":
            names.append(name)
    return names


def invented_english(n: int, seed: int) -> list[str]:
    draw = random.Random(seed)
    parts = ["Bral", "Tos", "Ven", "Mir", "Kel", "Dor", "Fen", "Gal", "Hul", "Jor"]
    ends = ["ick", "wen", "dra", "mund", "ley", "sa", "vik", "tan"]

    def word() -> str:
        return draw.choice(parts) + draw.choice(ends)

    return [f"{word()} {draw.choice(['', 'K. '])}{word()}{draw.choice(['', '-' + word()])}" for _ in range(n)]


@pytest.mark.parametrize("text", [*NAMED, *ENGLISH_NAMED])
def test_no_name_is_left_where_names_usually_stand(text: str) -> None:
    chinese = text in NAMED
    for seed in range(40):
        used = (invented if chinese else invented_english)(text.count("{}"), seed)
        filled = text.replace("{}", "%s") % tuple(used)
        masked = without_names(plan(filled))
        left = "\n".join(passage.text for passage in masked.passages)
        assert not [name for name in used if name in left], (filled, left)
        assert re.search(r"\[(?:姓名|name)\d*\]", left)


@pytest.mark.parametrize("text", ORDINARY)
def test_what_is_no_name_is_not_masked(text: str) -> None:
    assert without_names(plan(text)) == plan(text)


def test_a_name_told_once_is_masked_everywhere_and_numbered_when_it_is_repeated() -> None:
    (name, other), (short,) = invented(2, 1), [one for one in invented(40, 2) if len(one) == 2][:1]
    text = (
        f"# 组长：{name}\n|职务|姓名|\n|组长|{name}|\n|副组长|{other}|\n会上{name}宣布启动。\n"
        f"联系人：{short[0]}　{short[1]}\n{short}负责登记。"
    )
    masked = without_names(plan(text))
    whole = repr(masked)
    assert name not in whole
    assert other not in whole
    assert masked.passages[0].text == "组长：[姓名1]"
    assert [passage.text for passage in masked.passages if passage.cell][2:] == ["组长", "[姓名1]", "副组长", "[姓名]"]
    assert masked.passages[-3].text == "会上[姓名1]宣布启动。"
    assert masked.passages[-2].text == "联系人：[姓名2]"
    assert masked.passages[-1].text == "[姓名2]负责登记。"


def test_sentences_stay_where_they_stand_when_names_before_them_are_masked() -> None:
    name, other = invented(2, 3)
    masked = without_names(plan(f"组长：{name}。副组长{other}任联络员。成员8人。"))
    for sentence in masked.sentences:
        assert sentence.passage.text[sentence.start :].startswith(sentence.text)
    assert masked.sentences[-1].text == "成员8人。"
    assert masked.sentences[0].passage is masked.passages[0]
