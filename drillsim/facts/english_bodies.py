"""Where an English text names a body: a noun such as 'team' with what stands before it, up to an article or a verb."""

from __future__ import annotations

import re

from drillsim.facts.body_name import BodyName, apart

# English: what sort of body it is, in the singular; with capitals before it, or an article.
_GROUPS = (
    "team|group|board|medical post|first aid post|first-aid post|aid post|committee|squad|crew|cell|desk|task force"
    "|command post|forward command post|command centre|command center|incident room|sector|panel|bridgehead|watch"
    "|wardens|marshals|stewards|patrol|brigade|taskforce|command|working party|response unit|rescue unit|medical unit"
    "|generation unit|unit|section|control room|cordon"
)
_ORGANISATIONS = (
    "office|centre|center|department|service|services|authority|council|agency|hospital|police|constabulary"
    "|company|station|bureau|ministry|division|branch|trust|clinic|surgery|college|university|forum|association"
    "|society|union|corps|force|partnership|operator|contractor|supplier|call centre|call center|switchboard|helpdesk"
    "|hotline|infirmary|laboratory|utility|coastguard|regulator|secretariat|foundation|school|nursery|church"
    "|executive|commission|directorate|headquarters|dispatch|inspectorate|administration"
)
_ENGLISH_ALONE = re.compile(
    r"(?i:police|hospital|council|coastguard|regulator|constabulary|switchboard|fire service|bridgehead|secretariat)$"
)
# Words that stand in no name, and verbs that stand before one: a capital at the beginning of a sentence makes no name.
_FUNCTION_WORDS = """
next other same whole entire relevant responsible appropriate respective own affected nearest said new last each
every all any both of for to in on at by from with or but as if when while until who which that this these those it is
are was be been being has have had must may shall should will would can could not no than then its their our his her
one two three four five six seven eight nine ten several many more most such only also very within after before during
under over per between into onto through against about without upon once where there here via what how so them they he
she we you i us him me mr mrs ms dr the a an
"""
_FUNCTION = frozenset(_FUNCTION_WORDS.split())
_VERBS_WORDS = """
let leave leaves call calls inform informs notify notifies tell tells contact contacts support supports help helps
join joins alert alerts assist assists ask asks send sends form forms set sets meet meets report reports led headed
chaired make makes get gets give gives take takes use uses
"""
_VERBS = frozenset(_VERBS_WORDS.split())
_NO_WORD = rf"(?!(?i:{'|'.join((*_FUNCTION_WORDS.split(), *_VERBS_WORDS.split(), 'first(?! aid)'))})(?![\w-]))"
_PLACES = re.compile(
    r"(?i:\b(?:leisure|shopping|sports?|community|rest|evacuation|reception|conference|town|city|visitors?|garden|"
    r"exhibition|arts|data|health|medical|civic|day|family)"
    r" (?:centre|center)$|(?:\w+[’']s?|floor|ground|back|front|ticket|post|box|site|branch) office$|(?:railway|"
    r"bus|train|underground|petrol|pumping|power|weather|work|gas|filling"
    r"|metro|relay|base|sub|radio) station$|\b(?:in|out of|of|quality|customer|bus|train|taxi|memorial|church|"
    r"room|mobile|first|self) service$|(?:price|remote|access|crowd"
    r"|infection|quality|traffic|flood|fire|damage|pest|pollution|birth|ground|hazard|risk|stock|source|local|"
    r"full|under|passport|frost|speed|temperature|valve|cost) control$"
    r"|(?:public|special|armed|excessive|work|full|task) force$|\b(?:housing|power|storage|shower|control|drive|"
    r"handling|retail|industrial|dwelling|bedroom|filter) unit$"
    r"|(?:\bthis|next|following|previous|above|plan|above-mentioned) section$|(?:notice|white|bulletin|circuit|"
    r"message|key|display|control|fuse|duty) board$"
    r"|(?:front|reception|information desk top) desk$|(?:risk|incident|age|user|target|blood|peer|vulnerable|tour|"
    r"large|risk) group$|(?:account|legal|trade) executive$)"
)
_WORD_BEFORE = rf"{_NO_WORD}[A-Za-z][\w’'&-]*"
_TITLED = re.compile(
    rf"(?<![\w-])(?P<words>(?:[A-Z][\w’'&-]*(?: (?:of(?: the)?|for|and|&))? ){{1,6}})(?P<head>(?i:{_GROUPS}|"
    rf"{_ORGANISATIONS}))(?P<plural>s?)\b(?!-\w|[’'](?!s\b)\w)"
    r"(?P<rest>(?: of (?:the )?[A-Z][\w’-]*(?:(?: and| of| for)? [A-Z][\w’-]*){0,4})?)"
)
_DETERMINED = re.compile(
    rf"(?<![\w-])(?P<article>[Tt]he|[Aa]n?|[Oo]ur|[Ii]ts|[Tt]his|[Oo]ne|"
    rf"[Tt]heir) (?P<words>(?:{_WORD_BEFORE} (?:and (?={_WORD_BEFORE} ))?){{0,5}}?)"
    rf"(?P<head>(?i:{_GROUPS}|{_ORGANISATIONS}))\b(?!-\w|[’'](?!s\b)\w)"
)
_OPENING = re.compile(
    rf"^(?P<words>(?:{_WORD_BEFORE} ){{0,4}}?)(?P<head>(?i:{_GROUPS}|{_ORGANISATIONS}))(?=\s*(?:[:.(–—-]|$)| (?:is|"
    rf"are|consists|comprises|has|leader|lead)\b)"
)
_SEVERAL_OF_ONE = re.compile(
    rf"(?<![\w-])(?i:two|three|four|five|six|seven|eight|nine|ten|twelve|\d+) (?P<words>(?:{_WORD_BEFORE} ){{1,3}}?)"
    r"(?P<head>teams|squads|groups|crews|units|patrols|wardens|marshals)\b"
)
_ACRONYM = re.compile(
    r"(?<![\w-])[Tt]he (?P<name>[A-Z]{2,5})\b(?! [A-Z]| (?:system|form|code|number|radio|alarm|set|kit|room|unit)s?\b)"
)
_NO_ACRONYM = frozenset(
    (
        "UK",
        "US",
        "USA",
        "EU",
        "UN",
        "BA",
        "PA",
        "AED",
        "UPS",
        "CCTV",
        "PPE",
        "ICU",
        "ID",
        "IT",
        "HR",
        "GPS",
        "SMS",
        "PIN",
        "QR",
        "VIP",
        "HVAC",
        "LPG",
    )
)
_ENGLISH_COLLECTIVE = re.compile(
    r"(?<![\w-])(?:all|each|every|any|other|both|the relevant|relevant|the responsible|various|(?:the )?(?:two|"
    r"three|four|five|six|seven|eight|nine|ten))"
    r"(?: (?:of the|relevant|other|concerned|participating|response|emergency|special|working|member|partner|"
    r"supporting|outside|affected)){0,3}"
    r" (?:teams?|groups?|departments?|units?|offices?|agencies|agency|services?|organisations?|organizations?|"
    r"bodies|partners|squads?|sections?|crews?|divisions?|schools?|wards?)"
    r"(?: concerned| involved)?\b",
    re.IGNORECASE,
)


