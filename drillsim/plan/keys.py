"""The Chinese spelling of every key and fixed word of the input files: the one table."""

from __future__ import annotations

from dataclasses import dataclass

from drillsim.base.language import current

# key of a file → its Chinese spellings; the first one is what drillsim writes. `KEYS_ZH_OF` has the exceptions.
KEYS_ZH: dict[str, tuple[str, ...]] = {
    # texts
    "name": ("名称",),
    "about": ("说明",),
    "note": ("备注",),
    "text": ("内容", "条款内容"),
    "source": ("来源", "依据"),
    "uncertainty": ("不确定度",),
    # plan
    "plan": ("预案",),
    "basis": ("编制依据",),
    "zones": ("区域", "地点"),
    "travel": ("路程",),
    "varies": ("波动",),
    "pools": ("力量", "力量与车辆"),
    "attributes": ("属性",),
    "procedures": ("处置流程", "流程"),
    "duties": ("定时任务", "值守与定时报告"),
    "triggers": ("触发条件",),
    "names": ("名称对照", "术语"),
    "targets": ("时限指标", "指标"),
    "clauses": ("条款",),
    "assumptions": ("假定",),
    # zones and travel
    "within": ("时限",),
    "times": ("倍数",),
    "hours": ("时段",),
    "slower": ("变慢",),
    "weather": ("天气",),
    # pools
    "kind": ("类别", "类型"),
    "staff": ("人员", "人数"),
    "count": ("数量",),
    "places": ("容量",),
    "amount": ("金额",),
    "base": ("驻地",),
    "turnout": ("集结", "出动"),
    "on_duty": ("值班",),
    "on_call": ("备勤", "听班"),
    "days": ("工作日", "星期"),
    "shifts": ("班次",),
    "at_closing": ("下班时", "关门时"),
    "serves": ("责任区域", "负责"),
    "backs_up": ("支援",),
    "counts_as": ("编入", "属于类"),
    "also": ("兼任",),
    "outside": ("外单位",),
    "leading_group": ("领导小组",),
    "players": ("参演角色",),
    "plays": ("扮演",),
    "decides": ("调派",),
    # procedures and steps
    "priority": ("优先级",),
    "steps": ("步骤",),
    "after": ("之后", "前置步骤"),
    "when": ("条件",),
    "takes": ("用时", "耗时"),
    "who": ("参与", "谁"),
    "to": ("到", "去往"),
    "needs": ("需要",),
    "cases": ("分级", "分档"),
    "people": ("来访人数", "人数", "规模"),
    "keep": ("保持到", "占用至"),
    "spends": ("支出",),
    "way_back": ("返回",),
    "outcome": ("结果",),
    "calls": ("呼叫", "联系"),
    "by_phone": ("电话办理", "不必到场"),
    "stage": ("阶段",),
    # duties, triggers, targets, clauses, assumptions
    "dates": ("日期",),
    "same": ("相同",),
    "procedure": ("流程", "处置流程"),
    "at": ("时间", "时刻"),
    "from": ("从", "自"),
    "where": ("范围",),
    "form": ("考核方式", "方式"),
    "clause": ("条款号", "条款"),
    "assumed": ("假定时限", "时限为假定"),
    "excused": ("特殊原因",),
    "by": ("不晚于",),
    "none_lost": ("不遗漏", "一件不漏"),
    "in_order": ("先后有序",),
    "stays": ("留守",),
    "of": ("对象",),
    "once": ("每周期一次", "周期"),
    "each": ("逐一", "逐个"),
    "no_gap": ("不间断",),
    "at_least": ("至少",),
    "free": ("须空闲",),
    "first": ("最先",),
    "last": ("全部",),
    "ladder": ("逐级",),
    "rungs": ("层级",),
    "settled": ("办结",),
    "timed": ("计时",),
    "modelled": ("纳入推演",),
    "qualitative": ("定性",),
    "not_modelled": ("不纳入推演",),
    "contradicts": ("矛盾", "与之矛盾"),
    "undefined": ("未定义",),
    "readings": ("理解", "几种理解"),
    "to_confirm": ("待确认", "待人工确认"),
    "defines": ("定义",),
    "strike": ("建议删除",),
    # distributions
    "shortest": ("最短", "最少"),
    "usual": ("通常",),
    "longest": ("最长", "最多"),
    "mean": ("平均",),
    "cv": ("变异系数",),
    "gamma": ("伽马",),
    "exponential": ("指数",),
    "between": ("介于",),
    "observed": ("实测",),
    # scenario
    "window": ("时间窗", "起止"),
    "until": ("至", "截止"),
    "streams": ("事件流", "事件来源"),
    "rate": ("频率",),
    "batch": ("同时起数", "批量"),
    "at_most": ("最多起数", "上限"),
    "zone": ("区域", "地点"),
    "injects": ("情景注入", "注入"),
    "message": ("内容", "消息"),
    "mode": ("方式",),
    "expects": ("预期行动",),
    "sender": ("发出", "来自"),
    "receiver": ("接收", "送达"),
    "disruptions": ("突发干扰", "干扰"),
    "chance": ("可能性", "概率"),
    "staff_away": ("人员缺勤",),
    "out_of_service": ("停用", "车辆故障"),
    "phone_off": ("电话不通",),
    "road_slow": ("道路缓行",),
}

