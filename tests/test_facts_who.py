"""Who answers in a written plan: bodies, posts, means, names that are masked, legal bases, what is done to people.

Every line of a text below is a passage: '#' begins a heading, '|' the row of a table.
"""

from __future__ import annotations

import random
import re

import pytest

from drillsim.facts.bases import find_bases
from drillsim.facts.bodies import find_bodies, find_doubtful_bodies
from drillsim.facts.body_names import names_in
from drillsim.facts.means import find_means
from drillsim.facts.on_people import find_done_to_people
from drillsim.facts.persons import without_names
from drillsim.facts.posts import find_doubtful_posts, find_posts
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
    assert (basis.replaced.since, basis.replaced.now["zh"]) == ("2022-05-01", "《信访工作条例》（2022年）")
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
    "局长{}为总负责人，办公室主任{}协助。",
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
    "Keeper {} 555-0165",
    "Responsible for this plan: {}, ext. 555-0180",
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
    "两名组长和班主任夜间备勤，书记和镇长为总负责人。",
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


# Bodies named in a sentence: ' o' an organisation that exists beside the plan, ' *' many at once.
NAMED_BODIES = {
    "成立防汛抢险应急领导小组，下设综合协调组、抢险救援组、转移安置组和后勤保障组。": (
        "防汛抢险应急领导小组 | 综合协调组 | 抢险救援组 | 转移安置组 | 后勤保障组"
    ),
    "由县供电公司组建两支应急抢修队，每队12人。": "县供电公司 o | 应急抢修队",
    "立即通知县消防救援大队、县公安局交警大队和县人民医院。": "县消防救援大队 o | 县公安局交警大队 o | 县人民医院 o",
    "各组组长、副组长要保持通信畅通，组织人员分组巡查。": "各组 *",
    "小组长负责清点人数，组织疏散，部署任务。": "",
    "各有关单位、相关部门要密切配合。": "各有关单位 * | 相关部门 *",
    "安置点设在镇中心小学操场和文化广场。": "镇中心小学 o",
    "接报后，燃气公司抢修中心应在20分钟内到达现场。": "燃气公司抢修中心 o",
    "请求市卫健委、疾控中心派专家组支援。": "市卫健委 o | 疾控中心 o | 专家组",
    "医院成立医疗救治专家组和院感防控小组。": "医院 o | 医疗救治专家组 | 院感防控小组",
    "学校设疏散引导组、安全保卫组、通讯联络组，分别由德育处、总务处、校办负责。": (
        "疏散引导组 | 安全保卫组 | 通讯联络组 | 德育处 o | 总务处 o | 校办 o"
    ),
    "调度中心值班长通知变电运维班和输电抢修班。": "调度中心 o | 变电运维班 o | 输电抢修班 o",
    "话务中心设一线坐席组、专家坐席组、质检组。": "话务中心 o | 一线坐席组 | 专家坐席组 | 质检组",
    "由镇应急办牵头，会同派出所、司法所、卫生院做好善后工作。": "镇应急办 o | 派出所 o | 司法所 o | 卫生院 o",
    "拨打120急救中心电话，同时报告110指挥中心。": "120急救中心 o | 110指挥中心 o",
    "活动现场设指挥部、安保组、票务组、医疗点。": "指挥部 | 安保组 | 票务组",
    "指挥部设在镇政府三楼会议室，办公室设在党政办。": "指挥部 | 镇政府 o | 办公室 | 党政办 o",
    "化工厂专职消防队先期处置，义务消防队警戒。": "化工厂专职消防队 o | 义务消防队",
    "村民委员会组织民兵应急分队、巡堤查险队上堤。": "民兵应急分队 | 巡堤查险队",
    "抽调机关干部组成5个督导组赴各村督查。": "督导组 | 各村 *",
    "把全部力量集中到一线，各级干部要靠前指挥。": "",
    "全局工作以人民为中心，布局合理，结构完整。": "",
    "教务处、班主任及时统计，家长到校接回学生。": "教务处 o",
    "设综合、救援、宣传三个小组。": "综合组 | 救援组 | 宣传组 | 三个小组 *",
    "市、县两级信访局和镇信访办做好接访。": "信访局 o | 镇信访办 o",
    "县委宣传部、县委网信办负责舆情引导。": "县委宣传部 o | 县委网信办 o",
    "组织协调组负责联络各成员单位。": "组织协调组 | 各成员单位 *",
    "现场指挥部由到场的最高领导任总指挥。": "现场指挥部",
    "区环保局环境监察大队、监测站赶赴现场采样。": "区环保局环境监察大队 o | 监测站 o",
    "供水公司、自来水厂启用备用水源，水厂化验室加密检测。": "供水公司 o | 自来水厂 o",
    "矿井成立以矿长为组长的抢险指挥部，通知矿山救护队。": "抢险指挥部 | 矿山救护队",
    "工作组进驻后，联合调查组开展调查。": "工作组 * | 联合调查组",
    "办公室承担值守应急、信息汇总和综合协调职责。": "办公室",
    "网格员发现险情向社区居委会报告，居委会报街道办事处。": "社区居委会 o | 居委会 o | 街道办事处 o",
    "出口处、高处不得停留，停车场、加油站、变电站停用。": "",
    "组长不在时由副组长代行职责，队员听从队长指挥。": "",
    "The School Emergency Team and the fire wardens lead pupils to the assembly point.": (
        "School Emergency Team | fire wardens"
    ),
    "Call the county petition office, the police and the ambulance service.": (
        "county petition office o | police o | ambulance service o"
    ),
    "A leading group is set up with an office in the town hall.": "leading group",
    "The Gas Control Centre sends two repair crews; the Customer Desk answers calls.": (
        "Gas Control Centre o | repair crews | Customer Desk"
    ),
    "The Water Company's Duty Manager informs the Local Authority.": "Water Company o | Local Authority o",
    "All departments report to the Flood Control Headquarters.": "All departments * | Flood Control Headquarters o",
    "The chief of staff asks the hospital's Infection Control Team for help.": "hospital o | Infection Control Team",
    "People gather at the sports centre; the shopping centre is closed.": "",
    "Each team keeps a log. The team leader signs it.": "Each team *",
    "The Hotline Unit, the Night Desk and the Public Health Bureau work together.": (
        "Hotline Unit | Night Desk | Public Health Bureau o"
    ),
    "The Event Safety Advisory Group meets daily.": "Event Safety Advisory Group",
    "In case of fire, the Site Fire Brigade goes first and the town fire service follows.": (
        "Site Fire Brigade | town fire service o"
    ),
    "The plan is reviewed by the head of the group in a good time.": "",
    "The evacuation team helps visitors who need support in the reception room.": "evacuation team",
    "Parents' Association volunteers serve meals.": "Parents' Association o",
    "The Rapid Response Force (RRF) is on standby; the RRF has 30 members.": "Rapid Response Force o | RRF o",
}


