"""Laws, regulations, standards and plans of a higher level that a written plan rests on, and those replaced since."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from drillsim.check.findings.lexicon import SUPERSEDED, Superseded
from drillsim.facts.fact import Fact
from drillsim.texts.passage import WrittenPlan, WrittenSentence


@dataclass(frozen=True, kw_only=True)
class LegalBasis(Fact):
    """A text that is cited: its title, the number and year written with it, and what replaced it, if anything did."""

    title: str
    number: str = ""
    year: int | None = None
    replaced: Superseded | None = None


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

# 《…》 and what is written behind it. A form or a register in such marks is no basis.
_QUOTED = re.compile(
    r"《(?P<title>[^《》]{2,60}(?:《[^《》]*》|〈[^〈〉]*〉)?[^《》]{0,30})》\s*(?P<number>[（(〔][^（()）]{2,60}[）)])?"
)
_RULE = re.compile(
    r"(?:法|条例|规定|办法|规程|规范|标准|导则|准则|细则|预案|通知|意见|方案|决定|纲要|令|指南|制度|规则|规划|解释|手册|公约"
    r"|措施|要求|指引|清单)"
    r"(?:[（(〔][^）)]*[）)])?$"
)
_CITED = re.compile(r"(?:依据|根据|按照|遵照|依照)(?P<list>[^。;；:：《》]{4,160})")
_ITEM = re.compile(
    r"(?:(?:中华人民共和国|国家|[\u4e00-\u9fff]{1,6}[省市县区])[\u4e00-\u9fff]{2,24}?|[\u4e00-\u9fff]{2,18}?)"
    r"(?:(?<![方办做看想说书执违依合司守普用语宪立])法|条例|管理办法|应急预案|总体预案|管理规定)(?=$|[、,，和及与等])"
)
_STANDARD = re.compile(
    r"(?<![A-Za-z])(?:(?:GB|AQ|HJ|GA|JGJ|CJJ|DL|SL|WS|YY|XF|TSG|"
    r"DB\d\d)(?:/\s?[TZ])?\s*\d{2,6}(?:\.\d+)?(?:\s*[-—–]+\s*(?:19|20)?\d\d)?"
    r"|(?:(?:BS|EN|ISO|IEC|IEEE|ANSI|NFPA)[ /])+\d{2,6}(?:-\d+)?(?::(?:19|20)\d\d)?)(?![A-Za-z\d])"
)
_NUMBER = re.compile(
    r"(?:依照|根据|按照|依据|遵照|执行|印发)?(?P<number>[\u4e00-\u9fff]{1,8}[〔\[（(](?:19|20)\d\d[〕\]）)]\s*第?\d+号)"
)

# An English title: words with capitals, small ones between them, and what sort of text it is.
_WORD = r"(?:[A-Z][\w’'-]*|\((?!the\b)[A-Z][^()]{2,60}\))"
_ENGLISH = re.compile(
    rf"(?<![\w-]){_WORD}(?: (?:{_WORD}|of|and|on|for|the|to|in|at|etc\.?|&)){{0,12}}? "
    r"(?P<sort>Acts?|Regulations?|Order|Law|Ordinance|Directive|Bylaws?|By-laws?|Rules|Code(?: of Practice)?|Standards?"
    r"|Measures|Plan|Framework|Guidance|Guidelines|Policy|Protocol|Strategy)\b"
    r"(?: (?:on|of|for|to)(?: (?:the|and|of|for|on|in|to|[a-z]{4,})| [A-Z][\w’'-]*){1,8})?"
    r"(?:,? (?:of |\()?(?P<year>(?:19|20)\d\d)\)?)?"
)
_LAWS = ("Act", "Acts", "Regulation", "Regulations", "Order", "Law", "Ordinance", "Directive", "Bylaw", "Bylaws", "By-laws")
_RESTS_ON = re.compile(
    r"\b(?:in accordance with|under|pursuant to|based on|complies with|comply with|required by|as set out in|supports|"
    r"read (?:together )?with|drawn up (?:under|from)|subject to|implements|legal basis|reference[sd]?|in line with)\b",
    re.IGNORECASE,
)
_BASIS_HEADING = re.compile(
    r"依据|\b(?:basis|legal|legislation|references?|related (?:plans|documents)|authority)\b", re.IGNORECASE
)
_NO_TITLE = {
    "The",
    "This",
    "Under",
    "In",
    "See",
    "All",
    "Our",
    "Its",
    "A",
    "An",
    "And",
    "By",
    "That",
    "Such",
    "Any",
    "Every",
}


def find_bases(written: WrittenPlan) -> list[LegalBasis]:
    """The texts that a written plan cites, in its order."""
    return [basis for sentence in written.sentences for basis in _in(sentence, written.title)]


def _in(sentence: WrittenSentence, own: str) -> list[LegalBasis]:
    found: dict[int, LegalBasis] = {}
    taken: list[tuple[int, int]] = []
    for start, end, title, number, rule in _cited(sentence, own):
        if any(start < until and end > since for since, until in taken):
            continue
        taken.append((start, end))
        words = sentence.text[start:end]
        years = _YEAR.findall(number) or _YEAR.findall(title) or _YEAR.findall(words)
        found[start] = LegalBasis(
            sentence=sentence, start=start, end=end, rule=rule, title=title, number=number,
            year=int(years[-1]) if years else None,
            replaced=next((law for law in SUPERSEDED if law.cited(words)), None),
        )  # fmt: skip
    return [found[start] for start in sorted(found)]


def _cited(sentence: WrittenSentence, own: str) -> Iterator[tuple[int, int, str, str, str]]:
    text = sentence.text
    for match in _QUOTED.finditer(text):
        title, number = match["title"].strip(), (match["number"] or "").strip("（）()〔 ")
        if _RULE.search(title) and title != own:
            yield match.start(), match.end(), title, number, "quoted-title"
    for match in _CITED.finditer(text):
        for item in _ITEM.finditer(text, match.start("list"), match.end("list")):
            title = item[0].lstrip("和与及、等")
            if not re.match(r"(?:本|该|此|相应|有关|相关|上级|各)", title):
                yield item.end() - len(title), item.end(), title, "", "listed-title"
    for match in _STANDARD.finditer(text):
        yield match.start(), match.end(), re.sub(r"\s+", " ", match[0]), "", "standard-number"
    for match in _NUMBER.finditer(text):
        yield match.start("number"), match.end(), match["number"], match["number"], "document-number"
    rests = _RESTS_ON.search(text) or any(map(_BASIS_HEADING.search, sentence.passage.place.headings))
    for match in _ENGLISH.finditer(text):
        words = match[0].split(" ")
        while words and words[0] in _NO_TITLE:
            words = words[1:]
        title = " ".join(words)
        sure = match["sort"] in _LAWS and (match["year"] or len(words) > 2 or rests) and words[0] not in _LAWS
        if len(words) > 1 and title != own and (sure or (rests and match["year"]) or (rests and len(words) > 2)):
            yield match.end() - len(title), match.end(), title, "", "title"
