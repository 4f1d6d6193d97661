"""Who holds which post, as a sentence says it: 组长由镇长担任, 由镇长任组长, 组长：____; 'led by the principal'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from drillsim.facts.offices import DEPUTY, ENGLISH_HEAD, ENGLISH_OFFICE, HEAD, MEMBER, POST, STANDING, plain

Role = Literal["head", "deputy", "member", "duty", "other"]


@dataclass(frozen=True)
class HeldPost:
    """A post from `start` to `end`, and who holds it; nobody where the line is left blank."""

    start: int
    end: int
    post: str
    role: Role
    holders: tuple[str, ...]
    rule: str
    of: str = ""  # the body that is named with it in the same words


def held_in(text: str, language: str) -> list[HeldPost]:
    """The posts that a sentence fills or leaves blank."""
    found: dict[int, HeldPost] = {}
    for held in _chinese(text) if language == "zh" else _english(text):
        found.setdefault(held.start, held)
    chosen: list[HeldPost] = []
    for start in sorted(found):
        if not chosen or start >= chosen[-1].end:
            chosen.append(found[start])
    return chosen


def role_of(post: str) -> Role:
    """Which role a post is, in either language."""
    if re.search("[\u4e00-\u9fff]", post):
        if re.search(rf"(?:{DEPUTY}|副[\u4e00-\u9fff]{{1,3}})$", post):
            return "deputy"
        if re.search(rf"{MEMBER}$", post) and not re.search(r"(?:政法|组织|宣传|纪检|统战)委员$", post):
            return "member"
        if re.search(rf"(?:{HEAD}|主任|组长|队长|站长)$", post):
            return "head"
        return "duty" if re.search(rf"{STANDING}$", post) else "other"
    low = post.lower()
    if re.search(r"\b(?:deputy|vice|second in command|assistant)\b", low):
        return "deputy"
    if re.search(r"\bmembers?\b", low):
        return "member"
    if re.search(rf"{ENGLISH_HEAD}", low):
        return "head"
    return "duty" if re.search(r"\bduty\b|warden|driver|spokes|reporter|officer", low) else "other"


def holders_of(words: str, language: str) -> tuple[str, ...]:
    """The office holders in a list of them."""
    words = re.sub(r"[（(][^（()）]*[）)]", "", words) if language == "zh" else re.sub(r"\([^()]*\)", "", words)
    cut = (
        r"[、，,；;]|(?<!共)和(?![平旅计信社规城草体数])|及(?!时)|以及|与"
        if language == "zh"
        else r",\s*(?:and\s+)?|;\s*|\s+and\s+(?=the\s|an?\s|[A-Z])|\s+/\s+"
    )
    items = []
    for item in re.split(cut, words):
        item = (
            re.sub(r"(?:同志|等)?(?:分别|共同|同时|还|也)*$", "", item.strip(' 　:：。.\t“”"'))
            if language == "zh"
            else item.strip(" .:")
        )
        item = re.sub(r"^the\s+|\s+[–—-]\s.*$", "", item, flags=re.IGNORECASE)
        if language == "en" and re.match(r"\d|(?:two|three|four|five|six|seven|eight|nine|ten|twelve)\b", item):
            break  # how many belong to it, no office
        if item and not _BLANK.fullmatch(item):
            items.append(plain(item) if language == "zh" else item)
    return tuple(items)


_BLANK = re.compile(
    r"[\s_＿—–\-.·…/（）()×xX*○〇□]*|待定|空缺|暂缺|TBC|TBD|to be (?:confirmed|named|appointed)|vacant", re.IGNORECASE
)
_TAKES = r"(?:担任|兼任|出任|(?<![主责班])任(?![命务何意])|兼)"
_IN_BODY = rf"(?:{DEPUTY}|(?:第[一二三]|常务|执行|总)?{HEAD}|{MEMBER}|(?:办公室)?(?:常务|第一)?副?主任)"
_BY = re.compile(
    rf"由(?P<holder>[^。；;由]{{2,60}}?)(?:同志)?(?:分别|共同)?(?:{_TAKES}|"
    rf"为)(?P<post>(?:[\u4e00-\u9fff]{{0,12}}?){POST})(?!由)"
)
_BY_ITS = re.compile(
    rf"(?P<post>{POST})(?:[（(][^）)]{{0,20}}[）)])?(?:分别|一般|均|"
    rf"统一)?由(?P<holder>[^。；;]{{2,80}}?)(?:同志)?(?:分别|共同|轮流)?(?:{_TAKES}|组成|承担)"
)
_AND_SO = re.compile(
    rf"(?:^|(?<=[，,；;。]))(?P<holder>[^，,。；;由：:]{{2,80}}?)(?:同志)?(?:分别|共同)?(?:{_TAKES}|"
    rf"为)(?P<post>(?:领导小组|指挥部|组|队)?{_IN_BODY}|(?<=任)[\u4e00-\u9fff]{{2,12}}?{POST})(?=[，,。；;、]|$|[（(])"
)
_LABELLED = re.compile(
    rf"(?:^|(?<=[，,；;。\s（(]))(?P<of>[\u4e00-\u9fff]{{0,14}}?)(?P<post>{_IN_BODY}|"
    rf"{STANDING})(?:[（(][^）)]{{0,12}}[）)])?\s*[:：]\s*(?P<holder>[^。；;:：\n]*?)(?=[。；;\n]|$|\s*(?:第一|"
    rf"常务|执行)?(?:副\s*)?(?:组\s*长|队\s*长|总?指挥长?|成\s*员|组\s*员|主任|队\s*员)\s*[:：])"
)
_LEADS = re.compile(r"由(?P<holder>[^，,。；;由]{2,30}?)(?P<post>带队|牵头负责|总负责|统一指挥|具体负责)")

_HOLDER = r"(?P<holder>(?:the |an? )?[A-Za-z\[][^.;:()]{1,90}?)"
_END = (
    r"(?=[.;()]|$|,? (?:and|who|which|while|with|assisted|in (?:his|her|their) absence|on|during|at|from|when|if|"
    r"or)\b(?! (?:the )?[A-Z])|, (?=[a-z])(?!the ))"
)
_OF = r"(?: of (?:the )?(?P<of>[\w -]{2,50}?))?"
_DEPUTY = "(?:deputy|vice)[- ]"
_ENGLISH_LABEL = (
    rf"(?:[A-Z][\w-]* ){{0,3}}?(?i:{_DEPUTY})?(?:{ENGLISH_HEAD}|(?i:deputy|members?|driver|spokes\w+|reporter|wardens?))"
    r"(?: of the [\w ]{2,40})?"
)
_ENGLISH_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("led-by", re.compile(rf"\b(?P<post>(?i:headed|led|chaired|run|commanded|managed)) by {_HOLDER}{_END}")),
    ("labelled", re.compile(rf"(?:^|(?<=[.;,(]\s))(?P<post>{_ENGLISH_LABEL})\s*:\s*(?P<holder>[^.;\n]*)")),
    (
        "is",
        re.compile(
            rf"\b[Tt]he (?P<post>(?:first |second |executive )?(?:{_DEPUTY})?(?:{ENGLISH_HEAD}|deputy)s?){_OF}"
            rf" (?:is|are|will be) {_HOLDER}{_END}"
        ),
    ),
    (
        "acts-as",
        re.compile(
            r"(?P<holder>(?:[Tt]he |[Aa]n? )?[A-Z\[a-z][\w’' \]-]{2,60}?) (?:also )?(?:is|acts as|serves as|sits as|becomes)"
            rf" (?:also )?(?:the |its |a )?(?P<post>(?:{_DEPUTY})?(?:{ENGLISH_HEAD}|deputy)|"
            rf"(?:[A-Z][\w-]* ){{1,4}}{ENGLISH_OFFICE})"
            rf"{_OF}(?=[.;,]|$| (?:until|when|while|if)\b)"
        ),
    ),
    (
        "leads",
        re.compile(
            r"(?:^|(?<=[.;] ))(?P<holder>(?:[Tt]he |[Aa]n? )?[A-Z\[][\w’' \]-]{2,60}?) (?P<post>leads|heads|chairs|commands)"
            r" (?:the )?(?P<of>[\w -]{2,50}?)(?=[.;,]|$| and )"
        ),
    ),
)
_AS_POST = {"headed": "head", "led": "head", "chaired": "chair", "run": "head", "commanded": "commander", "managed": "head",
            "leads": "head", "heads": "head", "chairs": "chair", "commands": "commander"}  # fmt: skip


def _chinese(text: str) -> Iterator[HeldPost]:
    for rule, pattern in (("labelled", _LABELLED), ("by", _BY), ("by-its", _BY_ITS), ("and-so", _AND_SO), ("leads", _LEADS)):
        for match in pattern.finditer(text):
            words = match["holder"]
            post = plain(match["post"])
            if rule == "labelled" and not _looks_like_label(match["of"]):
                continue
            if rule == "and-so":
                words = (
                    re.sub(r"^(?:[\u4e00-\u9fff]{0,20}?(?:组|部|队|室)[，,]?)(?=.{2})", "", words)
                    if "由" in words
                    else words
                )
            holders = holders_of(words, "zh")
            if rule != "labelled" and not holders:
                continue
            role: Role = "head" if rule == "leads" else role_of(post)
            label = rule == "labelled"
            start = match.start("post" if label else "holder")
            yield HeldPost(start, match.end(), post, role, holders, rule, match["of"] if label else "")


def _looks_like_label(of: str) -> bool:
    return not of or of.endswith(("组", "部", "队", "室", "班", "小组"))


def _english(text: str) -> Iterator[HeldPost]:
    for rule, pattern in _ENGLISH_RULES:
        for match in pattern.finditer(text):
            holders = holders_of(match["holder"], "en")
            post = _AS_POST.get(match["post"].lower(), match["post"].strip())
            if rule != "labelled" and (not holders or not re.search(rf"{ENGLISH_OFFICE}|\[name", match["holder"])):
                continue
            of = match["of"] if "of" in pattern.groupindex else None
            yield HeldPost(match.start(), match.end(), post, role_of(post), holders, rule, (of or "").strip())