@pytest.mark.parametrize("text", NAMED_BODIES)
def test_bodies_are_told_by_how_their_names_end_and_begin(text: str) -> None:
    marks = {"group": "", "organisation": " o", "collective": " *"}
    named = names_in(text, plan(text).language)
    assert " | ".join(name.name + marks[name.sort] for name in named) == NAMED_BODIES[text]


# What a few lines say of a body: its name, how many it is, who leads it.
STAFFED = {
    "成立防汛抢险队，队长由武装部部长担任，队员由30名民兵组成。": ("防汛抢险队", [30], ["武装部部长"]),
    "抢险救援组（25人）：组长由副镇长担任。": ("抢险救援组", [25], ["副镇长"]),
    "# （二）医疗救护组\n组长：卫生院院长\n成员：医生4名、护士6名\n职责：抢救伤员，做好防疫。": (
        "医疗救护组",
        [4, 6],
        ["卫生院院长"],
    ),
    "组建一支20人的应急突击队，由副经理任队长。": ("应急突击队", [20], ["副经理"]),
    "警戒疏散组由保卫科牵头，保安8人、志愿者12人组成。": ("警戒疏散组", [8, 12], ["保卫科"]),
    "|组别|组长|人数|职责|\n|灭火组|保卫科科长|8|扑救初起火灾|\n|疏散组|政教主任|二十人|引导疏散|": (
        "疏散组",
        [20],
        ["政教主任"],
    ),
    "|组别|组长|成员|\n|后勤组|总务主任|食堂4人、司机2人|": ("后勤组", [4, 2], ["总务主任"]),
    "领导小组由15人组成，组长由区长担任，副组长由分管副区长担任。": ("领导小组", [15], ["区长"]),
    "应急领导小组组长由董事长担任，总经理任副组长，成员共11人。": ("应急领导小组", [11], ["董事长"]),
    "现场处置组。由派出所所长任组长，配备民警5名、辅警10名。": ("现场处置组", [5, 10], ["派出所所长"]),
    "抢修班每班不少于6人，班长由运维主管兼任。": ("抢修班", [6], ["运维主管"]),
    "设立流调组，流调员共9名，组长为疾控科科长。": ("流调组", [9], ["疾控科科长"]),
    "救援队编制40人，下设3个分队，每个分队12人。": ("救援队", [40, 12], []),
    "专家组：由气象、水利、地质专家7人组成。": ("专家组", [7], []),
    "话务组组长由热线科科长担任，座席员共60名。": ("话务组", [60], ["热线科科长"]),
    "成立以校长为组长、副校长为副组长的防疫工作领导小组，成员13名。": ("防疫工作领导小组", [13], ["校长"]),
    "# 2.1 应急指挥部\n总指挥：厂长\n副总指挥：安全副厂长、生产副厂长\n成员：各车间主任，共9人": (
        "应急指挥部",
        [9],
        ["厂长"],
    ),
    "综合保障组（组长：办公室主任；成员5人）负责物资供应。": ("综合保障组", [5], ["办公室主任"]),
    "1.通信联络组：组长办公室主任，组员四名。": ("通信联络组", [4], ["办公室主任"]),
    "安保组 组长：保卫处处长 组员：18人": ("安保组", [18], ["保卫处处长"]),
    "The Evacuation Team has eight members and is led by the deputy principal.": (
        "Evacuation Team",
        [8],
        ["deputy principal"],
    ),
    "The Flood Watch Group consists of twelve volunteers under the Parish Clerk.": (
        "Flood Watch Group",
        [12],
        ["Parish Clerk"],
    ),
    "A crisis team of six people is set up; its head is the hospital director.": ("crisis team", [6], ["hospital director"]),
    "# Medical Team\nLeader: School Nurse\nMembers: four first aiders\nDuties: treats the injured and keeps the list.": (
        "Medical Team",
        [4],
        ["School Nurse"],
    ),
    "|Team|Leader|Number|\n|Search Team|Site Supervisor|14|\n|Gate Team|Head Porter|6|": ("Gate Team", [6], ["Head Porter"]),
    "The Repair Crew (five fitters, three electricians) is headed by the Works Manager.": (
        "Repair Crew",
        [5, 3],
        ["Works Manager"],
    ),
    "The Control Desk is staffed by three operators at all times.": ("Control Desk", [3], []),
    "The Steering Group, chaired by the mayor, has 9 members.": ("Steering Group", [9], ["mayor"]),
    "The Welfare Unit comprises ten staff. The Head of Welfare leads it.": ("Welfare Unit", [10], ["Head of Welfare"]),
    "The leading group is headed by the Party secretary, with the town head as deputy, and has 13 members.": (
        "leading group",
        [13],
        ["Party secretary"],
    ),
    "Four officers form the Gate Squad under the Head of Security.": ("Gate Squad", [4], ["Head of Security"]),
    "A six-person Rescue Squad is kept ready by day and night.": ("Rescue Squad", [6], []),
}
NOT_STAFF = [
    "遇有20人以上来访的，接待组到场。",
    "事故造成3人以上死亡的，指挥部报告县政府。",
    "避难场所可容纳200人。",
    "救护组到达后救治伤员10名。",
    "来访群众推选代表，代表不超过5人，接待组接谈。",
    "The reception team hears up to five visitors at a time.",
    "The shelter team houses 200 residents.",
    "If more than 30 people are injured, the Medical Team calls the hospital.",
]


