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
from drillsim.facts.surnames import CAPITAL, COMPOUND, SURE, WORDS, WORDY
from drillsim.texts.passage import Passage, TableCell, TextPlace, WrittenPlan, WrittenSentence

MASK = re.compile(r"\[(?:姓名|name)(?P<who>\d*)\]")

_OFFICE_END = re.compile(
    r"(?:[长员任组队办所局站部科处室会委院校厂园村镇乡县市区街司者警医兵户]|书记|医师|教师|老师|职工|员工|师傅|经理"
    r"|干事|助理|秘书|代表|有关|其他|单位"
    r"|学生|家长|群众|居民|村民|人员|同志|志愿|电话|手机|号码|姓名|职务|备注|地址|空缺|待定|暂缺|兼任|担任|负责|值班"
    r"|带班|现场|联系|不详)$"
)  # fmt: skip
_NOT_GIVEN = (
    "的了在是不个们这那当及与或等对由从到把被将已未均每各其该此须需必要并且也又都就才则而所组队员办局部室站院校厂镇"
    "乡县街级类款秒"
    "报告负责后内任兼按接应向请赴带率派可会能"
)  # fmt: skip

_HAN = r"\u4e00-\u9fff"
_TRANSCRIBED = rf"[{_HAN}]{{2,6}}[·•‧・][{_HAN}]{{2,8}}"  # as names of other languages are written
_NAME = (
    rf"(?:{_TRANSCRIBED}|(?:{COMPOUND})[{_HAN}]{{1,2}}"
    rf"|[{SURE}{WORDY}](?:[ 　]{{1,4}}[{_HAN}](?![{_HAN}])|[{_HAN}]{{1,2}}))"
)  # fmt: skip
_CAREFUL = (
    rf"(?:{_TRANSCRIBED}|(?:{COMPOUND})[{_HAN}]{{1,2}}?|"
    rf"(?![时应向全国后家])[{SURE}{WORDY}](?:(?![{_NOT_GIVEN}])[{_HAN}]){{1,2}})"
)
_TELEPHONE = r"(?:\+?\d[\d \-—–]{5,}\d|\[(?:号码|number)\])"

