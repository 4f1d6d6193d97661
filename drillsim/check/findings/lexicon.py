"""The words that the check looks for in the sentences of a written plan, in both languages.

Each entry is a short pattern with a sentence in which it is to be found, and often with one that
only looks like it. A test reads every entry, so that a word that is listed is a word that is found.
A sentence that all of them miss can be marked in the plan file (`undefined`, `strike` and so on).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple


@dataclass(frozen=True)
class LexiconEntry:
    """A word: its pattern, a sentence that says it, and sentences that do not."""

    pattern: str
    said: str
    not_said: tuple[str, ...] = ()


def _e(pattern: str, said: str, *not_said: str) -> LexiconEntry:
    return LexiconEntry(pattern, said, not_said)


class Hit(NamedTuple):
    """Words found in a text: in which of its languages ('' where it has one), from where to where, and what they are."""

    language: str
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Words:
    """Words that mean the same to a rule: whole English words, and Chinese ones."""

    en: tuple[LexiconEntry, ...]
    zh: tuple[LexiconEntry, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All of them in one."""
        whole = [rf"\b(?:{entry.pattern})\b" for entry in self.en] + [entry.pattern for entry in self.zh]
        return re.compile("|".join(f"(?:{pattern})" for pattern in whole), re.IGNORECASE)

    def places(self, text: str) -> Iterator[re.Match[str]]:
        """Where a text says one of them; what is said not to be done is left out."""
        for match in self.pattern.finditer(text):
            if not NOT_DONE.search(text, max(0, match.start() - 20), match.start()):
                yield match

    def hits(self, text: Any) -> list[Hit]:
        """Where they stand in a text, in all its languages and in order; what is said not to be done is left out."""
        return hits(self.places, text)

    def found(self, text: Any) -> list[str]:
        """The words of a text (in all its languages) in order, each once."""
        return list(dict.fromkeys(hit.words.lower() for hit in self.hits(text)))

    def quoted(self, text: Any) -> dict[str, str] | str:
        """The first word found, in each language that has one."""
        return quoted(self.hits(text))

    def __iter__(self) -> Iterator[LexiconEntry]:
        return iter((*self.en, *self.zh))


def in_languages(text: Any) -> dict[str, str]:
    """A text by its languages, to look for words in; one that has no more than one stands under ''."""
    return text if isinstance(text, dict) else {"": text or ""}


def hits(places: Callable[[str], Iterable[re.Match[str]]], text: Any) -> list[Hit]:
    """What is found in a text, in all its languages, without the blanks around it."""
    found = []
    for language, words in in_languages(text).items():
        for match in places(words):
            said = match[0].strip()
            start = match.start() + match[0].index(said)
            found.append(Hit(language, start, start + len(said), said))
    return found


def quoted(found: list[Hit]) -> dict[str, str] | str:
    """The first of some hits, in each language that has one."""
    first: dict[str, str] = {}
    for hit in found:
        first.setdefault(hit.language, hit.words.lower())
    return first.get("", first or "")


NOT_DONE = re.compile(
    r"(\b(?:not|never|no|nobody is|without)\s+(?:be\s+)?|(?:不得|不准|严禁|禁止|不予?|非|未能?|没有?)\s*)$",
    re.IGNORECASE,
)