@pytest.mark.parametrize("text", STAFFED)
def test_how_many_a_body_is_and_who_leads_it(text: str) -> None:
    name, numbers, heads = STAFFED[text]
    (body,) = [one for one in find_bodies(plan(text)) if name in one.names]
    assert sorted(body.numbers) == sorted(numbers)
    assert list(body.heads) == heads
    assert body.set_up or body.sort == "organisation"


@pytest.mark.parametrize("text", NOT_STAFF)
def test_people_who_come_or_are_hurt_are_no_strength(text: str) -> None:
    assert [body.numbers for body in find_bodies(plan(text)) if body.numbers] == []


TOWN = """
# 一、组织机构
成立柳塘镇信访突发事件应急处置工作领导小组（以下简称“镇领导小组”），由镇党委书记任组长，镇长任副组长，派出所所长、司法所所长为成员，共19人。
领导小组下设接访组、保障组。
1.接访组。组长由派出所所长担任，组员4人。负责登记诉求，听取意见。
2.保障组。组长：____
# 二、处置
接访工作组立即到场，由宣传组发布信息。
镇应急领导小组研究后报县信访局。
镇领导小组决定终止响应。
"""


def test_a_body_is_one_under_all_its_names() -> None:
    bodies = {body.name: body for body in find_bodies(plan(TOWN))}
    group = bodies["柳塘镇信访突发事件应急处置工作领导小组"]
    assert set(group.names) >= {"镇领导小组", "领导小组"}
    assert (group.numbers, group.heads, group.members) == ((19,), ("镇党委书记",), ("派出所所长", "司法所所长"))
    assert group.set_up
    assert group.rule == "set-up"
    assert len(group.mentions) == 4
    assert [duty.text for duty in group.duties] == ["镇领导小组决定终止响应。"]
    assert bodies["接访组"].heads == ("派出所所长",)
    assert [duty.text for duty in bodies["接访组"].duties] == ["负责登记诉求，听取意见。"]


