"""Who holds which post, as a sentence says it: 组长由镇长担任, 由镇长任组长, 组长：____; 'led by the principal'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from drillsim.facts.offices import DEPUTY, ENGLISH_HEAD, ENGLISH_OFFICE, HEAD, MEMBER, POST, STANDING, plain, posts_in

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
    for held in _chinese(text) if language == "zh" else (*_english(text), *_around(text)):
        if held.rule != "around" or not any(one.start <= held.start < one.end and one.holders for one in found.values()):
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
        if re.search(rf"(?:{HEAD}|主任|组长|队长|站长|班长)$", post):
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
    return _chinese_holders(words) if language == "zh" else _english_holders(words)


def _chinese_holders(words: str) -> tuple[str, ...]:
    words = _WIDE.sub(r"\1\2", re.sub(r"[（(][^（()）]*[）)]", "", words))
    items = (item.strip(" 　:：。.\t“”\"'") for item in _CHINESE_CUT.split(words))
    plain_items = (plain(re.sub(r"(?:同志|等)?(?:分别|共同|同时|还|也)*$", "", item)) for item in items)
    return tuple(item for item in plain_items if item and not _BLANK.fullmatch(item))


def _english_holders(words: str) -> tuple[str, ...]:
    found = []
    for item in _ENGLISH_CUT.split(re.sub(r"\([^()]*\)", "", words)):
        item = re.sub(r"^the\s+|\s+[–—-]\s.*$", "", item.strip(" .:"), flags=re.IGNORECASE)
        if re.match(r"\d|(?:two|three|four|five|six|seven|eight|nine|ten|twelve)\b", item):
            break  # how many belong to it, no office
        if item and not _BLANK.fullmatch(item):
            found.append(item)
    return tuple(found)


_WIDE = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ 　]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])")  # 乡 长
_CHINESE_CUT = re.compile(r"[、，,；;]|\s+|(?<!共)和(?![平旅计信社规城草体数])|及(?!时)|以及|与")
_ENGLISH_CUT = re.compile(r",\s*(?:and\s+)?|;\s*|\s+and\s+(?=the\s|an?\s|[A-Z])|\s+/\s+")
_BLANK = re.compile(
    r"[\s_＿—–\-.·…/（）()×xX*○〇□]*|待定|空缺|暂缺|TBC|TBD|to be (?:confirmed|named|appointed)|vacant", re.IGNORECASE
)
_TAKES = r"(?:担任|兼任|出任|(?<![主责班])任(?![命务何意])|兼)"
_IN_BODY = rf"(?:{DEPUTY}|(?:第[一二三]|常务|执行|总)?{HEAD}|{MEMBER}|(?:办公室)?(?:常务|第一)?副?主任)"
_BY = re.compile(
    rf"由(?P<holder>(?:(?!担任|兼任)[^。；;由]){{2,60}}?)(?:同志)?(?:分别|共同)?(?:{_TAKES}|"
    rf"为)(?P<post>(?:[\u4e00-\u9fff]{{0,12}}?)"
    rf"{POST})(?!由)"
)
_BY_ITS = re.compile(
    rf"(?P<post>{POST})(?:[（(][^）)]{{0,20}}[）)])?(?:分别|一般|均|"
    rf"统一)?由(?P<holder>[^。；;]{{2,80}}?)(?:同志)?(?:分别|共同|轮流)?(?:{_TAKES}|组成|承担)"
)
_AND_SO = re.compile(
    rf"(?:^|(?<=[，,；;。、]))(?P<holder>[^，,。；;由：:以]{{2,80}}?)(?:同志)?(?:分别|共同)?(?:{_TAKES}|"
    rf"为)(?P<post>(?:领导小组|指挥部|组|队)?{_IN_BODY}|(?<=任)[\u4e00-\u9fff]{{2,12}}?{POST})(?=[，,。；;、]|$|[（(])"
)
_LABELLED = re.compile(
    rf"(?:^|(?<=[，,；;。：:\s（(]))(?P<of>[\u4e00-\u9fff]{{0,14}}?)(?P<post>{_IN_BODY}|"
    rf"{STANDING})(?:[（(][^）)]{{0,12}}[）)])?\s*[:：]\s*(?P<holder>[^。；;:：\n]*?)(?=[。；;\n]|$|"
    rf"[，,]\s*(?:第一|常务|执行)?副?(?:组长|队长|指挥长|总指挥)|\s*(?:第一|"
    rf"常务|执行)?(?:副\s*)?(?:组\s*长|队\s*长|总?指挥长?|成\s*员|组\s*员|主任|队\s*员)\s*[:：])"
)
_WITHOUT_COLON = re.compile(
    rf"(?:^|(?<=[，,；;。：:\s]))(?P<post>(?:第一|常务|执行)?副?(?:组长|队长|指挥长|总指挥|召集人|第一责任人|"
    rf"总负责人|负责人|现场指挥))(?:为|是)?\s*"
    rf"(?P<holder>(?![由为是])[\u4e00-\u9fff]{{0,10}}?(?:{POST})(?:[、和][\u4e00-\u9fff]{{0,10}}?(?:{POST}))*)(?=[，,；;。、]|$|负责)"
)
_SAME_PERSON = re.compile(rf"(?P<holder>[\u4e00-\u9fff]{{0,12}}?(?:{POST}))[（(](?P<post>{_IN_BODY})[）)]")
_MAKES = re.compile(rf"(?:以|[、，])(?P<holder>[^以为、，。；]{{2,20}})为(?P<post>{_IN_BODY})(?=[、，的])")
_TWO_OF_THEM = re.compile(
    rf"(?P<post>{_IN_BODY})[、和](?P<second>{_IN_BODY})(?:分别)?由(?P<holder>[^、和，。；]{{2,16}})[、和](?P<other>[^，。；]{{2,40}}?)(?:分别)?{_TAKES}"
    rf"|"
    rf"由(?P<holder2>[^、和，。；]{{2,16}})[、和](?P<other2>[^、和，。；]{{2,16}}?)分别{_TAKES}(?P<post2>{_IN_BODY})[、和](?P<second2>{_IN_BODY})"
)
_IN_ITS_BRACKETS = re.compile(
    rf"(?P<post>{_IN_BODY})(?:[\d一二两三四五六七八九十]+[名人位])?[（(](?P<holder>[\u4e00-\u9fff]{{0,12}}?{POST}(?:[、和][\u4e00-\u9fff]{{0,12}}?{POST})*)[）)]"
)
_LEADS = re.compile(r"由(?P<holder>[^，,。；;由]{2,30}?)(?P<post>带队|牵头负责|总负责|负总责|统一指挥|具体负责|牵头)")

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
    (
        "under",
        re.compile(
            r"\b(?P<post>under) (?:the |an? )?(?!(?:the )?(?:Act|Regulation|Article|Section|Part|Category|Level|"
            r"State|Schedule|Annex|Plan)\b)"
            r"(?P<holder>[A-Z][\w’-]*(?: (?:of|and|[A-Z][\w’-]*)){0,5})(?! (?:Act|Regulations?|Order|Plan|Law)\b)"
        ),
    ),
    ("labelled", re.compile(rf"(?:^|(?<=[.;,(]\s))(?P<post>{_ENGLISH_LABEL})\s*:\s*(?P<holder>[^.;\n]*)")),
    (
        "is",
        re.compile(
            rf"\b(?:[Tt]he|[Ii]ts|[Tt]heir) (?P<post>(?:first |second |executive )?(?:{_DEPUTY})?(?:{ENGLISH_HEAD}|"
            rf"deputy)s?){_OF}"
            rf" (?:is|are|will be) {_HOLDER}{_END}"
        ),
    ),
    (
        "acts-as",
        re.compile(
            r"(?P<holder>(?:[Tt]he |[Aa]n? )?[A-Z\[a-z][\w’' \]-]{2,60}?)"
            r" (?:also )?(?:is|acts as|serves as|sits as|becomes|doubles as)"
            rf" (?:also )?(?:the |its |a )?(?P<post>(?:{_DEPUTY})?(?:{ENGLISH_HEAD}|deputy)|"
            rf"(?:[A-Z][\w-]* ){{1,4}}{ENGLISH_OFFICE})"
            rf"{_OF}(?=[.;,]|$| (?:until|when|while|if)\b)"
        ),
    ),
    (
        "also",
        re.compile(
            r"(?:^|(?<=[.;] ))(?P<holder>(?:[Tt]he |[Aa]n? )?[A-Za-z\[][\w’' \]-]{2,50}?)"
            r" (?:is also|also is|also acts as|also serves as|also sits as|doubles as|doubles up as|"
            r"is at the same time|also works as|also covers(?: as)?)"
            rf" (?:the |an? |its )?(?P<post>[\w -]{{0,40}}?{ENGLISH_OFFICE}|"
            rf"[A-Z][\w-]*(?: [A-Z][\w-]*){{0,3}}){_OF}(?=[.;,]|$| (?:until|when|while|if|and)\b)"
        ),
    ),
    (
        "leads",
        re.compile(
            r"(?:^|(?<=[.;] ))(?P<holder>(?:[Tt]he |[Aa]n? )?[A-Z\[][\w’' \]-]{2,60}?) (?P<post>leads|heads|chairs|commands)"
            r" (?:both )?(?:the )?(?P<of>[\w -]{2,50}?)(?=[.;,]|$| and | which | \()"
        ),
    ),
)
_AND_ANOTHER = re.compile(r" and (?:the )?(?P<of>[A-Z][\w-]*(?: [A-Z][\w-]*){1,4})")
_AS_POST = {
    **dict.fromkeys(("under", "headed", "led", "run", "managed", "leads", "heads"), "head"),
    **dict.fromkeys(("chaired", "chairs"), "chair"),
    **dict.fromkeys(("commanded", "commands"), "commander"),
}
_LAW = re.compile(r"\b(?:Act|Regulations?|Order|Plan|Law|Rules?|Scheme|Procedure|Code)$")


def _chinese(text: str) -> Iterator[HeldPost]:
    for match in _TWO_OF_THEM.finditer(text):
        posts = (match["post"] or match["post2"], match["second"] or match["second2"])
        pair = (match["holder"] or match["holder2"], match["other"] or match["other2"])
        middle = match.start() + 1
        spans = ((match.start(), middle), (middle, match.end()))
        for (start, end), post, holder in zip(spans, map(plain, posts), pair, strict=True):
            yield HeldPost(start, end, post, role_of(post), _chinese_holders(holder), "two-of-them")
    for rule, pattern in (
        ("labelled", _LABELLED),
        ("by", _BY),
        ("by-its", _BY_ITS),
        ("and-so", _AND_SO),
        ("leading", _LEADS),
        ("makes", _MAKES),
        ("without-colon", _WITHOUT_COLON),
        ("same-person", _SAME_PERSON),
        ("in-brackets", _IN_ITS_BRACKETS),
    ):
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
            role: Role = "head" if rule == "leading" else role_of(post)
            label = rule == "labelled"
            start = match.start("post" if label or rule == "in-brackets" else "holder")
            yield HeldPost(start, match.end(), post, role, holders, rule, match["of"] if label else "")


def _looks_like_label(of: str) -> bool:
    return not of or of.endswith(("组", "部", "队", "室", "班", "小组"))


_LEADER = r"(?:head|leader|lead|chair(?:man|woman|person)?|coordinator|commander|convener)"
_SECOND = r"(?:deputy(?: (?:head|leader|chair))?|vice[- ]chair(?:man|woman|person)?|second in command|stand-in|alternate)"
_BEFORE_HEAD = re.compile(
    rf"(?:\b(?:headed|led|chaired|run|commanded|managed|directed|overseen|coordinated|convened) by"
    rf"|\bunder(?: the (?:command|direction|leadership|control|lead|responsibility|authority) of)?|"
    rf"\b{_LEADER}(?: is|:|,| –| -))"
    r"(?: the| an?)? ?$",
    re.IGNORECASE,
)
_BEHIND_HEAD = re.compile(
    rf" (?:\((?:{_LEADER}|in charge)\)|(?:is |being )?in (?:charge|the chair|command)\b|as (?:its |"
    rf"the )?{_LEADER}\b|(?:also )?(?:takes|presides)"
    rf" (?:charge|the chair|command|over)|(?:also )?(?P<verb>leads|heads|chairs|runs|commands|directs|"
    rf"convenes) (?P<of>(?:the |it\b)[\w -]{{0,50}}?)(?=[.,;]|$| and\b| which\b))",
    re.IGNORECASE,
)
_BEFORE_SECOND = re.compile(
    rf"(?:\b{_SECOND}(?: is|:|,| –| -)?|deputised by|in (?:his|her|their) absence,?(?: by)?)(?: the| an?)? ?$", re.IGNORECASE
)
_BEHIND_SECOND = re.compile(
    rf" (?:\({_SECOND}\)|deputi[sz]es|stands in|as (?:its |the |a )?{_SECOND}\b|(?:is|acts as) (?:its |the |"
    rf"a )?{_SECOND}\b)",
    re.IGNORECASE,
)


_IN_BRACKETS = re.compile(
    rf"(?:^|(?<=[:;,.–-] )|(?<=and ))(?P<holder>(?:the |an? )?[\w’-]+(?: [\w’-]+){{0,4}}?) \((?:(?P<head>{_LEADER}|"
    rf"in charge)|{_SECOND})\)",
    re.IGNORECASE,
)
_ALSO_LEADS = re.compile(
    r"(?:^|(?<=[.;] ))(?P<holder>(?:[Tt]he |[Aa]n? )?[\w’ -]{2,40}?), [^.;]{2,80}?, also (?:leads|heads|chairs|"
    r"runs|commands)"
    r" the (?P<of>[A-Z][\w-]*(?: [A-Z][\w-]*){0,4})"
)


def _around(text: str) -> Iterator[HeldPost]:
    """Posts told by what stands before or behind an office: 'under the bursar', 'the bursar deputises'."""
    for match in _IN_BRACKETS.finditer(text):
        post: Role = "head" if match["head"] else "deputy"
        yield HeldPost(match.start(), match.end(), post, post, _english_holders(match["holder"]), "around")
    for match in _ALSO_LEADS.finditer(text):
        holders = _english_holders(match["holder"])
        yield HeldPost(match.start(), match.end(), "head", "head", holders, "around", match["of"])
    for start, end, office in posts_in(text, "en"):
        before, behind = text[:start], text[end:]
        if re.fullmatch(rf"(?:{_LEADER}|{_SECOND}|members?)", office, re.IGNORECASE):
            continue
        head = _BEHIND_HEAD.match(behind)
        if _BEFORE_SECOND.search(before) or _BEHIND_SECOND.match(behind):
            yield HeldPost(start, end, "deputy", "deputy", (office,), "around")
        elif head or _BEFORE_HEAD.search(before):
            of = (head["of"] or "") if head else ""
            yield HeldPost(start, end, "head", "head", (office,), "around", re.sub(r"^(?:the |it$)", "", of.strip()))


def _english(text: str) -> Iterator[HeldPost]:
    for rule, pattern in _ENGLISH_RULES:
        for match in pattern.finditer(text):
            holders = holders_of(match["holder"], "en")
            post = _AS_POST.get(match["post"].lower(), match["post"].strip())
            titled = rule in ("led-by", "under") and re.match("(?:the |an? )?[A-Z]", match["holder"])
            office = titled or re.search(rf"{ENGLISH_OFFICE}|\[name", match["holder"])
            if rule != "labelled" and (not holders or not office or _LAW.search(holders[0])):
                continue
            holders = tuple(re.sub(" also$", "", holder) for holder in holders)
            of = match["of"] if "of" in pattern.groupindex else None
            yield HeldPost(match.start(), match.end(), post, role_of(post), holders, rule, (of or "").strip())
            second = _AND_ANOTHER.match(text, match.end()) if rule == "leads" else None
            if second:
                yield HeldPost(second.start(), second.end(), post, role_of(post), holders, rule, second["of"])