_LABEL = re.compile(
    rf"(?P<post>(?:{POST}|组\s+长|副\s*组\s*长|成\s+员|组\s+员|队\s+长|姓\s*名|名\s*单|联\s*系\s*人|负\s*责\s*人"
    rf"|责\s*任\s*人|总\s*指\s*挥"
    r"|签\s*发(?:人)?|审\s*[核批定](?:人)?|批\s*准(?:人)?|编\s*[制写](?:人)?|起草(?:人)?|拟\s*稿(?:人)?|"
    r"制表(?:人)?|填表(?:人)?|复核(?:人)?|审阅(?:人)?|经办(?:人)?|联系|校\s*对(?:人)?|签\s*[名字]"
    r"|记录(?:人)?|填报(?:人)?|报送人|接报人"
    r"|值班人|带班人|当班|值班|带班|人员|代\s*理\s*人|替补|[AB]角|[AaBb]岗|[主副]班)(?:姓名|名单)?(?:及(?:联系)?电话"
    r"|[（(][^）)：:]{0,24}[）)])?)"
    r"\s*(?P<gap>[:：]|(?=[ 　\t])[ 　\t]{1,6})"
)  # fmt: skip
_COLUMN = re.compile(
    rf"姓\s*名|名单|签[名字]|联系人|联络(?:人|员)|(?:负责|责任|经办|包保|值班|带班|接报)人|{POST}|人员$|[AB]角|带班"
    rf"|值班(?!电话|室|地点|时间)"
    r"|(?<!部)组员|^组长|^正职|^副职"
)  # fmt: skip
_AFTER_POST = re.compile(
    rf"(?:{POST})(?:同志)?[（( 　]{{0,3}}(?P<name>{_CAREFUL})"
    rf"(?=$|[任兼、，,。；;（()）：:\s\d\[/]|担任|同志|为[{_HAN}]{{0,4}}(?:{POST})|负责|牵头|带队|带领|手机|电话|"
    rf"联系|协助|配合|主持|统筹|赶赴"
    r"|到场|签发|宣布|坐镇|值守|带班|批准|审核|分别|以及|等)"
)
_BEFORE_POST = re.compile(
    rf"(?:^|(?<=[由、，,。；;：:（(\s请向与打系报找询]))(?P<name>{_CAREFUL})"
    rf"(?=(?<=由....)(?:担任|负责|牵头|带队|主持|统筹)|(?<=由...)(?:担任|负责|牵头|带队|主持|统筹)|"
    rf"(?<=由..)(?:担任|负责|牵头|带队|主持|统筹)|同志|女士|先生|(?:担任|兼任|"
    rf"任)(?:[{_HAN}]{{0,12}}?)(?:{POST}|[组队主]|总)"
    rf"|[（(](?:[{_HAN}]{{0,16}}?)(?:{POST})[）)、，,]|[（(\s：:]*(?:手机|电话)?\s*[：:]?\s*{_TELEPHONE})"
)  # fmt: skip
# Whatever ends as posts do, and a name of three characters behind it; one of two with a telephone number.
_AFTER_ANY = re.compile(
    rf"(?<=[长员师监官医][：:])(?P<colon>{_NAME})(?=\s*(?:$|[，,、。；;（(\[\d]))|"
    rf"(?<=[长员师监官医干管])[ 　]{{0,3}}(?:(?P<name>(?![时应向全国后家])[{SURE}{WORDY}](?![{_NOT_GIVEN}])[{_HAN}]"
    rf"(?![{_NOT_GIVEN}])[{_HAN}])(?=$|[，,。；;（(\[：:\d]|手机|电话|同志)|"
    rf"(?P<short>{_CAREFUL})(?=[（(\s：:]*(?:手机|电话)?\s*[：:]?\s*{_TELEPHONE}))"
)
_SURNAME_HE = re.compile(
    rf"(?:{POST})(?P<name>和(?![{_NOT_GIVEN}副各主])[{_HAN}](?![{_NOT_GIVEN}管主])[{_HAN}])(?=为|任|担任|同志|[（(])"
)
_FURTHER = re.compile(rf"(?:[、，]|和|及|以及)(?P<name>{_CAREFUL})(?=[、，,。；;和及（(任担等负带牵值同轮分到各\[\d\s]|$)")
_SEVERAL = re.compile(rf"由(?P<name>{_CAREFUL})(?=[、和及](?:{COMPOUND}|[{SURE}{WORDY}]))")
_SURNAME_AND_POST = re.compile(
    rf"(?:^|(?<=[由、，,。；;：:（(\s请向与和找]))(?P<name>[{SURE}])"
    r"(?=书记|主任|校长|镇长|乡长|县长|局长|所长|院长|科长|处长|部长|站长|总经理|经理|老师|医生|主席|厂长|园长|支书"
    r"|会长|警官|队长|教授|护士长|工(?=[、，,。]))"
)  # fmt: skip
_SEPARATED = re.compile(  # 、 or a space, or nothing behind a bracket
    rf"[、，,；;/|和及与\n]|(?<=[{_HAN}）)\d\]])[ 　\t]+(?=[{_HAN}\d①-⑳])|(?<=[）)\]])(?=[{_HAN}])"
)
_SPACED = re.compile(rf"(?<![{_HAN}])[{SURE}{WORDY}][ 　]{{1,4}}[{_HAN}](?![{_HAN}])")  # a short name, made wider
_ITEM = re.compile(
    rf"\s*(?:\d+\s*[.．、)）]|[①-⑳])?\s*(?:.*?(?:{POST}|[长员任师]))?[（(]?\s*(?P<name>{_NAME})\s*(?:同志|老师|"
    rf"医生|女士|先生)?\s*(?:[（([].*|[兼等].*"
    rf"|[:：]?\s*{_TELEPHONE}.*|\d.*)?$"
)  # fmt: skip