def english_names(text: str) -> list[BodyName]:
    """The bodies that an English text names, in its order."""
    found = [BodyName(m.start(), m.end(), m[0], "collective") for m in _ENGLISH_COLLECTIVE.finditer(text)]
    for pattern in (_TITLED, _DETERMINED, _OPENING, _SEVERAL_OF_ONE):
        for match in pattern.finditer(text):
            name = _english(match, text)
            if name is not None:
                found.append(name)
    for match in _ACRONYM.finditer(text):
        if match["name"] not in _NO_ACRONYM:
            found.append(BodyName(match.start("name"), match.end("name"), match["name"], "organisation", sure=False))
    return apart(found)


def _english(match: re.Match[str], text: str) -> BodyName | None:
    titled = match.re is _TITLED
    words, head, end = match["words"].split(), match["head"], match.end("head")
    opens = not text[: match.start()].strip() or text[: match.start()].rstrip().endswith((".", ":", ";"))
    words = _fit(words, opens) if titled else words
    while longer := _HEAD.match(text, end):  # a police station is no police
        words, head, end = [*words, head], longer["head"], longer.end()
    if titled and not head[0].isupper() and (not words or len(words) == 1):
        return None
    rest = match["plural"] + match["rest"] if titled and end == match.end("head") else ""
    owners = [n for n, word in enumerate(words, 1) if re.fullmatch(r"[a-z-]+[’'](?:s)?", word)]
    words = words[owners[-1] :] if owners else words  # the hospital's team
    while words and re.fullmatch(r"[\w]+-(?:person|man)", words[0]):
        words = words[1:]
    start = end - len(" ".join((*words, head)))
    end += len(rest)
    name = " ".join((*words, head)) + rest
    alone = not words and not match.groupdict().get("rest")
    if alone and (not _ENGLISH_ALONE.search(head) or text[end : end + 2].strip()[:1].isupper()):
        return None
    if re.match(r"(?:Head|Director|Manager|Chief|Deputy|Secretary|Minister|Leader|Chair) of ", name):
        return None
    following = re.match(r"(?: [A-Z][\w-]+){1,2}", text[end:])
    if following and not following[0].lower().endswith(_OFFICES):
        return None  # the Priority Services Register is no service
    if head[0].isupper() and words and words[-1].islower() and re.match(r" [A-Z]", text[end:]):
        return None  # nor the duty Group Manager a group
    if _PLACES.search(" ".join((*words, head))):
        return None
    group = re.fullmatch(rf"(?:{_GROUPS})s?", head, re.IGNORECASE)
    if not group and re.search(r"\b(?:Head|Director|Manager|Chief|Secretary|Minister) of $", text[:start]):
        return None
    return BodyName(start, end, name, "group" if group else "organisation")


_OFFICES = (
    "leader",
    "leaders",
    "manager",
    "managers",
    "officer",
    "officers",
    "head",
    "member",
    "members",
    "director",
    "coordinator",
    "supervisor",
    "engineer",
    "engineers",
    "commander",
    "controller",
    "lead",
    "secretary",
    "chair",
    "operator",
    "operators",
    "staff",
    "principal",
    "nurse",
    "warden",
)
_HEAD = re.compile(rf" (?P<head>(?:{_GROUPS}|{_ORGANISATIONS}))\b(?!-\w|[’'](?!s\b)\w)")


def _fit(words: list[str], opens: bool) -> list[str]:
    """The words with capitals before a noun that belong to the name."""
    cut = 0
    for number, word in enumerate(words):
        bare, inside = word.strip(",").lower(), 0 < number < len(words) - 1
        joining = inside and bare in ("and", "of", "for", "the", "&")
        verb = bare in _VERBS and number == 0 and opens and len(words) == 1
        ordinal = bare == "first" and (words[number + 1 :] or ["aid"])[0].lower() != "aid"
        if ordinal or (bare in _FUNCTION and not joining) or verb or word.endswith(","):
            cut = number + 1
    words = words[cut:]
    while words and words[0].lower() in ("and", "of", "for", "the", "&"):
        words = words[1:]
    return words