# A promise about time that names no time.
_FEW_ZH = r"(?:几|数|十几|若干|[一二两三]?[二两三四五](?<=[一二两三].))(?:分钟|个?小时|天|日|个?工作日)(?=之?内|以内)"
SOON = Words(
    (
        _e(r"at once", "Staff go at once."),
        _e(
            r"immediate(?:ly)?(?! (?:famil|danger|threat|vicinity|area|superior|manager|supervisor|surroundings|"
            r"cause|neighbo))",
            "They report immediately.",
            "Immediate family members are told.",
        ),
        _e(r"in time(?! of)", "They are there in time.", "This holds in time of war."),
        _e(r"timely", "A timely answer is given."),
        _e(
            r"as (?:soon|quickly|fast|early|promptly) as (?:possible|practicable|may be|it is safe|(?:you|we|they|it) can)"
            r"|asap",
            "They come as soon as possible.",
            "As soon as the siren sounds, go.",
        ),
        _e(r"(?:at )?the first moment", "They report at the first moment."),
        _e(r"prompt(?:ly)?", "Matters are handled promptly."),
        _e(r"without (?:undue |any |further )?delay", "They set out without undue delay."),
        _e(r"fast(?! food|[- ]track)", "They act fast.", "Fast food stalls are closed."),
        _e(r"quick(?:ly)?", "They get there quickly."),
        _e(r"swiftly", "They move swiftly."),
        _e(r"speedily|expeditiously", "The road is cleared speedily."),
        _e(
            r"rapid(?:ly)?(?! (?:response|deployment|reaction|intervention) (?:team|unit|force|"
            r"squad))",
            "A rapid response is made.",
            "The rapid response team has two cars.",
        ),
        _e(
            r"early(?! warning|[- ](?:stage|phase|hours|morning|"
            r"years))",
            "Disputes are found early.",
            "An early warning is sent.",
        ),
        _e(r"right away|straight ?away|forthwith|instantly", "They leave right away."),
        _e(r"at the earliest(?: opportunity| possible moment| time)?", "Parents are told at the earliest opportunity."),
        _e(r"urgently", "They are urgently called in."),
        _e(
            r"(?:with)?in (?:a few |several )?(?:minutes|hours)(?! of (?:duty|work|opening|"
            r"business))",
            "Help is there within minutes.",
            "It is done in hours of duty.",
        ),
        _e(r"in good time", "Beds are found in good time."),
        _e(r"(?<!as )soon(?!er| after| as)", "Blankets follow soon.", "It is as soon as that."),
        _e(r"in the stated time", "They come in the stated time."),
        _e(r"on schedule", "It is done on schedule."),
    ),
    (
        _e(r"立即|立刻|马上|即刻|当即|随即|迅即|旋即", "接报后立即到场。"),
        _e(r"第一时间", "第一时间上报。"),
        _e(r"及时", "及时处理。", "未及时处理的，予以通报。"),
        _e(r"尽快|尽早|尽速|从速|从快|赶紧|赶快|抓紧", "尽快答复。"),
        _e(r"迅速|(?<!最)快速(?!通道|路|检测)|火速|急速", "快速到达现场。", "快速检测合格。"),
        _e(r"最短(?:的)?(?:时间|时限)|短时间(?=之?内|以内)|最快(?:的)?(?:速度|方式|时间|途径)", "以最快速度到场。"),
        _e(r"即时(?!通[讯信])", "即时派单。", "通过即时通讯群联系。"),
        _e(r"随到随(?:访|接|办|处|查)", "来访随到随接。"),
        _e(r"随时(?=(?:向[^,，。;；]{1,12})?(?:报告|上报|汇报|通报|报送))", "重要情况随时上报。", "随时待命。"),
        _e(r"不得(?:拖延|延误|迟延|耽搁)|不(?:拖延|延误)", "接令后出动，不得延误。"),
        _e(r"(?:规定|指定)(?:的)?(?:时间|时限|期限)", "在规定时间内到达。"),
        _e(_FEW_ZH, "几分钟内到场。", "他来过几天。"),
        _e(r"半[天日](?=之?内|以内)", "半天内办结。"),
        _e(r"早(?=发现|报告|介入|处置|解决|化解)", "做到早发现、早报告。", "早餐后集合。"),
    ),
)

# A place or a time that some other text must state.
STATED_ELSEWHERE = Words(
    (
        _e(
            r"(?:the )?(?:stated|designated|specified|prescribed) (?:place|location|time)s?",
            "They come to the stated place.",
        ),
        _e(r"on schedule", "It is done on schedule."),
    ),
    (_e(r"(?:规定|指定)(?:的)?(?:时间|地点|位置|场所|时限)", "到指定地点集合。", "指定专人负责。"),),
)