def test_what_the_authors_should_settle_about_bodies() -> None:
    doubts = [(one.doubt, one.bodies) for one in find_doubtful_bodies(plan(TOWN))]
    group = "柳塘镇信访突发事件应急处置工作领导小组"
    assert doubts == [
        ("two_names", (group, "镇领导小组")),
        ("no_task", ("保障组",)),
        ("two_names", ("接访组", "接访工作组")),
        ("never_set_up", ("宣传组",)),
        ("two_names", (group, "镇应急领导小组")),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "The Incident Management Team (IMT) meets daily. The IMT is led by the principal.",
            ("Incident Management Team", "IMT"),
        ),
        ("The Silver Team (also called the Incident Group) runs the response.", ("Silver Team", "Incident Group")),
        ("The Shelter Team (in older papers “Hall Team”) has 12 staff.", ("Shelter Team", "Hall Team")),
        (
            "The Clinic Control Group directs the response. It is also known as the Silver Room.",
            ("Clinic Control Group", "Silver Room"),
        ),
        ("扑火专班下辖半专业扑火队（又叫应急分队）。", ("半专业扑火队", "应急分队")),
        ("设立防汛抗旱指挥部（简称防指）。", ("防汛抗旱指挥部", "防指")),
    ],
)
def test_a_name_that_the_text_brings_in_for_another(text: str, names: tuple[str, str]) -> None:
    doubts = [one for one in find_doubtful_bodies(plan(text)) if one.doubt == "two_names"]
    assert [one.bodies for one in doubts] == [names]
    assert names[0] in str(doubts[0].reason)


def posts_of(text: str) -> list[str]:
    return [f"{post.body}: {post.post} {'、'.join(post.holders) or ('____' if post.blank else post.number or '')}".strip()
            for post in find_posts(plan(text))]  # fmt: skip


POSTS = {
    "领导小组组长由镇党委书记担任，副组长由镇长、人大主席担任。": [
        "领导小组: 组长 镇党委书记",
        "领导小组: 副组长 镇长、人大主席",
    ],
    "组长、副组长分别由校长、副校长担任。": [": 组长 校长", ": 副组长 副校长"],
    "由镇长任总指挥、副镇长任副总指挥。": [": 总指挥 镇长", ": 副总指挥 副镇长"],
    "校长（组长）、副校长（副组长）": [": 组长 校长", ": 副组长 副校长"],
    "设总指挥1人（局长），副总指挥2人（副局长、总工程师）。": [": 总指挥 局长", ": 副总指挥 副局长、总工程师"],
    "抢险组、救护组组长均由副镇长担任。": ["抢险组: 组长 副镇长", "救护组: 组长 副镇长"],
    "|职务|抢险组|救护组|\n|组长|副镇长|院长|": ["抢险组: 组长 副镇长", "救护组: 组长 院长"],
    "总负责人为局长。": [": 总负责人 局长"],
    "由镇长带队，接待组到场。": [": 带队 镇长"],
    "组长：镇长 副组长：副镇长 成员：各村书记": [": 组长 镇长", ": 副组长 副镇长", ": 成员 各村书记"],
    "设组长1名、副组长2名。": [": 组长 1", ": 副组长 2"],
    "抢险组组长：____": ["抢险组: 组长 ____"],
    "每村配备网格员2名，安全员1名。": [": 网格员 2", ": 安全员 1"],
    "政法委员同时担任镇防汛办主任。": ["镇防汛办: 镇防汛办主任 政法委员"],
    "由县新闻办主任任新闻发言人。": [": 新闻发言人 县新闻办主任"],
    "组长由校长担任，校长外出时由副校长代行职责。": [": 组长 校长"],
    "主任负责制，成员单位配合。": [],
    "Head: ____": [": Head ____"],
    "The team is led by the bursar; the deputy is the site manager.": [": head bursar", ": deputy site manager"],
    "The Duty Manager also acts as Safety Officer.": [": Safety Officer Duty Manager"],
    "The Gate Team and the Hall Team are led by the caretaker.": ["Gate Team: head caretaker", "Hall Team: head caretaker"],
    "Search Team: head gardener (lead), two helpers.": ["Search Team: head head gardener"],
    "The mayor chairs the Steering Group.": ["Steering Group: chair mayor"],
    "The Boom Squad, under the Dock Foreman, stands by.": ["Boom Squad: head Dock Foreman"],
    "Two deputies and eight members are named each year.": [": deputies 2"],
    "Floor wardens check the rooms.": [": floor wardens"],
    "The council heads off trouble.": [],
}


