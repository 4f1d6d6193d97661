"""The Chinese spelling of every fixed word that a value of a file may be."""

from __future__ import annotations

from dataclasses import dataclass

from drillsim.base.language import current

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
    "按座位": "seats",
    "每起": "every",
    "每次": "every",
    "平均": "mean",
    "接通": "answered",
    "未接通": "unanswered",
    "放弃等待": "gave_up",
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
    "每小时": "hour",
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
    "接着做": "resume",
    "重新做": "start_again",
    "就此结束": "end",
    "对人采取的措施": "done_to_people",
    "责任追究": "accountability",
    "数量指标": "target_on_numbers",
    "预案以外": "outside",
    "背景说明": "background",
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
MOMENTS_ZH: dict[str, str] = {"就绪": "ready", "开始": "started", "结束": "ended", "已呼叫": "attempted", "最先到": "first"}
MOMENT_WORDS_ZH = {word: spelling for spelling, word in MOMENTS_ZH.items()}
OUTCOMES_ZH: dict[str, str] = {"接通": "answered", "未接通": "unanswered", "放弃等待": "gave_up", "等待超时": "gave_up"}


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
