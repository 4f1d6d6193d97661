"""The names of persons in a written plan, masked before anything else looks at it.

A name is told by what stands around it: a post before it, a colon or the title of a column, 'Dr', a telephone number
behind it. A surname alone makes no name: 高度, 安排 and 方案 begin with one, too. What was once found as a name is
masked wherever else it stands. One that is named once becomes [姓名], or [name]; one that is named again and again gets
a number, so that it can be seen who holds several posts without knowing who it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from drillsim.facts.offices import ENGLISH_OFFICE, POST
from drillsim.texts.passage import Passage, TableCell, TextPlace, WrittenPlan, WrittenSentence

MASK = re.compile(r"\[(?:姓名|name)(?P<who>\d*)\]")

# Surnames that hardly begin a word, those that do, and those of two characters.
_SURE = (
    "赵钱孙李周吴郑王冯陈褚蒋沈韩杨朱秦尤许何吕张孔曹魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦昌苗俞袁柳鲍史唐廉岑薛贺倪汤滕殷"
    "罗毕郝邬傅卞康伍余卜顾孟穆萧尹姚邵湛汪祁禹狄臧戴宋茅庞熊纪舒屈祝董梁杜阮蓝闵贾娄颜郭梅林刁钟徐邱骆夏蔡田樊胡凌霍虞柯昝"
    "卢莫裘缪丁邓郁洪诸崔龚程嵇邢裴陆荣翁荀惠甄芮储靳段侯甘厉戎祖符刘景詹龙叶黎蓟卓蔺屠乔谭劳姬冉雍桑桂濮牛尚庄晏柴瞿阎茹"
    "廖耿寇欧聂晁敖冷辛阚饶曾鞠巢蒯荆游逯肖闫覃苟岳佟邸付仝冼揭邝隋骆阳尉戈匡佘麦帅亓商铁楚晋苑"
)  # fmt: skip
_WORDY = (
    "卫严华金云费雷时皮齐元平黄毛米贝明计伏成谈江童盛高万支管房干解应宗宣单杭包左石吉车全班仲伊宫宁仇武束幸司白怀蒲池"
    "阴闻党申扶温连习艾容向古易慎步满文广沃利师巩简关查权盖安常乐于方马任项路强席季危苍农边通封井富水花凤代年钮滑焦仰能那"
    "由权丰沙束印景岳双丛牧山谷初战修智展相矫冶原贡别尧麻曲"
)  # fmt: skip
_COMPOUND = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|长孙|宇文|轩辕|独孤|南宫|西门|百里|呼延|澹台"

# Words that begin with a surname, and short names of offices that stand in lists beside names.
_WORDS = frozenset(
    (
        "卫健 卫生 卫计 卫星 严格 严禁 严重 严肃 严密 严防 严厉 严守 华东 华北 华南 华中 金额 金融 金属 云梯 费用 雷电 雷雨 雷暴 雷击 时间 时刻"
        " 时限 时常 时段 时期 时候 皮肤 齐全 齐备 元旦 平时 平安 平台 平息 平均 平稳 平房 平面 平战 黄色 黄金 毛巾 毛毯 毛重 米饭 贝类 明确 明显"
        " 明火 明年 明令 计划 计算 计时 计入 计生 计量 伏旱 成立 成员 成功 成果 成效 成本 成熟 成人 成为 成品 成套 成片 谈话 谈判 江河 江边 江水"
        " 江面 童车 盛夏 高度 高层 高处 高温 高压 高危 高速 高发 高中 高校 高等 高铁 高空 高于 高峰 高位 高地 高新 高效 高音 高原 万元 万人 万一"
        " 万吨 万户 支援 支持 支部 支队 支出 支付 支流 支撑 支书 管理 管控 管线 管道 管网 管辖 管护 管委 房屋 房间 房产 房管 房东 干部 干警 干线"
        " 干旱 干道 干群 干净 解决 解释 解除 解散 解答 解放 解救 应急 应当 应对 应由 应于 应在 应立 应及 应该 应按 应用 应答 宗教 宣传 宣布 宣读"
        " 宣教 宣讲 单位 单元 单独 单项 单向 单一 单车 单人 单次 包括 包含 包保 包干 包村 包片 包扎 包装 包围 包抄 左右 左侧 左岸 左边 石油 石料"
        " 石化 石块 吉普 车辆 车队 车间 车站 车主 车次 车上 车速 车型 车牌 车载 车道 全体 全部 全面 全程 全力 全镇 全县 全市 全区 全乡 全校 全村"
        " 全院 全厂 全员 全年 全天 全省 全国 全局 全称 全权 全职 全科 班级 班组 班长 班子 班主 班次 班车 班前 班后 宫殿 宁可 宁静 武装 武警 武器"
        " 武力 束缚 幸存 司机 司法 司乘 司炉 司仪 白天 白班 白色 白昼 怀疑 池塘 阴雨 阴天 闻讯 闻警 党委 党政 党员 党建 党办 党支 党组 党校 党总"
        " 党群 党工 申请 申报 申诉 扶贫 扶助 扶持 温度 温馨 温室 连续 连接 连夜 连锁 连队 连同 连线 连片 习惯 艾滋 容器 容量 容易 向上 向下 向前"
        " 向外 向内 向导 向社 古树 古建 易燃 易爆 易发 易于 慎重 步行 步骤 步道 满足 满员 满意 文件 文明 文化 文体 文旅 文物 文书 文字 文教 文联"
        " 文广 广播 广场 广大 广泛 广电 利用 利于 师生 师傅 师资 师部 简报 简要 简易 简单 关闭 关于 关键 关注 关系 关心 关口 关停 关押 关爱 查看"
        " 查明 查找 查验 查清 查处 查询 查封 查岗 查实 权限 权利 权威 权力 盖板 安全 安排 安抚 安置 安装 安保 安监 安环 安办 安委 安质 安稳 安静"
        " 安检 安防 安技 安定 安息 安葬 常务 常规 常委 常态 常见 常用 常年 常备 常设 常住 常驻 常任 乐观 于是 于当 于次 于每 于今 方案 方法 方式 方向"
        " 方面 方便 方可 方位 方能 方队 方阵 马上 马路 马达 任何 任务 任命 任职 任组 任总 任副 任主 任第 任指 任常 任成 任队 任意 任执 任期 任教"
        " 项目 路线 路面 路口 路段 路况 路政 路边 路程 路灯 路障 路由 强制 强化 强调 强降 强烈 强风 强行 强度 强震 席位 季节 季度 危险 危害 危及"
        " 危房 危化 危重 危机 危急 农业 农村 农民 农机 农办 农电 农林 农商 农户 农药 农委 农行 农田 农技 农水 农发 农场 农产 边界 边境 边缘 边防"
        " 通知 通信 通讯 通报 通过 通道 通风 通行 通告 通畅 通宵 通往 通电 通航 通联 通水 通气 通车 封闭 封锁 封控 封存 井下 井口 富余 水利 水务"
        " 水库 水文 水上 水位 水电 水泵 水源 水灾 水域 水情 水面 水闸 水厂 水质 水管 水产 花园 代表 代理 代为 代班 代办 代替 代课 年度 年龄 年底"
        " 年初 年级 年终 年内 年老 年以 年轻 滑坡 焦化 能够 能源 能力 能及 那么 由此 由于 丰水 沙袋 沙石 印发 印制 景区 景点 双方 双向 双休 双重"
        " 山洪 山体 山区 山林 山塘 谷物 初期 初步 初报 初一 初二 初三 初中 战斗 战备 战士 修订 修改 修复 修理 修建 智能 智慧 展开 展览 展馆 相关"
        " 相应 相互 相邻 原因 原则 原有 原地 原料 原始 别墅 曲线 段长 段内 祖国 尚未 景象 符合 柏油 许可 何时 何地 何种 何处 荣誉 商场 商户 商务"
        " 商业 商贸 商店 商铺 商会 铁路 铁道 铁塔 游客 游泳 游园 游览 游船 储存 储备 储罐 储蓄 储运 纪委 纪检 纪律 纪要 纪念 孔洞 田间 林业 林场"
        " 林区 林草 林地 林木 苗圃 苗木 洪水 洪峰 洪涝 洪灾 程序 程度 顾客 顾问 康复 尤其 史料 章程 汤锅 陆续 陆地 陆上 景观 龙头 梁柱 郎中 冷静"
        " 冷却 冷库 冷水 冷链 辛苦 牛奶 牛羊 祝福 欧盟 阳光 阳台 阳性 商量 叶片 夏季 夏天 夏令 杜绝 洪汛 余震 余下 余热 余额 余名 余人 何人 伍名"
        " 柴油 柴火 钱款 钱财 钱物 王府 周边 周围 周密 周期 周末 周一 周二 周三 周四 周五 周六 周日 周年 周转 周知 周报 周例 张贴 张榜 张挂 施工"
        " 施救 施行 施暴 施教 施肥 许多 许愿 贾商 胡同 胡乱 胡须 高坡 高坎 麻醉 曲折 段落 范围 范本 范例 蓝色 蓝天 蓝图 舒缓 卓越 惠民 惠农 劳动"
        " 劳务 劳资 劳保 劳模 劳力 桑拿 尚可 阳极 楚河 麦收 帅气 甘蔗 厉行 厉害 侯车 康养 尹始 路长 河长 湖长 林长 田长 街长 楼长 栋长 户长 排长"
        " 连长 营长 贺信 贺词 闵行 温水 温暖 晋级 晋升 隋唐 付款 付费 付出 付诸 苑区 童装 郁闷 沈降"
    ).split()
)  # fmt: skip
_OFFICE_END = re.compile(
    r"(?:[长员任组队办所局站部科处室会委院校厂园村镇乡县市区街司者警医兵户]|书记|医师|教师|老师|职工|员工|师傅|经理|干事|助理|秘书|代表|有关|其他|单位"
    r"|学生|家长|群众|居民|村民|人员|同志|志愿|电话|手机|号码|姓名|职务|备注|地址|空缺|待定|暂缺|兼任|担任|负责|值班|带班|现场|联系|不详)$"
)  # fmt: skip
_NOT_GIVEN = (
    "的了在是不个们这那当及与或等对由从到把被将已未均每各其该此须需必要并且也又都就才则而所组队员办局部室站院校厂镇乡县街级类款秒"
    "报告负责后内任兼按接应向请赴带率派可会能"
)  # fmt: skip

_HAN = r"\u4e00-\u9fff"
_NAME = (
    rf"(?:(?:{_COMPOUND})[{_HAN}]{{1,2}}"
    rf"|[{_SURE}{_WORDY}](?:[ 　]{{1,4}}[{_HAN}](?![{_HAN}])|[{_HAN}]{{1,2}}))"
)  # fmt: skip
_CAREFUL = rf"(?:(?:{_COMPOUND})[{_HAN}]{{1,2}}?|[{_SURE}{_WORDY}](?:(?![{_NOT_GIVEN}])[{_HAN}]){{1,2}})"
_TELEPHONE = r"(?:\+?\d[\d \-—–]{5,}\d)"

_LABEL = re.compile(
    rf"(?P<post>(?:{POST}|组\s+长|副\s*组\s*长|成\s+员|组\s+员|队\s+长|姓\s*名|名\s*单|联\s*系\s*人|负\s*责\s*人|责\s*任\s*人|总\s*指\s*挥"
    r"|签\s*发(?:人)?|审\s*[核批定](?:人)?|批\s*准(?:人)?|编\s*[制写](?:人)?|起草(?:人)?|校\s*对(?:人)?|签\s*[名字]|记录(?:人)?|填报(?:人)?|报送人|接报人"
    r"|值班人|带班人|当班|值班|带班|人员|代\s*理\s*人|替补|[AB]角|[AaBb]岗|[主副]班)(?:姓名|名单)?(?:及(?:联系)?电话|[（(][^）)：:]{0,24}[）)])?)"
    r"\s*(?P<gap>[:：]|(?=[ 　\t])[ 　\t]{1,6})"
)  # fmt: skip
_COLUMN = re.compile(
    rf"姓\s*名|名单|签[名字]|联系人|联络(?:人|员)|(?:负责|责任|经办|包保|值班|带班|接报)人|{POST}|人员$|[AB]角|带班|值班(?!电话|室|地点|时间)"
    r"|(?<!部)组员|^组长|^正职|^副职"
)  # fmt: skip
_AFTER_POST = re.compile(
    rf"(?:{POST})(?:同志)?(?P<name>{_CAREFUL})(?=$|[任兼、，,。；;（()）：:\s\d/]|担任|同志|为(?:组长|副组长|成员|总指挥|队长)|负责|牵头|带队|带领|手机|电话|联系)"
)  # fmt: skip
_BEFORE_POST = re.compile(
    rf"(?:^|(?<=[由、，,。；;：:（(\s请向与]))(?P<name>{_CAREFUL})"
    rf"(?=同志|女士|先生|(?:担任|兼任|任)(?:[{_HAN}]{{0,12}}?)(?:{POST}|[组队主]|总)|[（(](?:[{_HAN}]{{0,16}}?)(?:{POST})[）)、，,]|[（(\s：:]*(?:手机|电话)?\s*[：:]?\s*{_TELEPHONE})"
)  # fmt: skip
_SURNAME_AND_POST = re.compile(
    rf"(?:^|(?<=[由、，,。；;：:（(\s请向与和找]))(?P<name>[{_SURE}])"
    r"(?=书记|主任|校长|镇长|乡长|县长|局长|所长|院长|科长|处长|部长|站长|总经理|经理|老师|医生|主席|厂长|园长|支书|会长|警官|队长|教授|护士长|工(?=[、，,。]))"
)  # fmt: skip
_SEPARATED = re.compile(r"[、，,；;/|和及与\n]|(?<=[\u4e00-\u9fff）)\d])[ 　\t]+(?=[\u4e00-\u9fff])")
_SPACED = re.compile(rf"(?<![{_HAN}])[{_SURE}{_WORDY}][ 　]{{1,4}}[{_HAN}](?![{_HAN}])")  # a short name, made wider
_ITEM = re.compile(
    rf"(?:.*?(?:{POST}|[长员任师]))?[（(]?\s*(?P<name>{_NAME})\s*(?:同志|老师|医生|女士|先生)?\s*(?:[（([].*|[兼等].*|[:：]?\s*{_TELEPHONE}.*|\d.*)?$"
)  # fmt: skip

# English
_TOKEN = r"(?:[A-Z][a-z’'-]+(?:[A-Z][a-z]+)?|[A-Z]\.|[A-Z](?=[ .]))"
_ENGLISH_NAME = rf"{_TOKEN}(?:[ ]{_TOKEN}){{1,3}}"
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Cllr|Councillor|Rev|Capt|Captain|Sgt|Sergeant|Insp|Inspector|Lt|Col"
    rf"|Nurse|Sister)\.? (?P<name>{_TOKEN}(?: {_TOKEN}){{0,3}})"
)  # fmt: skip
_ENGLISH_LABEL = re.compile(
    rf"(?:^|(?<=[.;,(|\n])\s*|(?<=\s))(?:(?:{ENGLISH_OFFICE}|[Nn]ames?|[Cc]ontacts?(?: person)?|[Mm]embers?|[Pp]repared by|[Aa]pproved by"
    r"|[Ss]igned(?: by)?|[Aa]uthors?|[Ii]ssued by|[Rr]eviewed by|[Ss]tand-?in|[Rr]eserve|[Hh]older|[Ll]ead|[Oo]n call|[Oo]n duty)"
    r"(?: \([^()]{1,40}\)| [\w-]+){0,3})\s*(?::|[–—-](?= ))\s*(?P<names>[^.;\n]*(?:\b[A-Z]\.[^.;\n]*)*)"
)  # fmt: skip
_BY = re.compile(
    r"\b(?i:headed|led|chaired|run|managed|coordinated|co-ordinated|approved|signed|prepared|written|deputised|supervised|staffed"
    rf"|represented|replaced|assisted|commanded|drafted|call|contact|ring|ask for|report to|reports to) (?:by )?(?P<names>{_ENGLISH_NAME}(?:(?:, | and |, and ){_ENGLISH_NAME})*)"
)  # fmt: skip
_BESIDE_OFFICE = re.compile(
    rf"(?:\b{ENGLISH_OFFICE},? (?P<after>{_ENGLISH_NAME})|(?P<name>{_ENGLISH_NAME})(?:, | \()(?:the |our )?(?:[\w-]+ ){{0,4}}{ENGLISH_OFFICE}\b"
    rf"|(?P<called>{_ENGLISH_NAME})(?: \(| on |: | – |, )(?:tel\.? |telephone |phone |mobile )?{_TELEPHONE}"
    rf"|(?P<acts>{_ENGLISH_NAME}) (?:is|acts as|serves as|will be|is also) (?:the |a |our |also )?(?:[\w-]+ ){{0,4}}{ENGLISH_OFFICE}\b)"
)  # fmt: skip
_ENGLISH_COLUMN = re.compile(
    r"^(?:(?:full )?names?|contacts?(?: person| name)?|person|staff|stand-?in|holder|who|signature|signed)\b|\bnames?$"
    rf"|^(?:{ENGLISH_OFFICE})s?$|^members?$|^(?:deputy|lead)$",
    re.IGNORECASE,
)
_SPLIT = re.compile(r",\s*|;\s*|\s*/\s*|\s+(?:and|or|&)\s+|\s+[–—-]\s+|\n|\s*\(")
# Words with a capital in plans that belong to no person: of places, offices, fields of work.
_CAPITAL = frozenset(
    (
        "a an the and of for to in on at by or with if all any each every no not none nil vacant tbc tbd tba yes blank open see as when after before"
        " he she they it we you our their this that these those there once upon during until from"
        " contact call ring ask inform tell notify account action admin administration administrator advisor adviser agency aid air alarm alert ambulance annex appendix area assembly assistant"
        " authority back bank base bay board boiler branch bridge brigade broadcast building bureau bus business campus canteen captain car care cell"
        " central centre center chair chairman chairperson chairwoman chemical chief city civil clerk clinic clinical coach college command commander"
        " commission committee communication communications community company compliance control controller coordination coordinator council county"
        " court crew crisis customer daily data day defence department deputy desk director disaster dispatcher district division doctor dome drainage"
        " driver duty east education electrical electricity emergency energy engineer engineering environment environmental estate estates evacuation"
        " event executive external facilities facility family farm field finance financial fire first fleet flood floor force forward foreman front gas"
        " gate general governor governors grid ground group guard hall head headquarters headteacher health helpdesk high home hospital hotline house"
        " housing hr human hygiene incident industrial industry information infection infirmary inspector intake internal investigation it janitor joint"
        " junior key keyholder laboratory lane lead leader leadership legal liaison library lieutenant line local logistics lower maintenance major"
        " manager management marine market marshal master matron mayor media medical member members metro middle ministry mobile monday tuesday wednesday"
        " thursday friday saturday sunday january february march april may june july august september october november december morning municipal"
        " national network night north northern note nurse nursery nursing office officer on-call open operations operator outreach park pharmacy phone"
        " plan planning plant point police policy port post power premises press principal prison private procurement production professor project"
        " property protection provincial public pump quality radio rail railway receptionist reception recovery red region regional register registrar"
        " relations rescue resilience resource resources responder response rest river road room route safety sanitation school science search secondary"
        " secretary section sector security senior sergeant service services sewage shelter shift site social south southern sports square staff"
        " standby state station steward store stores street student students substation superintendent supervisor supply support surgery switchboard"
        " systems task teacher team technical technician technology telephone terminal tower town traffic training transport treasurer treatment trust"
        " union unit university upper utilities vehicle village visitor visitors volunteer volunteers ward warden warehouse waste watch water welfare"
        " west western wing women works workshop yard zone north-east crew-manager on-site off-site occupational principal's governors' children"
        " contractor contractors landlord tenant occupier caretaker porter cook kitchen counsellor chaplain pastor priest spokesperson spokesman"
        " spokeswoman reporter scribe recorder observer controller's level stage phase step category class type grade priority gold silver bronze"
        " red amber yellow green blue black white orange english chinese british european royal saint st mount lake old new great grand king queen"
    ).split()
)  # fmt: skip


@dataclass(frozen=True)
class _Found:
    """A name in a text: where, and who (without spaces)."""

    start: int
    end: int
    who: str


def without_names(written: WrittenPlan) -> WrittenPlan:
    """The same plan without the names of persons: each is [姓名] or [name], with a number if it is named repeatedly."""
    return _Masking(written).masked()


class _Masking:
    def __init__(self, written: WrittenPlan) -> None:
        self.written = written
        self.chinese = written.language == "zh"
        self.lower = {
            word for passage in written.passages for word in re.findall(r"(?<![\w’'-])[a-z][a-z’'-]+", passage.text)
        }
        told: list[list[_Found]] = []
        listed = False  # whether the passage before is a list of names, which may go on in this one
        for passage in written.passages:
            found = list(self._told(passage.text, passage.cell))
            if listed and not found and passage.cell is None and not passage.level:
                found = list(self._all_names(passage.text))
            listed = bool(found) and passage.cell is None
            told.append(found)
        known = {name.who: name.who for names in told for name in names if len(name.who) > 1}
        self.again = self._again(known)
        self.found = [
            _apart((*names, *self._known(passage.text)))
            for names, passage in zip(told, written.passages, strict=True)
        ]  # fmt: skip
        counted: dict[str, int] = {}
        for names in self.found:
            for name in names:
                counted[name.who] = counted.get(name.who, 0) + 1
        repeated = [who for who, n in counted.items() if n > 1]
        self.numbers = {who: str(number) for number, who in enumerate(repeated, 1)}

    def masked(self) -> WrittenPlan:
        masked: dict[int, Passage] = {}
        for passage, names in zip(self.written.passages, self.found, strict=True):
            masked[id(passage)] = replace(
                passage,
                text=self._mask(passage.text, names),
                place=self._place(passage.place),
                cell=self._cell(passage.cell),
            )
        names_in = {id(passage): names for passage, names in zip(self.written.passages, self.found, strict=True)}
        sentences = tuple(
            self._sentence(sentence, masked[id(sentence.passage)], names_in[id(sentence.passage)])
            for sentence in self.written.sentences
            if id(sentence.passage) in masked
        )
        return replace(
            self.written, title=self._text(self.written.title), passages=tuple(masked.values()), sentences=sentences
        )

    def _place(self, place: TextPlace) -> TextPlace:
        return replace(place, headings=tuple(map(self._text, place.headings)))

    def _cell(self, cell: TableCell | None) -> TableCell | None:
        return cell and replace(cell, column_title=self._text(cell.column_title), row_title=self._text(cell.row_title))

    def _sentence(self, sentence: WrittenSentence, passage: Passage, names: list[_Found]) -> WrittenSentence:
        since, until = sentence.start, sentence.start + len(sentence.text)
        inside = [
            _Found(max(name.start, since) - since, min(name.end, until) - since, name.who)
            for name in names
            if name.start < until and name.end > since
        ]
        moved = sum(len(self._name(name.who)) - (name.end - name.start) for name in names if name.end <= since)
        begins = next((name.start for name in names if name.start < since < name.end), since)  # 'Mr D. | Sample' was cut
        return replace(sentence, text=self._mask(sentence.text, inside), passage=passage, start=begins + moved)

    def _name(self, who: str) -> str:
        return f"[{'姓名' if self.chinese else 'name'}{self.numbers.get(who, '')}]"

    def _mask(self, text: str, names: Iterable[_Found]) -> str:
        pieces, at = [], 0
        for name in names:
            pieces += [text[at : name.start], self._name(name.who)]
            at = name.end
        return "".join((*pieces, text[at:]))

    def _text(self, text: str) -> str:
        """A heading or a title, with the names in it masked."""
        return self._mask(text, _apart((*self._told(text, None), *self._known(text)))) if text else text

    def _again(self, known: dict[str, str]) -> re.Pattern[str] | None:
        if not known:
            return None
        longest = sorted(known, key=len, reverse=True)
        inner = [
            re.escape(who) if len(who) > 2 or not self.chinese
            # two characters may also be part of a word
            else rf"(?:(?<![{_HAN}])|(?<=[长任记员由和及与、请理师]))(?:{who[0]}[ 　]{{0,4}}{who[1]})(?=[任兼担同负带手电（(、，,。；;：:\s\d和及与等]|$)"
            for who in longest
        ]  # fmt: skip
        return re.compile(r"(?<![A-Za-z])(?:" + "|".join(inner) + r")(?![A-Za-z])")

    def _known(self, text: str) -> Iterator[_Found]:
        if self.again is not None:
            for match in self.again.finditer(text):
                yield _Found(match.start(), match.end(), _who(match[0]))

    def _told(self, text: str, cell: TableCell | None) -> Iterator[_Found]:
        """The names that what stands around them tells."""
        if self.chinese or re.search(rf"[{_HAN}]", text):
            yield from self._chinese(text, cell)
        else:
            yield from self._english(text, cell)

    def _chinese(self, text: str, cell: TableCell | None) -> Iterator[_Found]:
        if cell is not None and (_COLUMN.search(cell.column_title) or _COLUMN.fullmatch(cell.row_title)):
            yield from self._listed(text, 0, len(text))
        labels = list(_LABEL.finditer(text))
        for label, following in zip(labels, (*labels[1:], None), strict=False):
            ends = [following.start() if following else len(text)]
            ends += [at for at in (text.find(sign, label.end()) for sign in "。；;\n") if at >= 0]
            yield from self._listed(text, label.end(), min(ends), sure=label["gap"] in ":：")
        for pattern in (_AFTER_POST, _BEFORE_POST):
            for match in pattern.finditer(text):
                if _is_careful(match["name"]):
                    yield _Found(match.start("name"), match.end("name"), _who(match["name"]))
        for match in _SURNAME_AND_POST.finditer(text):
            yield _Found(match.start("name"), match.end("name"), match["name"])

    def _listed(self, text: str, start: int, end: int, *, sure: bool = True) -> Iterator[_Found]:
        at = start
        wide = [(name.start(), name.end()) for name in _SPACED.finditer(text, start, end)]
        between = (sign for sign in _SEPARATED.finditer(text, start, end) if not _within(sign.start(), wide))
        for piece in (*between, None):
            item = text[at : piece.start() if piece else end]
            match = _ITEM.match(item)
            if match and (_is_name if sure else _is_careful)(match["name"]):
                yield _Found(at + match.start("name"), at + match.end("name"), _who(match["name"]))
            elif not sure:
                return
            at = piece.end() if piece else end

    def _all_names(self, text: str) -> Iterator[_Found]:
        """The names of a text that consists of nothing but names."""
        if self.chinese:
            found = list(self._listed(text, 0, len(text)))
            rest = re.sub(r"[\s、，,。；;　]", "", self._without(text, found))
        else:
            found = list(self._names(text, 0, len(text)))
            rest = re.sub(r"[\s,;.]|\band\b", "", self._without(text, found))
        if found and not rest:
            yield from found

    def _without(self, text: str, names: Iterable[_Found]) -> str:
        for name in sorted(names, key=lambda name: -name.start):
            text = text[: name.start] + text[name.end :]
        return text

    def _english(self, text: str, cell: TableCell | None) -> Iterator[_Found]:
        if cell is not None and (_ENGLISH_COLUMN.search(cell.column_title) or _ENGLISH_COLUMN.search(cell.row_title)):
            yield from self._names(text, 0, len(text), single=bool(re.search("name|person", cell.column_title, re.I)))
        for match in _TITLED.finditer(text):
            yield from self._names(text, match.start("name"), match.end("name"), single=True)
        for pattern in (_ENGLISH_LABEL, _BY):
            for match in pattern.finditer(text):
                yield from self._names(text, match.start("names"), match.end("names"))
        for match in _BESIDE_OFFICE.finditer(text):
            group = next(name for name, value in match.groupdict().items() if value)
            yield from self._names(text, match.start(group), match.end(group))

    def _names(self, text: str, start: int, end: int, *, single: bool = False) -> Iterator[_Found]:
        at = start
        for piece in (*_SPLIT.finditer(text, start, end), None):
            item = text[at : piece.start() if piece else end]
            until = re.search(rf"\s*(?:{_TELEPHONE}|\(|\[|:).*$", item)
            name = re.match(
                rf"\s*(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.? )?(?P<name>{_TOKEN}(?: {_TOKEN}){{0,3}})\s*\.?$",
                item[: until.start()] if until else item,
            )
            if name:
                called = name["name"]
                while called.count(" ") > 1 and self._is_known(called.split(" ")[0]):  # 'Contact' that begins a sentence
                    called = called.partition(" ")[2]
                if self._is_person(called, single):
                    yield _Found(at + name.end("name") - len(called), at + name.end("name"), _who(called))
            at = piece.end() if piece else end

    def _is_person(self, name: str, single: bool) -> bool:
        words = [word for word in re.findall(r"[A-Z][\w’'-]+", name)]
        return bool(words) and not any(map(self._is_known, words)) and (single or len(name.split()) > 1)

    def _is_known(self, word: str) -> bool:
        return word.lower() in _CAPITAL or word.lower() in self.lower


def _within(at: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(since < at < until for since, until in spans)


def _who(name: str) -> str:
    """A name without what layout puts into it."""
    return re.sub(r"[ 　]+", "" if re.search(rf"[{_HAN}]", name) else " ", name)


def _is_name(name: str) -> bool:
    """Whether what looks like a name in a list of names is one, and no office or word."""
    who = _who(name)
    return who not in _WORDS and not _OFFICE_END.search(who)


def _is_careful(name: str) -> bool:
    """The same in a sentence, where no word may begin like this at all."""
    return _is_name(name) and _who(name)[:2] not in _WORDS


def _apart(names: Iterable[_Found]) -> list[_Found]:
    """In the order of the text, the longer one where two overlap."""
    chosen: list[_Found] = []
    for name in sorted(set(names), key=lambda name: (name.start, -name.end)):
        if not chosen or name.start >= chosen[-1].end:
            chosen.append(name)
    return chosen