# What is done to people. Who does things to markets, diseases or fires is not meant.
_AWAY = r"(?!危险|险区|险境|火场|灾区|受灾|隐患|围观|无关|闲杂|堤|河|水边)"
_PERSONS = r"(?:人员|群众|上访|信访|来访|走访|对象|老兵|家属|组织者|其(?!他|它|中|余))"
TO_PEOPLE = Words(
    (
        _e(r"intercept\w*", "People are intercepted at stations."),
        _e(r"detain\w*|detention", "Organisers are detained."),
        _e(r"admonish\w*|admonition", "They are admonished by the police."),
        _e(r"surveil\w*", "Key persons are put under surveillance."),
        _e(r"restrain(?:s|ed|ing|t)?", "They restrain those who resist."),
        _e(r"punish\w*", "Those who come are punished."),
        _e(r"man-to-man", "Each is watched man-to-man."),
        _e(
            r"(?:turn|send|sent|bring|brought|take|taken|escort|fetch|collect)(?:s|ed|ing)? (?:\w+ ){0,2}back"
            r"(?! to the (?:office|town hall))",
            "They are brought back from the capital.",
            "The car is sent back to the office.",
        ),
        _e(
            r"(?:lead|leads|led|leading|take|takes|taken|taking|talk|talks|talked|talking) (?:people |them |petitioners )?"
            r"away(?! from (?:danger|the fire|the flood))",
            "Visitors are led away from the gate.",
            "Residents are led away from the fire.",
        ),
        _e(
            r"(?:persuad|talk)(?:e|es|ed|ing|s)? (?:people |them |petitioners |visitors )?"
            r"(?:to leave|into leaving|to go home)",
            "Petitioners are persuaded to leave.",
        ),
        _e(r"firmly dissuad(?:e|es|ed|ing)", "They are firmly dissuaded from going."),
        _e(
            r"(?:keep|keeps|kept|keeping|hold|holds|held|stabilis\w+|stabiliz\w+) (?:people |them |petitioners )?"
            r"(?:where they are|in place|in the locality|at home)(?! order)",
            "They are kept where they are.",
        ),
        _e(r"keep(?:s|ing)? (?:a )?watch (?:on|over)", "Cadres keep a watch on them."),
        _e(r"watched (?:day and night|around the clock|closely)", "They are watched around the clock."),
        _e(
            r"track(?:s|ed|ing)? (?:key persons|petitioners|people|them|their movements)"
            r"|tracking of (?:groups|people|persons)",
            "Cadres track their movements.",
            "We track how answers are kept.",
        ),
        _e(r"minders?", "Each of them is given a minder."),
        _e(r"monitor(?:s|ed|ing)? (?:of )?(?:key )?(?:persons|petitioners|individuals|them)",
           "Cadres monitor key persons.", "Monitor the water level."),
        _e(r"shadow(?:s|ed|ing)? (?:key persons|petitioners|people|them)", "Two officers shadow them."),
        _e(r"(?:stop|prevent|block|keep|kept)(?:s|ped|ed|ing)? (?:\w+ ){0,3}from (?:travelling|leaving town|petitioning"
           r"|going to (?:the )?(?:capital|province|city))",
           "Petitioners are kept from travelling.", "Keep water from entering the hall."),
        _e(r"(?:taken|take|held|hold) (?:\w+ ){0,2}(?:in|into) custody", "They are taken into custody."),
        _e(r"forcibly (?:remove|escort|take|turn|send)\w*|(?:removed|taken|"
            r"escorted) (?:\w+ ){0,2}by force", "They are removed by force."),
        _e(r"escort(?:s|ed|ing)? (?:\w+ ){0,3}(?:off|out of) (?:the )?(?:premises|site|building|hall|grounds|town)",
           "Protesters are escorted off the premises.", "Pupils are escorted to the hall."),
        _e(r"eject(?:s|ed|ing|ion)?|handcuff\w*|(?<!cardiac )arrest(?:s|ed|"
            r"ing)?", "Persistent visitors are ejected.", "Cardiac arrest."),
        _e(r"(?:bans?|banned|bars?|barred) (?:\w+ ){0,3}from (?:the )?(?:office|premises|town hall|building|"
            r"meeting|council)",
           "They are barred from the office."),
        _e(r"dispers(?:e|es|ed|ing) (?:the |a |any )?(?:crowd|protest\w*|demonstrat\w+|petitioners|gathering|group)",
           "Police disperse the crowd.", "Foam disperses the vapour."),
        _e(r"(?:list|record|file|register|database) of (?:\w+ ){0,2}(?:complainants|petitioners|protesters|"
            r"troublemakers|agitators)"
           r"|(?:troublemakers|ringleaders|agitators)",
           "A list of persistent complainants is kept."),
        _e(r"(?:photograph|film|follow)(?:s|ed|ing)? (?:them|those who|protesters|petitioners|complainants|"
            r"callers|the organisers)",
           "Guards photograph protesters."),
        _e(r"re-?education|study (?:class|session)es for (?:petitioners|key persons)", "They are sent to re-education."),
        _e(r"supervis(?:e|es|ed|ing|ion of) (?:key )?(?:persons|petitioners|individuals)", "They supervise key persons."),
    ),
    (
        _e(rf"截访|拦访|{_PERSONS}[^。;；,，]{{0,16}}(?:拦截|堵截|围堵)|(?:拦截|堵截|围堵)[^。;；,，]{{0,8}}{_PERSONS}",
           "在车站拦截上访人员。", "用沙袋围堵泄漏物。", "筑坝拦截污水。"),
        _e(rf"稳控|{_PERSONS}[^。;；,，]{{0,8}}(?:布控|盯防|盯守)|(?:布控|盯防|盯守)[^。;；,，]{{0,6}}{_PERSONS}",
           "对重点人员落实稳控措施。", "派专人盯守水位。"),
        _e(r"盯人|人盯人", "实行一人盯人。"),
        _e(rf"(?:劝返|劝离){_AWAY}", "将来访人员劝离现场。", "将群众劝离危险区域。"),
        _e(r"坚决劝阻", "对越级上访人员坚决劝阻。"),
        _e(r"接返|遣返|接领", "派人接领上访人员。"),
        _e(r"(?:人员|上访人|当事人|将其|限期)[^。;；,，]{0,6}带回|带回(?:派出所|属地|当地|原籍|户籍地)", "限期将人员带回。",
           "把样品带回实验室。"),
        _e(r"送回(?:原籍|户籍|属地|当地)", "由工作组送回原籍。", "把群众送回家。"),
        _e(r"(?:稳住|管住|看住)(?:人|上访|重点|对象)", "务必看住人。", "稳住大坝。"),
        _e(r"(?<!家长)(?<!家属)(?<!学生)(?<!孩子)(?<!群众)(?<!居民)接回(?!家|学生|孩子|患者|病人|伤员|被困|群众|"
            r"居民|转移|师生|幼儿|游客|旅客|职工)", "将赴省上访人员接回。", "由家长接回学生。"),
        _e(rf"(?:强制)?带离{_AWAY}(?![^。;；,，]{{0,6}}(?:险|火|灾|楼|建筑|宿舍|烟|污染|泄漏|水域|"
            rf"洪))", "将闹访人员带离现场。", "将老人带离危险房屋。"),
        _e(r"陪教|陪护教育", "安排干部陪教。"),
        _e(r"训诫|拘留", "由派出所训诫。"),
        _e(
            r"(?:人员|人头|对象|群众|老兵|当事人|上访户|其)[^。;；,，]{0,8}监管(?!组|局|所|部门|机构|平台|人员)|监管到人",
            "对重点人员加强监管。",
            "市场监管组检查农贸市场。", "食品安全监管到位。", "请监管部门到场。", "工作人员通知监管部门。",
        ),
        _e(r"(?<!客流)(?<!视频)(?<!水位)(?<!舆情)(?<!在线)(?<!温度)(?<!实时)监控"
           r"(?!室|摄像|视频|设备|系统|中心|员|组|预警|平台|数据|值|岗|点|探头|画面|报警|措施|水|河|舆|气|瓦斯|火|疫)|看管",
           "对其24小时监控。", "监控室值守。", "由监控员报告。"),
        _e(r"(?<!疫情)(?<!病情)(?<!病因)(?<!缺勤)(?<!流行病学)跟踪调查", "对上访人员跟踪调查。", "对学生缺勤跟踪调查。"),
        _e(
            r"稳(?:定|控|住)在(?:当地|本地|属地|基层|原地)|留在当地",
            "把人员稳定在当地。",
            "产量稳定在一万吨。",
        ),
        _e(r"限制人身", "限制人身自由。"),
        _e(r"(?:上访|重点|闹访|信访)人(?!群)员?[^。;；,，]{0,6}(?:管控|控制|查控|看护)(?!措施费)", "对重点人员逐一管控。",
           "火势得到控制。"),
        _e(r"(?:人员|对象|上访人|当事人|其|动向)[^。;；,，]{0,6}(?:跟踪|尾随|监视)", "对上访人员跟踪。", "对设备跟踪维护。"),
        _e(r"掌握其(?:动向|行踪)|(?:重点|上访|信访)(?:人员|对象|人)[^。;；,，]{0,8}(?:动向|行踪|去向|包保)|包保到人",
           "对重点人员落实包保责任人。", "掌握灾情动态。"),
        _e(r"驱散(?![^。;；,，]{0,4}(?:烟|毒|气|雾|蒸))|强行(?:驱|带|清|拉|架)", "将聚集人员驱散。", "用水雾驱散毒气。"),
        _e(rf"{_PERSONS}[^。;；,，]{{0,12}}(?:列入|纳入)[^。;；,，]{{0,4}}(?:黑名单|失信|重点管理)|"
            rf"签订[^。;；,，]{{0,6}}(?:息访|罢访)",
           "将上访人员列入黑名单。"),
        _e(r"看死盯牢|死看死守(?!大坝|堤|火)|五包一|几包一", "做到看死盯牢。", "死看死守大坝。"),
        _e(r"(?:不让|不准|阻止|制止|防止)[^。;；,，]{0,10}(?:离开(?:本镇|本县|本村|辖区|当地)|外出上访|进京|赴省)",
           "阻止其进京。", "防止火势蔓延。"),
        _e(r"(?:扣押|扣留|押送|强制传唤|非法限制)[^。;；,，]{0,8}(?:人员|当事人|上访|其)|将其(?:扣留|押送)",
           "扣留上访人员。", "扣押违法车辆。"),
        _e(r"(?:法制|法治)(?:教育)?学习班|送(?:学习班|教养)", "送学习班集中教育。"),
        _e(r"(?:依法|从严|严厉|坚决)打击[^。;；,，]{0,16}(?:上访|闹访|缠访|组织者|策划者|挑头)",
           "依法打击越级上访的组织者。", "严厉打击盗窃分子。"),
    ),
)  # fmt: skip