@pytest.mark.parametrize("text", POSTS)
def test_posts_with_who_holds_them(text: str) -> None:
    assert posts_of(text) == POSTS[text]


def test_one_person_in_several_posts_is_told_by_office_and_by_masked_name() -> None:
    (name,) = invented(1, 7)
    chief = "组长由派出所所长担任。"
    text = f"抢险组：{chief}\n医疗组：组长：{name}\n疏散组：{chief}\n宣传组：组长：{name}\n后勤组：组长：待定"
    doubts = find_doubtful_posts(without_names(plan(text)))
    assert [(one.doubt, one.holder) for one in doubts] == [
        ("heads_several", "派出所所长"), ("heads_several", "[姓名1]"), ("blank_head", ""),
    ]  # fmt: skip
    assert doubts[0].posts == (("抢险组", "组长"), ("疏散组", "组长"))
    assert name not in repr(doubts)


def test_a_body_with_two_heads() -> None:
    doubts = find_doubtful_posts(plan("领导小组组长由校长担任。\n领导小组组长由书记担任。"))
    assert [one.doubt for one in doubts] == ["two_heads"]
    assert find_doubtful_posts(plan("每组组长由各村书记担任，各组成员由村民担任。")) == []


MEANS = {
    "镇里常备应急车辆2台、冲锋舟3艘、水泵4台。": ["应急车辆 2 台", "冲锋舟 3 艘", "水泵 4 台"],
    "备有沙袋5000个，救生衣100件，对讲机十二部。": ["沙袋 5000 个", "救生衣 100 件", "对讲机 12 部"],
    "设接待室1间，出动3辆救护车。": ["接待室 1 间", "救护车 3 辆"],
    "应急经费每年5万元，另设救助资金。": ["应急经费 50000 元", "救助资金"],
    "安排200万元专项资金。": ["专项资金 2000000 元"],
    "集合点设在学校操场。": ["集合点 @学校操场"],
    "|物资名称|数量|存放地点|\n|灭火器|40具|走廊|\n|担架|6|医务室|": ["灭火器 40 具", "担架 6"],
    "接到报告后20分钟内到场，事故造成3人受伤。": [],
    "The office keeps two vans, a boat and 500 sandbags.": ["vans 2", "boat 1", "sandbags 500"],
    "There are 12 radios and four fire extinguishers.": ["radios 12", "fire extinguishers 4"],
    "A fund of 10,000 yuan is kept.": ["fund 10000 yuan"],
    "The assembly point is in the north car park.": ["assembly point @the north car park"],
    "|Item|Quantity|\n|Generator|3|\n|Life jackets|40|": ["Generator 3", "Life jackets 40"],
    "The budget is £5,000 a year.": ["budget 5000 £"],
    "A car stops at the gate within 10 minutes.": [],
}  # fmt: skip


@pytest.mark.parametrize("text", MEANS)
def test_what_is_at_hand_is_counted(text: str) -> None:
    told = []
    for means in find_means(plan(text)):
        number = "" if means.number is None else f"{means.number:g}" if means.number < 1e5 else str(int(means.number))
        told.append(" ".join(filter(None, (means.name, number, means.unit, means.where and "@" + means.where))))
    assert told == MEANS[text]


def test_every_fact_stands_in_its_sentence() -> None:
    for text in (TOWN, *STAFFED, *POSTS, *MEANS):
        written = without_names(plan(text))
        facts = [*find_bodies(written), *find_posts(written), *find_means(written), *find_doubtful_bodies(written),
                 *find_doubtful_posts(written)]  # fmt: skip
        for fact in facts:
            assert fact.sentence in written.sentences
            assert 0 <= fact.start < fact.end <= len(fact.sentence.text), fact
            assert fact.rule