# English
_TOKEN = r"(?:[A-Z][a-z’'-]+(?:[A-Z][a-z]+)?|[A-Z]\.|[A-Z](?=[ .]))"
_ENGLISH_NAME = rf"{_TOKEN}(?:[ ]{_TOKEN}){{1,3}}"
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Cllr|Councillor|Rev|Capt|Captain|Sgt|Sergeant|Insp|Inspector|Lt|Col"
    rf"|Nurse|Sister|Superintendent|Supt|Constable|PC|Cpl|Lieutenant|Commander|Father|Imam|Rabbi|Judge|Lord|"
    rf"Lady)\.? (?P<name>{_TOKEN}(?: {_TOKEN}){{0,3}})"
)  # fmt: skip
_ENGLISH_LABEL = re.compile(
    rf"(?:^|(?<=[.;,(|\n])\s*|(?<=\s))(?:(?:{ENGLISH_OFFICE}|[Nn]ames?|[Cc]ontacts?(?: person)?|[Mm]embers?"
    rf"|[Pp]repared by|[Aa]pproved by"
    r"|[Ss]igned(?: by)?|[Aa]uthors?|[Ii]ssued by|[Rr]eviewed by|[Ss]tand-?in|[Rr]eserve|[Hh]older|[Ll]ead|[Oo]n call"
    r"|[Oo]n duty)"
    r"(?: \([^()]{1,40}\)| [\w-]+){0,3})\s*(?::|[–—-](?= ))\s*(?P<names>(?:\b[A-Z]\.|[^.;\n])*)"
)  # fmt: skip
_BY = re.compile(
    r"\b(?i:headed|led|chaired|run|managed|coordinated|co-ordinated|approved|signed|prepared|written|deputised"
    r"|supervised|staffed"
    rf"|represented|replaced|assisted|commanded|drafted|call|contact|ring|ask for|report to|reports to) (?:by"
    rf" )?(?P<names>{_ENGLISH_NAME}(?:(?:, | and |, and ){_ENGLISH_NAME})*)"
)  # fmt: skip
_BESIDE_OFFICE = re.compile(
    rf"(?:\b{ENGLISH_OFFICE},? (?P<after>{_ENGLISH_NAME})|(?P<name>{_ENGLISH_NAME})(?:, | \()(?:the |our )?(?:[\w-]+"
    rf" ){{0,4}}{ENGLISH_OFFICE}\b"
    rf"|(?P<called>{_ENGLISH_NAME})(?: \(| on |: | – |, | )(?:tel\.? |telephone |phone |mobile |ext\.? |"
    rf"extension )?{_TELEPHONE}"
    rf"|(?P<acts>{_ENGLISH_NAME}) (?:is|acts as|serves as|will be|is also) (?:the |a |our |also )?(?:[\w-]+"
    rf" ){{0,4}}{ENGLISH_OFFICE}\b)"
)  # fmt: skip
_BESIDE_NAMES = re.compile(
    r"\b(?:role|post|position|office|title|tel\w*|phone|mobile|number|no|contact|e-?mail|team|group|signature|"
    r"signed|function|duty|duties|responsib\w*|job)\b",
    re.IGNORECASE,
)
_AT_PLACE = re.compile(r"\b(?:at|in|on|near|from|along|behind|outside|opposite|towards?|through|past|into) (?:the )?$")
_ANY_LABEL = re.compile(
    rf"(?:^|(?<=[.;]\s))(?P<label>[A-Z][\w ’'-]{{2,40}}):\s*(?P<names>{_ENGLISH_NAME})(?=\s*(?:$|[,;(]|\.(?:\s|$)))"
)
_NO_PERSON = re.compile(
    r"\b(?:point|place|location|address|site|venue|area|road|centre|center|station|base|route|"
    r"where|room|town|village|zone)s?\b",
    re.I,
)
_ENGLISH_COLUMN = re.compile(
    r"^(?:(?:full )?names?|contacts?(?: person| name)?|person|staff|stand-?in|holder|who|signature|signed)\b|\bnames?$"
    rf"|^(?:{ENGLISH_OFFICE})s?$|^members?$|^(?:deputy|lead)$",
    re.IGNORECASE,
)
_SPLIT = re.compile(r",\s*|;\s*|\s*/\s*|\s+(?:and|or|&)\s+|\s+[–—-]\s+|\n|\s*\(")


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
        self.named = self._columns_of_names()
        titles: dict[int, set[str]] = {}
        for passage in written.passages:
            if passage.cell is not None:
                titles.setdefault(passage.cell.table, set()).add(passage.cell.column_title)
        self.of_persons = {table for table, words in titles.items() if any(map(_BESIDE_NAMES.search, words))}
        told: list[list[_Found]] = []
        listed = False  # whether the passage before is a list of names, which may go on in this one
        for passage in written.passages:
            found = list(self._told(passage.text, passage.cell))
            if listed and not found and passage.cell is None and not passage.level:
                found = list(self._all_names(passage.text))
            opened = self.chinese and re.search(r"[:：]\s*$", passage.text) and _LABEL.search(passage.text)
            listed = bool(found or opened) and passage.cell is None
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

    def _columns_of_names(self) -> set[tuple[int, int]]:
        """Columns of tables in which most cells are nothing but a name, whatever their title says."""
        cells: dict[tuple[int, int], list[bool]] = {}
        self.telephones: set[tuple[int, int]] = set()
        for passage in self.written.passages:
            if passage.cell is not None and passage.text.strip():
                name = re.fullmatch(rf"\s*(?P<name>{_NAME})\s*", passage.text)
                is_name = bool(name and _is_careful(name["name"]))
                cells.setdefault((passage.cell.table, passage.cell.column), []).append(is_name)
                if re.search(_TELEPHONE, passage.text):
                    self.telephones.add(passage.cell.in_row)
        return {column for column, names in cells.items() if sum(names) > 1 and 2 * sum(names) >= len(names) - 1}

    def _beside_telephone(self, text: str, cell: TableCell) -> bool:
        name = re.fullmatch(rf"\s*(?P<name>{_NAME})\s*", text)
        return cell.in_row in self.telephones and bool(name and _is_careful(name["name"]))

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
        text, lead = self._mask(sentence.text, inside), self._text(sentence.lead)
        return replace(sentence, text=text, passage=passage, start=begins + moved, lead=lead)

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
        before = rf"(?:(?<![{_HAN}])|(?<=[长任记员由和及与、请理师]))"
        behind = r"(?=[任兼担同负带手电（(、，,。；;：:\s\d和及与等]|$)"
        names = [
            # two characters may also be part of a word
            f"{before}{who[0]}[ 　]{{0,4}}{who[1]}{behind}" if len(who) == 2 and self.chinese else re.escape(who)
            for who in sorted(known, key=len, reverse=True)
        ]
        return re.compile(r"(?<![A-Za-z])(?:" + "|".join(names) + r")(?![A-Za-z])")

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
        if cell is not None:
            by_title = _COLUMN.search(cell.column_title) or _COLUMN.fullmatch(cell.row_title)
            if by_title or (cell.table, cell.column) in self.named or self._beside_telephone(text, cell):
                yield from self._listed(text, 0, len(text))
        labels = list(_LABEL.finditer(text))
        for label, following in zip(labels, (*labels[1:], None), strict=False):
            ends = [following.start() if following else len(text)]
            ends += [at for at in (text.find(sign, label.end()) for sign in "。；;\n") if at >= 0]
            yield from self._listed(text, label.end(), min(ends), sure=label["gap"] in ":：")
        for pattern in (_AFTER_POST, _BEFORE_POST, _SEVERAL, _SURNAME_HE):
            for match in pattern.finditer(text):
                further: re.Match[str] | None = match
                while further and _is_careful(further["name"]):
                    yield _Found(further.start("name"), further.end("name"), _who(further["name"]))
                    further = _FURTHER.match(text, further.end("name"))
        for match in _AFTER_ANY.finditer(text):
            group = next(name for name, value in match.groupdict().items() if value)
            if _is_careful(match[group]):
                yield _Found(match.start(group), match.end(group), _who(match[group]))
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
        named = cell is not None and (_ENGLISH_COLUMN.search(cell.column_title) or _ENGLISH_COLUMN.search(cell.row_title))
        if cell is not None and named and (cell.table in self.of_persons or not re.search("name", cell.column_title, re.I)):
            yield from self._names(text, 0, len(text), single=bool(re.search("name|person", cell.column_title, re.I)))
        for match in _TITLED.finditer(text):
            yield from self._names(text, match.start("name"), match.end("name"), single=True)
        for match in _ANY_LABEL.finditer(text):
            if not _NO_PERSON.search(match["label"]):
                yield from self._names(text, match.start("names"), match.end("names"))
        for pattern in (_ENGLISH_LABEL, _BY):
            for match in pattern.finditer(text):
                yield from self._names(text, match.start("names"), match.end("names"))
        for match in _BESIDE_OFFICE.finditer(text):
            group = next(name for name, value in match.groupdict().items() if value)
            if group != "after" and _AT_PLACE.search(text, 0, match.start(group)):
                continue
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
        words = re.findall(r"[A-Z][\w’'-]+", name)
        return bool(words) and not any(map(self._is_known, words)) and (single or len(name.split()) > 1)

    def _is_known(self, word: str) -> bool:
        return word.lower() in CAPITAL or word.lower() in self.lower


def _within(at: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(since < at < until for since, until in spans)


def _who(name: str) -> str:
    """A name without what layout puts into it."""
    return re.sub(r"[ 　]+", "" if re.search(rf"[{_HAN}]", name) else " ", name)


def _is_name(name: str) -> bool:
    """Whether what looks like a name in a list of names is one, and no office or word."""
    who = _who(name)
    office = who[:2] in WORDS and who[-1] in "工手师生方班股线台"  # 水电工, 施工方
    return who not in WORDS and not office and not _OFFICE_END.search(who)


def _is_careful(name: str) -> bool:
    """The same in a sentence, where no word may begin like this at all."""
    return _is_name(name) and _who(name)[:2] not in WORDS


def _apart(names: Iterable[_Found]) -> list[_Found]:
    """In the order of the text, the longer one where two overlap."""
    chosen: list[_Found] = []
    for name in sorted(set(names), key=lambda name: (name.start, -name.end)):
        if not chosen or name.start >= chosen[-1].end:
            chosen.append(name)
    return chosen
