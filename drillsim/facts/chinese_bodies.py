"""Where a Chinese text names a body.

No list of bodies is kept: a name ends as such names end (组, 队, 指挥部, 局) and begins behind the last word that no name
contains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from drillsim.facts.body_name import BodyName, BodySort, apart

_HAN = r"\u4e00-\u9fff"

# How names of groups end, and with which a name may consist of nothing else.
_ALONE = (
    "领导小组|领导组|指挥部|指挥中心|指挥所|工作组|工作专班|专班|工作小组|专家组|突击队|抢险队|救援队|应急队|巡逻队"
    "|办公室|调度室|总值班室|值班室|委员会"
)
_GROUP = rf"(?:{_ALONE}|小组|分队|中队|大队|支队|总队|小队|组|队|分指|指挥中心|工作站|台席)"
# How organisations end that are one by their ending alone, and those that need a field of work before it.
_ORGANISATION = (
    "派出所|公安局|公安分局|卫生院|卫生所|卫生室|医务室|校医室|保健室|门诊部|人民医院|医院|法院|检察院|敬老院|养老院|福利院|人民政府|政府|党委|党组|党总支|党支部|总支|村委会|居委会|管委会"
    "|党工委|村民委员会|居民委员会|街道办事处|办事处|街道办|红十字会|总工会|工会|妇联|团委|残联|工商联|学生会|家委会|村两委|分公司|子公司|集团公司|公司|集团|派驻机构|急救中心"
    "|疾控中心|中心|分局|支局|局|厅|消防站|服务站|供电所|司法所|武装部|人武部|宣传部|组织部|统战部|交警队|消防队|业委会|物业|志愿者协会|协会|银行|武警部队|武警|机关|部门"
)
_WEAK = "办|委|部|科|处|室|站|所|院|班|厂|矿|台|库|会|馆|股|校|中学|小学|学校|学院|大学|幼儿园|社区|街道"
_FIELDS = """
应急 综合 协调 抢险 救援 医疗 救护 救治 后勤 保障 信息 宣传 舆情 舆论 联络 通信 通讯 警戒 疏散
安置 转移 善后 处置 处理 调查 评估 技术 专家 监测 预警 预报 物资 供应 交通 运输 治安 保卫 安全
保安 消防 灭火 防汛 抗旱 防火 防灾 减灾 防疫 防控 疾控 卫生 健康 卫健 公安 信访 维稳 综治 政法
民政 教育 教务 政教 总务 德育 学生 学工 财务 财政 人事 组织 纪检 监察 党政 党群 行政 生产 运行
调度 设备 维修 抢修 维护 巡查 巡线 督查 督办 接待 接访 调解 环境 环保 生态 水利 水务 水文 气象
地震 地质 资源 国土 住建 建设 城建 城管 市政 供水 供电 供气 供热 电力 燃气 排水 交警 交管 公路
铁路 海事 航运 农业 农村 农技 农经 林业 畜牧 兽医 市场 监管 质监 食药 药监 文旅 文化 旅游 体育
广电 网信 新闻 商务 工信 发改 审计 统计 税务 司法 法制 法务 人社 劳动 军人 服务 网格 工会 办公
保健 心理 质量 质检 安监 安环 安保 工程 项目 物业 采购 仓储 化验 分析 动力 仪表 电气 机修 锅炉
储运 急诊 急救 护理 感染 感控 院感 检验 药剂 影像 门诊 住院 儿科 内科 外科 医务 医保 设施 客服
热线 话务 营业 营销 运维 网络 数据 机电 通风 地测 武装 经济 财经 经贸 社会 事务 管理 监督 执法
检查 登记 收费 值班 监控 中控 总控 总值 政务 大厅 窗口 民防 人防 乡村 振兴 扶贫 移民 产业 统战
民宗 宗教 侨务 台办 文书 档案 机要 保密 督导 考核 招生 就业 科研 国资 基建 资产 图书 膳食 食堂
伙食 宿管 体卫 体艺 电教 年级 教研 少先 消毒 隔离 发热 预检 分诊 污水 净水 管网 管线 泵务 闸门
河道 堤防 水库
"""
_FIELD = "|".join(_FIELDS.split())
_REGION = (
    r"(?:[省市县区镇乡村州盟旗]|街道|社区|开发区|新区|园区|学校|医院|公司|全[县市镇区乡]|国家|上级|辖区|属地|当地|"
    r"事发地|所在地|本级)"
)

# What an ending is not, by what stands behind it or before it.
_BEHIND = {
    "组": "织长员成建别合团装件图分距态份之",
    "小组": "长",
    "队": "伍员长列形友旗医",
    "局": "长部势面限",
    "部": "长门署位队件分级委属",
    "办": "发函字理公法事案结好学会证件税卡医完妥实得成案班结",
    "委": "员托派屈任书",
    "科": "长学室技目普研",
    "处": "置理于罚分长级在方境所警",
    "站": "长点位岗内立台址",
    "所": "有属在需以长指谓述",
    "院": "长内落校感前线子",
    "班": "长级次组子车主前后会期",
    "室": "内外温主长",
    "会": "议同商场计展员见务谈",
    "中心": "小学校城思地点村卫医工",
    "校": "长园内外门医车舍",
    "台": "账风阶上站帐",
    "厂": "长区家房内外界",
    "矿": "长山井区工",
    "库": "区存房容内水",
    "馆": "长内",
    "股": "份长东票",
    "街道": "办",
    "政府": "采购部网",
    "社区": "居民矫",
    "公司": "章",
    "机关": "干单",
    "党委": "书副委班成领",
    "党支部": "书副委",
    "党总支": "书副委",
    "党组": "书副成",
    "大队": "长员",
    "中队": "长员",
    "支队": "长员",
    "分队": "长员",
    "总队": "长员",
    "小队": "长员",
    "部门": "负",
}
_BEFORE = {
    "组": "分各每本该此一二三小班党年词重改",
    "队": "部排军站列带领归整梯舰乐车球掉",
    "局": "格布大全结当部僵邮战",
    "部": "全内外干头局中东西南北腹底顶上下根胸面总本颈背腰臀四肢分",
    "办": "承主督举交协转经查催开兴包创筹代外难快好严专联",
    "委": "常政执编原",
    "科": "学本专百",
    "处": "各何四到此高低远深口门多好坏害长惩查相位之某用出一两几该随妙住暂",
    "站": "车网北南东西各到出进换靠加",
    "所": "场厕居住处难之无由各",
    "院": "住出入转本全我电影剧各该大医",
    "班": "值当接交各轮上下白夜早晚中每加替本全跟带航",
    "室": "教课各卧浴居本该寝病囚",
    "会": "社机体商只不将才大开集例早晚茶聚总领学都也又还就协误幸照约展晨夕座今与",
    "台": "阳柜灶平舞讲站看窗",
    "库": "水车仓",
    "馆": "场",
    "校": "学离返到进入在出全我本各该护住",
    "厂": "全我本出进各",
    "矿": "全我本",
    "股": "一控",
    "中心": "以为市镇县村圆重业作",
    "社区": "各本该",
    "街道": "各本该上",
    "学校": "各我本全该到在",
    "部门": "各本该",
    "机关": "各本",
    "公司": "我本各该全",
    "政府": "各",
    "院校": "各",
}
_FACILITY = re.compile(
    r"(?:汽车|火车|地铁|高铁|客运|加油|加气|充电|变电|配电|换热|泵|水电|发电|调压|中转|停靠|始发|终点|公交|门|"
    r"雨水|污水提升|储配|基)站$"
    r"|(?:会议|接待|候访|监控|教|休息|更衣|配电|机|仓库|储藏|实验|阅览|活动|隔离|观察|留观|谈话|询问|浴|茶水|准备|"
    r"化验|操作|控制|消控)室$"
    r"|(?:避难|避险|安置|集合|厕|场|居|住|处|研究)所$|(?:图书|体育|宾|饭|展览|博物|文化)馆$|水库$|仓库$|车库$|"
    r"数据库$|物资库$|油库$|器材库$"
    r"|(?:出口|入口|路口|门口|高|低|险工|薄弱|事故|危险|着火|起火|泄漏|集合|停靠|堤|坡|弯)处$|城镇中心$|活动中心$|"
    r"购物中心$|会展中心$|区中心$"
    r"|(?:电影|剧|四合)院$|(?:工|钢|电)厂区$|舞台$|平台$|柜台$"
)

# Words that no name contains: a name begins behind the last of them. The second lot may end a name, or begin one where
# the text sets a body up: 信息报送组, 撤离安置组.
_STOPS = (
    "成立|设立|组建|组成|下设|分设|内设|另设|增设|设有|建立|抽调|抽派|负责|通知|告知|报请|上报|转报|呈报|配合|协助|会同|接到|接受|服从|听从|指派|选派|委派|委托"
    "|调动|调集|调派|增援|立即|立刻|及时|迅速|第一时间|马上|同时|必要时|根据|按照|依照|通过|包括|分为|分成|划分|担任|兼任|任命|来自|属于|隶属|列入|纳入|交由|移交|转交|提交|提请|提供"
    "|请示|请求|要求|统一|具体|分别|共同|随时|首先|主要|以及|其中|之间|所属|所在|参加|加入|进入|到达|赶赴|赶到|前往|抵达|返回|离开|进驻|派驻|设在|设于|挂靠|依托|直接|主动|全力|积极"
    "|尽快|尽早|可以|可由|应当|应由|应向|必须|需要|不得|是否|如果|以便|确保|做好|搞好|开展|进行|完成|解除|终止|撤销|宣布|决定|批准|同意|经过|报经|授权|代表|使用|利用|拨打"
    "|求助|寻求|号召|召集|召开|带领|率领|带队|牵头|即为|作为|称为|简称|更名|改为|现有|共有|设置|做到|听取|接替|轮流|日常|平时|战时|一般|分管|主管|包片"
    "|原则上|视情|酌情|按需|逐级|越级|层层|迅即|随即|当即|即刻|务必|严格|严禁|禁止|防止|避免|发现|获悉|得知|收到|遇到|发生|出现|造成|导致|涉及|有关|相关|其他|其它|上述|下列|以下|以上|所有|全体|本着"
    "|由于|鉴于|对于|关于|至于|甚至|而且|并且|或者|还是|不是|就是|都是|以免|从而|然后|最后|再由|先由|均由|具有|没有|负有|承担|履行|加强|强化|明确|健全|完善|拟定|制定|制订|修订|编写|包含"
    "|规范|提高|促进|推动|增强|提升|减少|降低|保护|满足|适应|预防|防范|遏制|编入|划入|归入|并入|转入|主持|期间|副?组长|副?队长|成员|组员|[两各三四]级|下辖|汛期|防火期|非汛期|协调解决"
)
_NOUNS = (
    "报告|报送|通报|汇报|支持|联合(?!指挥|调查|工作|检查|接访|执法|应急|处置|会)|撤离|执行|保证|协同|发动|集合|集结|安排"
    "|督促|落实|实施|参与|配备|编制|启动|接报|发挥"
)
# Signs that end what stands before a name, unless one of these stands before or behind them.
_SIGNS = {
    "由": ("自理事", ""),
    "向": ("方定流导", "导"),
    "的": ("", ""),
    "与": ("参", ""),
    "并": ("合", ""),
    "在": ("现内实存", ""),
    "将": ("", ""),
    "把": ("", ""),
    "给": ("补供", "排水"),
    "让": ("", ""),
    "到": ("签报", ""),
    "是": ("", ""),
    "于": ("", ""),
    "被": ("", ""),
    "等": ("", ""),
    "该": ("", ""),
    "个": ("", ""),
    "须": ("", ""),
    "了": ("", "解"),
    "着": ("", "火陆"),
    "我": ("", ""),
    "你": ("", ""),
    "他": ("其", ""),
    "她": ("", ""),
    "这": ("", ""),
    "那": ("", ""),
    "此": ("", ""),
    "本": ("基成", ""),
    "每": ("", ""),
    "某": ("", ""),
    "使": ("", ""),
    "令": ("司", ""),
    "又": ("", ""),
    "再": ("", "生"),
    "也": ("", ""),
    "均": ("", ""),
    "只": ("", ""),
    "仅": ("", ""),
    "则": ("", ""),
    "而": ("", ""),
    "但": ("", ""),
    "因": ("原病", ""),
    "若": ("", ""),
    "待": ("接招优等", ""),
    "凡": ("", ""),
    "至": ("", ""),
    "不": ("", ""),
    "未": ("", ""),
    "已": ("", ""),
    "没": ("", ""),
    "得": ("", ""),
    "找": ("", ""),
    "叫": ("", ""),
    "跟": ("", "踪"),
    "或": ("", ""),
    "和": ("共", "平谐睦旅计信社规城草体数"),
    "任": ("主责委信重历现专", "务何"),
    "次": ("层档首", "生"),
    "称": ("名职", ""),
    "钟": ("", ""),
    "及": ("", ""),
    "对": ("应核面", "外接口讲"),
    "请": ("", ""),
    "派": ("分特", "出驻单"),
    "经": ("农财", "济信开营贸警发管"),
    "为": ("", "民"),
    "从": ("", "业"),
    "以": ("", ""),
    "其": ("", ""),
    "支": ("", "队援部行"),
    "名": ("报实", "城胜优"),
    "应": ("响供反", "急对答"),
    "可": ("", "燃"),
    "能": ("节职功智效", "源"),
    "后": ("善事灾", "勤方备续期台"),
    "时": ("临及实计", "段代"),
    "内": ("院境", "部勤科保涝"),
    "中": ("集其", "心队学小国央层医毒石铁建转控型"),
    "前": ("", "方线沿期台指"),
    "上": ("网水海线路", "级游海访网"),
    "下": ("地井水", "游属乡岗沉"),
    "外": ("涉对校野院户海境室", "联勤事围部科宣包来"),
    "者": ("", "服协队组之"),
    "过": ("", "渡境"),
    "都": ("首", "市"),
    "即": ("", "时"),
    "如": ("", ""),
    "非": ("", "煤遗"),
    "正": ("", "常"),
    "有": ("国公", "限色机"),
    "要": ("", "素害道"),
    "地": ("场属土工基营阵用", "质震方区段铁下灾勤理面"),
    "按": ("", "摩"),
    "报": ("情预举", "告警名社道刊送"),
    "设": ("建", "备施计"),
    "交": ("公外成", "通警管运接易投控"),
    "同": ("合协共", "步心"),
    "靠": ("", ""),
    "用": ("公信专民", "水电气户餐品"),
    "带": ("", "班"),
    "送": ("配护报", "水餐医电"),
    "转": ("", "运移送办供播"),
    "各": ("", ""),
    "抓": ("", ""),
    "做": ("", ""),
    "定": ("稳鉴认", "点"),
    "无": ("", "线人偿"),
    "来": ("自", "访电信宾"),
    "几": ("", ""),
    "两": ("", "新委"),
    "去": ("", ""),
    "说": ("解", ""),
    "看": ("", "守护"),
    "问": ("慰顾询", ""),
    "谈": ("访洽", "判"),
    "抽": ("", "水查样"),
    "拟": ("模虚", ""),
    "含": ("", ""),
    "余": ("", ""),
}


def _sign(sign: str, before: str, behind: str) -> str:
    return (f"(?<![{before}])" if before else "") + sign + (f"(?![{behind}])" if behind else "")


_HARD = "|".join(
    (_STOPS, r"(?<=[^第])[一二三四五六七八九十两\d]+[个支名]", *(_sign(sign, *but) for sign, but in _SIGNS.items()))
)
_BOUNDARY = re.compile(rf"(?P<hard>{_HARD}|(?<=[员长任导人者])(?:联系|协调|组织|指挥|调度|支援))|{_NOUNS}")
_COUNTED = re.compile(r"[一二三四五六七八九十两几多\d]+个$")
_SETS_UP = re.compile(r"(?:成立|设立|下设|分设|设|组建|建立|分为|分成|包括|成立了|设有)[:：]?[“\"]?$")
# Verbs that also begin names: 协调联络组 and 协调派出所. With a longer name behind them they are verbs.
_SOFT = re.compile(
    r"(?:协调|联系|联络|报告|组织|指挥|指导|监督|调度|支援|动员|保障|维护|检查|督导|疏散|转移|引导|协商|对接|督查|"
    r"领导|管理|接待|处置|救助)+"
)
_OTHERS_VERB = re.compile(
    r"^.*(?:委员会|公司|局|办|所|院|中心|政府|部|站|校|处|厅|队|组|室)(?:组织|指挥|协调|"
    r"联系|动员|支援|指导)(?=.{2})"
)
_CONTACT = re.compile(r"(?:协调|联系|联络|报告|组织|指导|监督|支援|动员|对接|协商|指挥|调度)")
_RUN = re.compile(rf"(?:(?<!\d)\d{{3,5}}|[A-Za-z]{{1,6}})?[“\"]?[{_HAN}]*$")
_OWNED = re.compile(r"^(?:市|县|区|镇|乡|省|州|街道|村|社区|国家)")

_ENDING = re.compile(
    "|".join(
        sorted({*_ALONE.split("|"), *_GROUP[3:-1].split("|"), *_ORGANISATION.split("|"), *_WEAK.split("|")}, key=len)[::-1]
    )
)
_IS_GROUP = re.compile(rf"{_GROUP}$")
_MAY_STAND_ALONE = re.compile(
    rf"(?:{_ALONE}|派出所|公安局|公安分局|卫生院|卫生所|卫生室|医务室|校医室|人民医院|医院|法院|检察院|敬老院|"
    rf"人民政府|政府|党委|党支部|村委会|居委会|管委会|街道办事处"
    r"|街道办|红十字会|工会|妇联|团委|残联|急救中心|疾控中心|消防站|供电所|司法所|武装部|业委会|物业|武警部队|"
    r"武警|村两委|党工委|家委会|学生会|消防队|交警队)"
)
_COLLECTIVE = re.compile(
    r"(?:各|有关|相关|各有关|各相关|全体|所有|上级有关|其他|其它|涉事|涉及|责任|事发|当地|职能)*"
    r"(?:各|有关|相关|所有|全体|其他|其它|上级有关|成员|责任|职能|涉事|事发)"
    r"(?:应急|专项|职能|成员|业务|工作|下属|直属|专业|村|镇直|县直|行政)*"
    r"(?:单位|部门|科室|处室|站所|办所|村委会|村居|村组|村|社区|街道|乡镇|镇|小组|工作组|组|队伍|分队|院系|年级|"
    r"班级|车间|班组|企业|机构|局|委办局|公司)"
    r"(?:[（(](?:居|社区|街道|场)[）)])?"
)
_SEVERAL = re.compile(
    rf"(?P<items>[{_HAN}]{{2,10}}(?:、[{_HAN}]{{2,10}})+)(?:和(?P<last>[{_HAN}]{{2,10}}?))?(?:等)?"
    rf"(?P<number>[一二三四五六七八九十两\d]+)个(?:应急|专项|专业|工作|处置|行动|职能|业务)*(?P<kind>小组|工作组|"
    rf"组|分队|小队|队)"
)
_SHORT = re.compile(rf"(?P<items>(?:{_FIELD})(?:、(?:{_FIELD}))+)等(?:有关|相关|职能|成员)*(?:部门|单位)")


def begins_in(before: str) -> int:
    """Where in the words before the ending of a Chinese name its name begins."""
    return _begins(before, False, False)


def chinese_names(text: str) -> list[BodyName]:
    """The bodies that a Chinese text names, in its order."""
    found: list[BodyName] = []
    for match in _COLLECTIVE.finditer(text):
        if not text.startswith("长", match.end()):
            found.append(BodyName(match.start(), match.end(), match[0], "collective"))
    for match in _SEVERAL.finditer(text):
        found += _several(match)
    for match in _SHORT.finditer(text):
        at = match.start("items")
        for item in match["items"].split("、"):
            found.append(BodyName(at, at + len(item), item + "部门", "organisation"))
            at += len(item) + 1
    single: list[BodyName] = []
    for match in _ENDING.finditer(text):
        name = _chinese(text, match)
        if name is not None:
            single = _joined(text, single, name)
    return apart((*found, *single))


def _several(match: re.Match[str]) -> Iterator[BodyName]:
    """'设综合协调、抢险救援、医疗救护三个组': each of them is a 组."""
    at, items = match.start("items"), [*match["items"].split("、"), *filter(None, [match["last"]])]
    ending = "组" if match["kind"].endswith("组") else match["kind"]
    for number, item in enumerate(items):
        begins = _begins(item, False, False) if number == 0 else 0
        if item[begins:] and not _ENDING.search(item[begins:][-1:]) and len(item) - begins > 1:
            yield BodyName(at + begins, at + len(item), item[begins:] + ending, "group")
        at += len(item) + 1


def _chinese(text: str, ending: re.Match[str]) -> BodyName | None:
    word, start, end = ending[0], ending.start(), ending.end()
    if _is_other_word(text, word, start, end):
        return None
    run = _RUN.search(text[max(0, start - 26) : start])
    before = run[0].lstrip('“"') if run else ""
    opens = start - len(before)  # where the run begins
    defined = text[end : end + 1] in "、：:。.（(，,”；;" and (
        opens == 0 or bool(_SETS_UP.search(text[max(0, opens - 6) : opens]))
    )
    modifier = before[_begins(before, defined, bool(_MAY_STAND_ALONE.fullmatch(word))) :]
    if not modifier and _COUNTED.search(before):
        counted = _COUNTED.search(before)
        return BodyName(start - len(counted[0]), end, counted[0] + word, "collective") if counted else None
    if not modifier and not _MAY_STAND_ALONE.fullmatch(word):
        return None
    modifier, sure = _without_verb(_OTHERS_VERB.sub("", modifier), word)
    if re.match(r"\d{3,5}", modifier) and text[start - len(modifier) - 1 : start - len(modifier)] in tuple("省市县区镇"):
        modifier = text[start - len(modifier) - 1] + modifier
    name = modifier + word
    if (modifier.isdigit() and word in _WEAK) or not (modifier or _MAY_STAND_ALONE.fullmatch(word)):
        return None
    if modifier and word in _WEAK.split("|") and not _weak(modifier, word):
        return None
    if _FACILITY.search(name) or (len(modifier) == 1 and word in ("组", "队", "中心", "局", "机关", "部门")):
        return None
    sort = "collective" if name in _KINDS else _sort(modifier, word)
    return BodyName(start - len(modifier), end, name, sort, sure)


# What is no body by itself, but the sort of one.
_KINDS = ("工作组", "党委", "政府", "党委政府", "工作小组", "党组", "机关")


def _is_other_word(text: str, word: str, start: int, end: int) -> bool:
    """Whether the signs of an ending belong to another word: 组织, 小组长, 分组."""
    follows, precedes = text[end : end + 1], text[start - 1 : start]
    numbered = precedes in tuple("一二三") and re.search(rf"[第{_HAN}][{_HAN}]$", text[:start]) and word == "组"
    return bool(
        (follows and follows in _BEHIND.get(word, "")) or (precedes and precedes in _BEFORE.get(word, "") and not numbered)
    )


def _begins(before: str, defined: bool, alone: bool) -> int:
    """Where in what stands before an ending its name begins."""
    if defined and re.fullmatch(rf"(?:(?![组队部办室])[{_HAN}]){{2,4}}[与和及](?:(?![组队部办室])[{_HAN}]){{2,4}}", before):
        return 0  # 信息与后勤组 that opens its paragraph
    ends = [
        match.end() for match in _BOUNDARY.finditer(before) if not (defined and match["hard"] is None and len(before) < 12)
    ]
    if ends and ends[-1] == len(before) and not alone and not re.search(rf"(?:{_HARD})$", before):
        ends.pop()  # 信息报送 before 组
    return ends[-1] if ends else 0


def _without_verb(modifier: str, word: str) -> tuple[str, bool]:
    """A modifier without the verb before it, if one surely is, and whether none is left that might be one."""
    verb = _CONTACT.match(modifier)
    if verb:
        rest = modifier[verb.end() :]
        organisation = not _IS_GROUP.search(word)
        if (
            _OWNED.match(rest)
            or re.match(r"\d", rest)
            or (organisation and len(rest) > 1 and not re.match("人事|宣传", rest))
        ):
            return rest, True
        if (
            len(rest) > 3
            or (verb[0] == "组织" and word.endswith("队") and rest)
            or (organisation and not rest and len(word) > 2)
        ):
            return rest, True
        if not rest and _MAY_STAND_ALONE.fullmatch(word) and verb[0] in ("报告", "联系", "组织", "支援", "对接", "动员"):
            return "", True
    soft = None if re.match("指挥部|指挥中心|领导小组|领导组|指挥所", modifier) else _SOFT.match(modifier)
    return modifier, not (soft and soft.end() < len(modifier))


def _weak(modifier: str, word: str) -> bool:
    """Whether 科, 办 or 站 ends the name of an office: a field of work stands before it, or a place of its own."""
    if word in ("中学", "小学", "学校", "学院", "大学", "幼儿园", "社区", "街道", "厂", "矿", "校"):
        return len(modifier) > 1
    if word == "委":
        return bool(re.search(rf"(?:{_FIELD}|[省市县区镇乡村])$", modifier))
    if word in ("班", "会", "库", "馆", "台", "校"):
        return bool(re.search(rf"(?:{_FIELD})$", modifier)) and word != "会"
    if word == "办" and re.search(r"(?:指|委|府|防|安|治|稳|政|信|改|建|校|院|区|镇|县|市)$", modifier):
        return True
    return bool(re.search(rf"(?:{_FIELD})$", modifier)) or (word in ("科", "部", "处") and len(modifier) in (2, 3, 4))


def _sort(modifier: str, word: str) -> BodySort:
    if not _IS_GROUP.search(word) or re.match(r"\d{3}", modifier):
        return "organisation"
    if word in ("办公室", "调度室", "值班室", "总值班室", "委员会", "工作站"):
        return "group" if not modifier or re.search(r"(?:组|指挥部|专班)$", modifier) else "organisation"
    if re.search(r"(?:局|委|厅|公司|医院|政府|集团)", modifier):
        return "organisation"
    outside = word.endswith("队") and re.search(
        r"公安|消防救援|交警|武警|森林消防|特警|刑侦|海事|边防|专职消防", modifier + word
    )
    return "organisation" if outside and not modifier.startswith(("抢险", "应急")) else "group"


def _joined(text: str, before: list[BodyName], name: BodyName) -> list[BodyName]:
    """With the name before it, where the two are one: 领导小组办公室, 县公安局交警大队."""
    if not before:
        return [name]
    last = before[-1]
    if name.start <= last.start:
        return [*before[:-1], name]
    between = text[last.end : name.start]
    inside = name.start < last.end
    touching = inside or not between
    if touching and re.fullmatch(r"\S*(?:委|政府)", last.name) and _OWNED.match(text[last.end : name.end]):
        return [*before, replace(name, start=last.end, name=text[last.end : name.end])]
    if touching:
        whole = last.name + text[last.end : name.end]
        sort: BodySort = _sort(whole[: -len(name.name)] or last.name, name.name) if last.sort == "group" else "organisation"
        return [*before[:-1], replace(name, start=last.start, name=whole, sure=last.sure, sort=sort)]
    return [*before, name]