# Speaking one's mind as an occasion for the police.
EXPRESSION = Words(
    (_e(r"sit-ins?|banners?|leaflets?|slogans?|placards?", "Police come to sit-ins."),),
    (_e(r"静坐|横幅|条幅|传单|标语|口号", "打横幅的，由公安处置。"),),
)
POLICE = Words(
    (_e(r"police|security guards?", "The police are called."),),
    (_e(r"公安|警察|民警|派出所|警力", "由派出所处置。"),),
)

# Numbers of visits as a goal.
_VISITS = (
    r"(?:上访|信访(?!部门|局|办|条例|工作|干部|接待)|集访|非访|缠访|闹访|越级访|集体访|进京访|赴省访|进京走访|越级走访"
    r"|来访(?!群众|人员|者|人))"
)
NO_VISITS = Words(
    (
        _e(
            r"(?:zero|no)(?: (?!one\b)[\w-]+(?:,| or| and)?){0,4} (?:visits?|petitions?)\b"
            r"(?! (?:is|are|be|goes|go|stays?|remains?|lost|left|un\w+|without)\b)",
            "Zero visits to the capital.",
            "No visit is lost.", "No visit goes unanswered.",
        ),
        _e(r"three zeros?", "Reach the three zeros."),
        _e(r"not (?:a single|one) (?:case|visit|petition)(?! is (?:lost|left)| goes| without)", "Not one case may occur.",
           "Not one case is lost."),
        _e(r"(?:reduc|lower|cut)\w* (?:the )?(?:number|numbers|amount|volume) of (?:\w+ ){0,2}(?:visits|petitions)",
           "Reduce the number of group visits.", "Reduce the number of forms."),
        _e(r"(?:visits|petitions) (?:are |be )?(?:kept |reduced |lowered |brought )(?:down )?to (?:the|a) (?:minimum|least)",
           "Visits are kept to a minimum."),
    ),
    (
        _e(r"零(?:越级|上访|非访|进京|赴京|赴省|集访|到省|到市|个访|登记)", "实现零越级、零集访。", "零时起执行。"),
        _e(r"三个?零(?!售|件)", "确保三零目标。", "三零售点。"),
        _e(
            r"(?:不发生|不出现|杜绝|无(?!理|故|法|论|须|需|人|关|序|效|正当))[^。;；,，]{0,12}"
            r"(?:上访|集访|非访|缠访|闹访|进京走访|越级走访|进京访|赴省访|集体访|信访事件)",
            "不发生越级上访。",
            "对无理取闹、缠访闹访的依法处理。", "无法当面上访的可以写信。",
        ),
        _e(
            r"不(?:出现|发生)(?:任何)?一例(?![^。;；,，]{0,8}(?:疫情|病例|感染|传染|死亡|中毒|伤亡))",
            "确保不出现一例。",
            "确保不出现一例聚集性疫情。",
        ),
        _e(
            rf"(?:减少|降低|压减|压降|控制)(?:(?:越级|重复|集体|非正常|初次)(?:上访|"
            rf"访)?[、和与及])?[^。;；,，、]{{0,10}}{_VISITS}(?!群众|人员|人的|者)(?:总量|数量|量|批次|"
            rf"人次|次数|件数|率)?",
            "减少越级上访。",
            "减少来访群众等候时间。", "减少信访部门负担。",
        ),
        _e(rf"{_VISITS}[^。;；,，]{{0,10}}(?:下降|减少|降低|压降|为零)(?!到|至)", "全年集体访批次下降10%。"),
        _e(rf"{_VISITS}[^。;；]{{0,16}}降(?:到|至)最低(?:限度|点)?", "把越级上访降到最低。", "把损失降到最低。"),
    ),
)  # fmt: skip

