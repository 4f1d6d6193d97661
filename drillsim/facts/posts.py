"""The posts of a written plan: who leads, stands in, belongs and keeps watch; who holds several, which are left blank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from drillsim.base.language import Message, say
from drillsim.facts.bodies import BodyReading
from drillsim.facts.fact import Fact
from drillsim.facts.holding import Role, role_of
from drillsim.facts.offices import DEPUTY, HEAD, STANDING, plain
from drillsim.quantities.numerals import figure
from drillsim.texts.passage import WrittenPlan, WrittenSentence


@dataclass(frozen=True, kw_only=True)
class WrittenPost(Fact):
    """A post: in which body, who holds it by office or masked name, how many there are; `blank` if a line is left open."""

    post: str
    role: Role
    body: str = ""
    holders: tuple[str, ...] = ()
    number: int | None = None
    blank: bool = False


PostDoubt = Literal["several_posts", "heads_several", "two_heads", "blank_head"]


@dataclass(frozen=True, kw_only=True)
class DoubtfulPost(Fact):
    """Something about posts that the authors should settle; `posts` are those meant, each as (body, post)."""

    doubt: PostDoubt
    holder: str
    posts: tuple[tuple[str, str], ...]
    reason: Message


_HAN = r"\u4e00-\u9fff"
_N = r"(?P<n>\d+|[一二三四五六七八九十两]+)"
_COUNTED = re.compile(rf"(?P<post>{DEPUTY}|{HEAD}|(?:[{_HAN}]{{0,3}})(?:{STANDING}))(?:各|共)?\s*{_N}\s*(?:名|人|位)")
_NAMED = re.compile(rf"(?:专职|兼职|社区|村级)?(?:{STANDING})(?!.{{0,3}}[:：])")
_NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|twelve"
_COUNTED_ENGLISH = re.compile(
    rf"\b(?P<n>{_NUMBERS}|\d+) (?P<post>(?:[a-z-]+ )?(?:heads?|leaders?|deput(?:y|ies)|(?:fire )?wardens?|drivers?|"
    rf"duty officers?|reporters?|marshals?))\b",
    re.IGNORECASE,
)
_NAMED_ENGLISH = re.compile(
    r"\b(?:duty (?:officer|manager|engineer|director|doctor|nurse)|(?:fire |floor )?wardens?|spokes(?:man|woman|"
    r"person)|keyholder|caretaker)s?\b",
    re.IGNORECASE,
)


def find_posts(written: WrittenPlan, known: BodyReading | None = None) -> list[WrittenPost]:
    """The posts that a plan fills, counts or leaves blank, in its order, and once each standing post that it names."""
    found: list[WrittenPost] = []
    for sentence, held, body in (known or BodyReading(written)).posts():
        found.append(
            WrittenPost(sentence=sentence, start=held.start, end=held.end, rule=held.rule, post=held.post, role=held.role,
                        body=body, holders=held.holders, blank=not held.holders and not _goes_on(written, sentence))
        )  # fmt: skip
    filled = {post.post for post in found} | {holder.lower() for post in found for holder in post.holders}
    for sentence in written.sentences:
        taken = [(post.start, post.end) for post in found if post.sentence is sentence and post.holders]
        for post in _counted(sentence, written.language):
            if any(since <= post.start < until for since, until in taken):
                continue
            found.append(post)
            filled.add(post.post)
    for sentence in written.sentences:
        for match in (_NAMED if written.language == "zh" else _NAMED_ENGLISH).finditer(sentence.text):
            name = plain(match[0]) if written.language == "zh" else match[0].lower()
            if name not in filled:
                filled.add(name)
                found.append(
                    WrittenPost(
                        sentence=sentence, start=match.start(), end=match.end(), rule="named", post=name, role="duty"
                    )
                )
    order = {id(sentence): number for number, sentence in enumerate(written.sentences)}
    return sorted(found, key=lambda post: (order[id(post.sentence)], post.start))


def find_doubtful_posts(written: WrittenPlan, known: list[WrittenPost] | None = None) -> list[DoubtfulPost]:
    """What the authors should settle: one person in several posts, a body with two heads, a head left blank."""
    posts = find_posts(written) if known is None else known
    found = [*_one_person(posts), *_two_heads(posts)]
    for post in posts:
        if post.blank and post.role == "head":
            reason = say("who is '{post}' of '{body}' is left blank", post=post.post, body=post.body or written.title)
            found.append(_doubt(post, "blank_head", "", [post], reason))
    order = {id(sentence): number for number, sentence in enumerate(written.sentences)}
    return sorted(found, key=lambda one: (order[id(one.sentence)], one.start))


def _goes_on(written: WrittenPlan, sentence: WrittenSentence) -> bool:
    """Whether what is missing behind a colon stands in the passage that follows."""
    following = [
        one.passage for one in written.sentences if one.passage.place.paragraph == sentence.passage.place.paragraph + 1
    ]
    return bool(following) and bool(re.match(rf"\s*(?:\[|[{_HAN}A-Za-z])", following[0].text)) and not re.search(
        r"[:：]", following[0].text[:12]
    ) and sentence.text.rstrip().endswith((":", "："))  # fmt: skip


def _counted(sentence: WrittenSentence, language: str) -> Iterator[WrittenPost]:
    for match in (_COUNTED if language == "zh" else _COUNTED_ENGLISH).finditer(sentence.text):
        number, post = figure(match["n"]), plain(match["post"])
        post = re.sub(r"^.{0,2}?(?:配备|安排|[设配有各派])(?!备)", "", post) if language == "zh" else post
        yield WrittenPost(
            sentence=sentence, start=match.start(), end=match.end(), rule="counted", post=post,
            role=role_of(post), number=int(number) if number is not None else None,
        )  # fmt: skip


_MANY = re.compile(
    rf"^(?:各|每|全体|所有|有关|相关|其他|本)|(?:等|有关|相关)[{_HAN}]*(?:人员|负责人|领导|单位)$|"
    rf"^(?:all|an?|each|every|any|other|the other|heads of|members)\b",
    re.IGNORECASE,
)
_GENERIC = re.compile(  # as members they are many
    r"(?:全体|部分|本院|本校|值班|专职|兼职)?(?:民警|辅警|教师|老师|班主任|医生|医师|护士|干部|职工|保安员?|司机|"
    r"驾驶员|网格员|工作人员|技术员|电工|志愿者|村干部"
    r"|驻村干部|医护人员|民兵|队员|员工|家长|学生|党员|副[镇乡校局院厂]长|组长|班长)|(?:[a-z]+ )?(?:teachers?|"
    r"staff|nurses?|officers?|volunteers?|members?|drivers?|guards?)"
)
_BESIDES = re.compile(r"\balso\b|\bdoubles\b|同时")  # what makes one post of somebody a second one
_MASK = re.compile(r"\[(?:姓名|name)(\d*)\]")
_IS_OFFICE = re.compile(r"[长记任员理师官席工事]$|领导$|负责人$|代表$|支书$|^\[|[A-Za-z]")


def _persons(holder: str) -> Iterator[str]:
    """What tells that two holders are one person: the same office, or the same masked name."""
    office = _MASK.sub("", holder).strip(" ,，()（）")
    if office and not _MANY.search(office) and _IS_OFFICE.search(office):
        yield re.sub(r"\s+", " ", office).lower() if office.isascii() else re.sub(r"\d+[名人位]$", "", office)
    for mask in _MASK.finditer(holder):
        if mask[1]:
            yield mask[0]


def _one_person(posts: Iterable[WrittenPost]) -> Iterator[DoubtfulPost]:
    held: dict[str, list[WrittenPost]] = {}
    shown: dict[str, str] = {}
    for post in posts:
        for holder in post.holders if post.rule != "leading" else ():
            for person in _persons(holder):
                shown.setdefault(person, holder)
                if post.role == "member" and _GENERIC.fullmatch(person):
                    continue
                if all((other.body, other.post) != (post.body, post.post) for other in held.get(person, [])):
                    held.setdefault(person, []).append(post)
    for person, several in held.items():
        places = {(post.body, post.role) for post in several}
        in_one = len({post.body for post in several}) < 2 and {post.role for post in several} <= {"head", "deputy"}
        said = any(_BESIDES.search(post.words) for post in several if post.rule in ("acts-as", "also", "and-so"))
        said = said or len({post.post for post in several if post.rule == "row"}) > 1  # two rows of one list of posts
        if not said and (len(places) < 2 or in_one):
            continue
        heads = [post for post in several if post.role == "head"]
        names = "、".join(f"{post.body} {post.post}".strip() for post in several)
        holder = shown[person]
        if len({post.body for post in heads}) > 1:
            reason = say("'{holder}' leads several bodies at once: {posts}", holder=holder, posts=names)
            yield _doubt(several[-1], "heads_several", holder, several, reason)
        else:
            reason = say("'{holder}' holds several posts: {posts}", holder=holder, posts=names)
            yield _doubt(several[-1], "several_posts", holder, several, reason)


def _two_heads(posts: Iterable[WrittenPost]) -> Iterator[DoubtfulPost]:
    heads: dict[str, list[WrittenPost]] = {}
    for post in posts:
        if post.role == "head" and post.body and post.holders and post.rule != "leading":
            heads.setdefault(post.body, []).append(post)
    for body, several in heads.items():
        persons = {person for post in several for holder in post.holders for person in [next(_persons(holder), holder)]}
        if len(persons) > 1:
            reason = say("'{body}' has more than one head: {heads}", body=body, heads="、".join(sorted(persons)))
            yield _doubt(several[-1], "two_heads", "", several, reason)


def _doubt(post: WrittenPost, doubt: PostDoubt, holder: str, several: list[WrittenPost], reason: Message) -> DoubtfulPost:
    return DoubtfulPost(
        sentence=post.sentence, start=post.start, end=post.end, rule=doubt.replace("_", "-"), doubt=doubt, holder=holder,
        posts=tuple((one.body, one.post) for one in several), reason=reason,
    )  # fmt: skip