# fixed word of a value → its English spelling
VALUES_ZH: dict[str, str] = {
    "分队": "squad",
    "小组": "squad",
    "车辆": "vehicle",
    "岗位": "post",
    "职务": "post",
    "场所": "room",
    "经费": "fund",
    "集结": "turnout",
    "集结出动": "turnout",
    "途中": "travel",
    "行驶": "travel",
    "现场": "scene",
    "按人数": "people",
    "每起": "every",
    "每次": "every",
    "平均": "mean",
    "接通": "answered",
    "未接通": "unanswered",
    "诉求提出": "brought",
    "提出诉求": "brought",
    "接报": "call",
    "报告": "report",
    "启动": "activation",
    "到场": "on_scene",
    "现场处置": "handling",
    "听取诉求": "hearing",
    "答复": "answer",
    "返回": "return",
    "响应终止": "stand_down",
    "每日": "day",
    "每周": "week",
    "每月": "month",
    "是": "yes",
    "否": "no",
    "做完": "finish",
    "加班做完": "finish",
    "停下": "stop",
    "次日接着做": "stop",
    "交班": "hand_over",
}

# The Chinese spelling of a fixed word that drillsim writes.
WORDS_ZH = {word: spelling for spelling, word in reversed(VALUES_ZH.items())}

# What every incident has, as the subject of a condition; and the moments of a step.
SUBJECTS_ZH: dict[str, str] = {
    "区域": "zone",
    "地点": "zone",
    "来访人数": "people",
    "人数": "people",
    "规模": "people",
    "类别": "kind",
    "类型": "kind",
}
MOMENTS_ZH: dict[str, str] = {"就绪": "ready", "开始": "started", "结束": "ended", "已呼叫": "attempted"}
MOMENT_WORDS_ZH = {word: spelling for spelling, word in MOMENTS_ZH.items()}
OUTCOMES_ZH: dict[str, str] = {"接通": "answered", "未接通": "unanswered"}

# The spellings in models in which a key means something else than elsewhere; there they stand for those above.
KEYS_ZH_OF: dict[tuple[str, str], tuple[str, ...]] = {
    ("Assumption", "about"): ("涉及",),
    ("Zone", "within"): ("属于",),
    ("Trigger", "within"): ("之内", "时限"),
    ("Travel", "times"): ("用时",),
    ("PertHeadCount", "shortest"): ("最少", "最短"),
    ("PertHeadCount", "longest"): ("最多", "最长"),
    ("Window", "days"): ("天数",),
    ("Stream", "days"): ("星期", "工作日"),
    ("Duty", "days"): ("星期", "工作日"),
    ("Trigger", "count"): ("起数", "数量"),
}


@dataclass(frozen=True)
class Keys:
    """Keys of a model, shown in the language spoken."""

    names: tuple[str, ...]
    model: str = ""

    def __str__(self) -> str:
        if current() == "zh":
            return "、".join(key_in_chinese(name.removesuffix("_"), self.model) for name in self.names)
        return ", ".join(name.removesuffix("_") for name in self.names)


@dataclass(frozen=True)
class Spelled:
    """Fixed words of the files (or subjects of conditions), shown in the language spoken."""

    words: tuple[str, ...]
    subjects: bool = False

    def __str__(self) -> str:
        if current() != "zh":
            return ", ".join(self.words)
        chinese = {en: zh for zh, en in reversed(SUBJECTS_ZH.items())} if self.subjects else WORDS_ZH
        return "、".join(chinese.get(word, word) for word in self.words)


@dataclass(frozen=True)
class Reserved:
    """A word of the language itself for incidents (zone, people, kind) or calls (answered), in the language spoken."""

    word: str

    def __str__(self) -> str:
        return RESERVED_ZH.get(self.word, self.word) if current() == "zh" else self.word


# What the language itself calls something that plans name likewise, in English → in Chinese.
RESERVED_ZH = {en: zh for zh, en in reversed([*SUBJECTS_ZH.items(), *OUTCOMES_ZH.items()])}


def subject(word: str) -> str:
    """What incidents differ in ('zone', an attribute), as a file in the language spoken would name it."""
    return str(Spelled((word,), subjects=True))


def key_in_chinese(key: str, model: str = "") -> str:
    """The Chinese spelling of a key that drillsim writes in a model; the key itself if it has none."""
    return (*key_spellings(key, model), key)[1]


def key_spellings(key: str, model: str = "") -> tuple[str, ...]:
    """A key in every spelling that a model reads, the English one first, then the Chinese one that is written."""
    return (key, *KEYS_ZH_OF.get((model, key), KEYS_ZH.get(key, ())))


def all_spellings(key: str) -> tuple[str, ...]:
    """The same over all models."""
    others = (zh for (_model, name), zh in KEYS_ZH_OF.items() if name == key)
    return tuple(dict.fromkeys((*key_spellings(key), *(spelling for some in others for spelling in some))))