# One incident that outweighs all other work.
VETO = Words(
    (_e(r"one[- ]vote[- ]veto\w*|one vote vetoes(?: all)?", "One vote vetoes all."),),
    (_e(r"一票否决", "实行一票否决。"),),
)

# Who is called to account when something goes wrong: a matter of staff rules, which no drill can test.
ACCOUNTABILITY = Words(
    (
        _e(r"(?:held|hold|holds|called|call) (?:\w+ ){0,3}(?:to account|accountable|liable)",
           "Managers are held accountable."),
        _e(r"disciplin(?:ed|e those|e anyone|e staff)|disciplinary (?:action|measures?|proceedings?|procedures?)",
           "Failure leads to disciplinary action.", "Discipline is good."),
        _e(r"public(?:ly)? criticis\w+|publicly criticiz\w+|named and shamed|reprimand(?:s|ed)?|demot(?:ed|ion)",
           "They are publicly criticised."),
        _e(r"(?:dismiss(?:ed|al)|removed|suspended) from (?:\w+ )?(?:post|office|duty|duties|employment)",
           "They are removed from office."),
        _e(r"(?:investigated|sanctioned|penali[sz]ed|prosecuted|punished) for (?:\w+ ){0,3}"
           r"(?:neglect|dereliction|failure|failing|delay|breach|concealment)",
           "Staff are sanctioned for neglect of duty.", "The room is used for meetings."),
        _e(r"(?:criminal|personal|administrative) liability", "This may bring criminal liability."),
        _e(r"accountability (?:system|procedure|measures|is enforced|will be)", "An accountability system applies."),
        _e(r"lose(?:s)? (?:their|its|all) (?:bonus|bonuses|awards?|eligibility)", "Units lose their awards."),
    ),
    (
        _e(r"追究[^。;；,，]{0,24}责任|责任追究|追责|问责|(?:责任)?倒查|究责", "依法追究有关人员的责任。", "责任分工如下。"),
        _e(r"通报批评|(?:全镇|全县|全市|全区|全系统)通报(?!情况)", "予以通报批评。", "及时通报情况。"),
        _e(r"(?:党纪|政纪|纪律|行政|政务|党内)[^。;；]{0,4}处分|给予[^。;；,，]{0,6}处分", "给予纪律处分。"),
        _e(r"(?:取消|不得)[^。;；,，]{0,10}(?:评优|评先|先进)", "取消评先资格。"),
        _e(r"严肃处理|严肃查处[^。;；]{0,10}(?:人员|责任|干部)?|从严处理|严肃追", "违者严肃处理。"),
        _e(r"诫勉|(?:约谈|免职|停职|撤职|降职)(?!培训)", "对责任人诫勉谈话。"),
        _e(r"(?:扣发|扣减|扣除)[^。;；,，]{0,8}(?:奖金|绩效|工资|分)", "扣发当月绩效。"),
        _e(r"(?:追究|承担)[^。;；,，]{0,8}(?:刑事|法律|领导|行政)责任|移送司法", "承担法律责任。"),
        _e(r"纳入[^。;；,，]{0,10}(?:考核|考评)|列入[^。;；,，]{0,8}考核", "工作情况纳入年终考核。", "纳入应急物资储备。"),
    ),
)  # fmt: skip

