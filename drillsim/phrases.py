"""How offices write times and numbers of people, put into the plain notation that `quantities` reads.

'不超过两小时', '2小时内' and 'within 2 h' all mean the limit 2 h; '每日下午3时' is the time 15:00.
What no phrase fits is passed on as it is, so that a fault shows what was written.
"""

from __future__ import annotations

import re

_DIGITS = {zh: n for n, zh in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百]+(?=\s*(?:个|半|秒|分|刻|小时|钟头|时|点|天|日|周|星期|人|$))")
_LIMIT = re.compile(
    r"(?:(?:必须|应|须)?在|不得?超过|不多于|不晚于|最多|within|at most|up to|≤|<=)?\s*(.*?)\s*(?:之内|以内|内)?$",
    re.IGNORECASE | re.DOTALL,
)
_HALF = re.compile(r"(\d+)?\s*个?\s*半\s*个?\s*(小时|钟头)|(\d+)\s*个?\s*(小时|钟头)\s*半$")
_QUARTER = re.compile(r"(\d+)\s*刻钟?")
_EACH_DAY = re.compile(r"(?:每日|每天|每晚|每早|当日|当天|次日|第二天|daily(?: at)?|every day(?: at)?|at)\s*", re.IGNORECASE)
_CLOCK = re.compile(
    r"(凌晨|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚|夜间)?\s*(\d{1,2})\s*(?:(?:时|点)(?:(半)|整|钟|(\d{1,2})\s*分?)?|:(\d{2}))$"
)
_LATER = {"下午", "傍晚", "晚上", "晚"}  # a number up to 11 means the hour after noon
_WEEK = ((re.compile("星期|礼拜"), "周"), (re.compile("每周(?=[一二三四五六日天])"), "周"), (re.compile("周天"), "周日"))
_ALL_WEEK = {"每天": "mon-sun", "每日": "mon-sun", "全周": "mon-sun", "daily": "mon-sun", "every day": "mon-sun",
             "工作日": "mon-fri", "weekdays": "mon-fri", "working days": "mon-fri",
             "周末": "sat, sun", "双休日": "sat, sun", "weekends": "sat, sun"}  # fmt: skip
_WHOLE_DAY = {"全天", "24小时", "全天候", "24 h", "24h", "all day", "round the clock"}
_AND_MORE = re.compile(r"(\d{1,9})\s*(?:人|people)?\s*(?:及?以上|and more|or more|\+)$", re.IGNORECASE)
_AND_FEWER = re.compile(r"(?:不超过|up to|at most)?\s*(\d{1,9})\s*人?\s*(?:及?以下|以内|or fewer)$", re.IGNORECASE)


def number_words(text: str) -> str:
    """Chinese numerals before a unit as digits: '三十分钟' is '30分钟'."""
    return _NUMERAL.sub(lambda match: str(_number(match[0])), text)


def _number(numeral: str) -> int:
    total = digit = 0
    for sign in numeral:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
    return total + digit


def limit(folded: str) -> str:
    """'2小时内', '不超过半小时', 'within 2 h' without the words around the duration."""
    match = _LIMIT.match(number_words(folded))
    text = match[1] if match else folded
    text = _HALF.sub(lambda m: f"{m[1] or m[3] or 0}.5小时", text)
    return _QUARTER.sub(lambda m: f"{int(m[1]) * 15}分钟", text)


def time_of_day(folded: str) -> str:
    """'每日7时', '下午3点半' as 07:00, 15:30."""
    match = _CLOCK.match(number_words(_EACH_DAY.sub("", folded, count=1)))
    if match is None:
        return folded
    hour = int(match[2])
    if (match[1] in _LATER and hour < 12) or (match[1] == "中午" and hour < 3):
        hour += 12
    return f"{hour:02d}:{30 if match[3] else int(match[4] or match[5] or 0):02d}"


def span_of_hours(folded: str) -> str:
    """'每日8时至18时', '全天' as two times."""
    if folded.lower() in _WHOLE_DAY:
        return "00:00-24:00"
    ends = re.split(r"\s*(?:-|–|—|~|至|到|to)\s*", folded)
    return "-".join(map(time_of_day, ends)) if len(ends) == 2 else folded


def weekdays(folded: str) -> str:
    """'工作日', '每周一', '星期六' in the words that name weekdays."""
    for pattern, word in _WEEK:
        folded = pattern.sub(word, folded)
    return _ALL_WEEK.get(folded.lower(), folded)


def head_counts(folded: str) -> str:
    """'30人以上' is 30.., '5人以下' is 1..5: both include the figure, as Chinese rules count."""
    folded = number_words(folded)
    if match := _AND_MORE.match(folded):
        return f"{match[1]}.."
    if match := _AND_FEWER.match(folded):
        return f"1..{match[1]}"
    return re.sub(r"(\d)\s*人\s*(?=-|~|至|到|\.\.)", r"\1", folded).replace("到", "至")