# A life in danger, and something that is tried before help comes.
LIFE = Words(
    (_e(r"li(?:fe|ves)|suicid\w+|self-harm", "A life is in danger.", "He lived here."),),
    (_e(r"生命|自杀|自残|自伤|轻生|性命", "有轻生倾向的。"),),
)
TRIED_FIRST = Words(
    (
        _e(r"after [^.;,]{0,60}\bfail\w*", "After talks have failed, help is called."),
        _e(r"(?:when|if|once) [^.;,]{0,60}\bfails?", "When dissuasion fails, help is called."),
        _e(r"dissuasion", "Dissuasion comes first."),
    ),
    (
        _e(r"劝[导阻说][^。;；]{0,8}无效", "经劝导无效的，再行救助。"),
        _e(r"无效(?:后|时|的|之后)", "无效时报警。"),
        _e(r"经劝[阻导说]", "经劝阻不听的。"),
    ),
)

# A number of hours that may as well be a time of day.
HOUR = re.compile(r"(?<![\d::每日早晚上下中午第、,])(\d{1,2})\s*时(?![间段分刻点])[”’」』\"]?\s*(?:之?内|以内|前)?内")


@dataclass(frozen=True)
class Superseded:
    """A law, rule, standard or plan of a higher level that was replaced: how it is cited, what holds now, since when.

    `older_than` is the year of the version in force where the title stayed: only a citation with an earlier year (in
    digits, behind the title) is of the old one. `source` says where the replacement is stated.
    """

    title: str
    now: dict[str, str]
    since: str
    source: str
    older_than: int | None = None
    orders: str = "(?!)"  # the orders by which older versions were made public

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """How it is cited."""
        return re.compile(self.title if self.older_than is None else rf"(?:{self.title})[》〉\"”]?\s*{_VERSION}", re.I)

    def citations(self, text: str) -> Iterator[re.Match[str]]:
        """Where a text cites what was replaced."""
        for match in self.pattern.finditer(text):
            years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", match["version"]) if self.older_than else []
            if not self.older_than or max(map(int, years), default=self.older_than) < self.older_than:
                yield match

    def cited(self, text: str) -> re.Match[str] | None:
        """The first citation of what was replaced."""
        return next(self.citations(text), None)


# A year or a number behind a title: '(2007年)', '（主席令〔2007〕第69号）', 'of 2007', ':2012'.
_VERSION = r"(?P<version>[（(〔\[][^）)\n]{0,40}|(?:(?:of|as (?:revised|amended) in)\s+|[:,—–-]+\s*)?(?:19|20)\d\d|)"

SUPERSEDED = (
    Superseded(
        r"(?<!北京市)信访条例|\bpetition(?:s|ing)? regulations?\b(?!.*2022)"
        r"|\bregulations? on (?:petitions?|letters)(?! work)\b",
        {"en": "the Regulation on petition work of 2022", "zh": "《信访工作条例》（2022年）"},
        "2022-05-01", "中共中央、国务院2022年印发《信访工作条例》",
    ),
    Superseded(
        r"突发事件应对法|\bemergency response law\b",
        {"en": "the Emergency Response Law as revised in 2024", "zh": "《突发事件应对法》(2024年修订)"},
        "2024-11-01", "主席令第二十五号(2024年6月28日)", 2024, r"第(?:69|六十九)号",
    ),
    Superseded(
        r"传染病防治法|\blaw on (?:the )?prevention and (?:control|treatment) of infectious diseases\b",
        {"en": "the Law on Prevention and Control of Infectious Diseases as revised in 2025",
         "zh": "《传染病防治法》(2025年修订)"},
        "2025-09-01", "主席令第四十七号(2025年4月30日)", 2025,
    ),
    Superseded(
        r"安全生产法|\bwork safety law\b",
        {"en": "the Work Safety Law as amended in 2021", "zh": "《安全生产法》(2021年修正)"},
        "2021-09-01", "主席令第八十八号(2021年6月10日)", 2021, r"第(?:13|十三|70|七十)号",
    ),
    Superseded(
        r"治安管理处罚法|\bpublic security administration punishments? law\b",
        {"en": "the Public Security Administration Punishments Law as revised in 2025",
         "zh": "《治安管理处罚法》(2025年修订)"},
        "2026-01-01", "全国人大常委会2025年6月27日修订", 2025,
    ),
    Superseded(
        r"生产安全事故应急预案管理办法",
        {"en": "the Measures for plans against work accidents as amended in 2019",
         "zh": "《生产安全事故应急预案管理办法》(2019年修正)"},
        "2019-09-01", "应急管理部令第2号", 2019, r"总局令?第?(?:88|八十八|17|十七)号(?!.*第2号)",
    ),
    Superseded(
        r"(?<!省)(?<!市)突发事件应急预案管理办法"
        r"|\bmeasures for (?:the administration of )?(?:contingency|emergency) plans for emergencies\b",
        {"en": "the Measures for the administration of contingency plans for emergencies of 2024",
         "zh": "《突发事件应急预案管理办法》（2024年）"},
        "2024-01-31", "国办发〔2024〕5号,2013年印发的同时废止", 2024,
    ),
    Superseded(
        r"国家防汛抗旱应急预案",
        {"en": "the national plan for floods and droughts of 2022", "zh": "《国家防汛抗旱应急预案》（2022年）"},
        "2022-05-30", "国办函〔2022〕48号,2005年印发的同时废止", 2022,
    ),
    Superseded(
        r"国家突发公共事件总体应急预案|国发〔2005〕11号",
        {"en": "the national general plan for emergencies of 2025", "zh": "《国家突发事件总体应急预案》（2025年）"},
        "2025-02", "中共中央、国务院2025年2月印发,国发〔2005〕11号同时废止",
    ),
    Superseded(
        r"国家自然灾害救助应急预案",
        {"en": "the national plan for disaster relief of 2024", "zh": "《国家自然灾害救助应急预案》（2024年）"},
        "2024-01-20", "国办函〔2024〕11号,2016年印发的同时废止", 2024,
    ),
    Superseded(
        r"(?<!农产品质量)食品安全法|\bfood safety law\b",
        {"en": "the Food Safety Law as revised in 2015", "zh": "《食品安全法》(2015年修订)"},
        "2015-10-01", "全国人大常委会2015年4月24日修订", 2015,
    ),
    Superseded(
        r"(?<!海洋)环境保护法|\benvironmental protection law\b",
        {"en": "the Environmental Protection Law as revised in 2014", "zh": "《环境保护法》(2014年修订)"},
        "2015-01-01", "全国人大常委会2014年4月24日修订", 2014,
    ),
    Superseded(
        r"GB/?T\s*29639",
        {"en": "GB/T 29639-2020", "zh": "GB/T 29639-2020"},
        "2021-04-01", "GB/T 29639-2020前言:代替GB/T 29639-2013", 2020,
    ),
    Superseded(
        r"\b(?:COMAH|Control of Major Accident Hazards)(?: \(COMAH\))? Regulations",
        {"en": "the Control of Major Accident Hazards Regulations 2015",
         "zh": "《重大事故危害控制条例》(2015年,英国)"},
        "2015-06-01", "L111 (third edition), Health and Safety Executive", 2015,
    ),
    Superseded(
        r"\bFire Precautions (?:\(Workplace\) Regulations(?: 1997)?|Act(?: 1971)?)",
        {"en": "the Regulatory Reform (Fire Safety) Order 2005", "zh": "《监管改革(消防安全)令》(2005年,英国)"},
        "2006-10-01", "Regulatory Reform (Fire Safety) Order 2005 (SI 2005/1541)",
    ),
    Superseded(
        r"\bCivil Defence Act",
        {"en": "the Civil Contingencies Act 2004", "zh": "《民事紧急状态法》(2004年,英国)"},
        "2004-11-18", "Civil Contingencies Act 2004 (c. 36)", 2004,
    ),
    Superseded(
        r"\b(?:RIDDOR|Reporting of Injuries, Diseases and Dangerous Occurrences Regulations)",
        {"en": "the Reporting of Injuries, Diseases and Dangerous Occurrences Regulations 2013",
         "zh": "《伤害、疾病和危险事件报告条例》(2013年,英国)"},
        "2013-10-01", "SI 2013/1471", 2013,
    ),
    Superseded(
        r"\bData Protection Act",
        {"en": "the Data Protection Act 2018", "zh": "《数据保护法》(2018年,英国)"},
        "2018-05-25", "Data Protection Act 2018 (c. 12)", 2018,
    ),
    Superseded(
        r"\bISO 22301",
        {"en": "ISO 22301:2019", "zh": "ISO 22301:2019"},
        "2019-10-31", "ISO 22301:2019, second edition", 2019,
    ),
)  # fmt: skip

LISTS = {
    "soon": SOON, "stated_elsewhere": STATED_ELSEWHERE, "to_people": TO_PEOPLE, "expression": EXPRESSION, "police": POLICE,
    "no_visits": NO_VISITS, "veto": VETO, "accountability": ACCOUNTABILITY, "life": LIFE, "tried_first": TRIED_FIRST,
}  # fmt: skip
