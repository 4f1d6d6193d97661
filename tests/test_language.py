"""Whatever drillsim says, it says in both languages; whatever a file may hold has a Chinese spelling."""

from __future__ import annotations

import errno
import os
import re
import shutil
import string
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import catalogue
import click
import docx
import pytest
from babel.messages.catalog import Catalog

from drillsim.base import catalogues, language
from drillsim.base.language import N_, Message, _, ngettext, say, say_n, speaking, text
from drillsim.command import cli, usage
from drillsim.command.commands import commands
from drillsim.plan.keys import keys_of
from drillsim.plan.paths import PlanPath, in_english
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.plan.schema import Model
from drillsim.plan.values import spoken
from drillsim.plan.words import VALUES_ZH
from drillsim.quantities.wording import Series
from drillsim.starter import TRADES

ZH = catalogue.read("zh")
SENTENCES = [message for message in ZH if message.id]


def forms(ids: str | tuple[str, ...]) -> tuple[str, ...]:
    return (ids,) if isinstance(ids, str) else ids


def fields(sentence: str) -> set[tuple[str, str]]:
    """Names and format specifications of the places that are filled in."""
    return {(name, spec or "") for _, name, spec, _ in string.Formatter().parse(sentence) if name is not None}


# ---- the catalogue ---------------------------------------------------------------------------


def test_every_sentence_is_in_the_catalogue_and_no_other():
    wanted = {message.id for message in catalogue.extracted() if message.id}
    held = {message.id for message in SENTENCES}
    assert not wanted - held, "run: python tests/catalogue.py"
    assert not held - wanted, "no longer said; run: python tests/catalogue.py"
    assert len(wanted) > 500


def test_every_sentence_is_translated():
    assert not [message.id for message in catalogue.untranslated(ZH)]
    assert not [message.id for message in SENTENCES if message.fuzzy]
    for message in SENTENCES:
        assert len(forms(message.id)) == 1 or len(message.string) == ZH.num_plurals, message.id


def test_the_same_values_are_filled_in():
    for message in SENTENCES:
        for chinese in filter(None, forms(message.string)):
            assert fields(chinese) == fields(forms(message.id)[-1]), message.id
            for brace in ("{{", "}}"):
                assert chinese.count(brace) == forms(message.id)[-1].count(brace), message.id


# What Chinese sentences may keep of the English ones: what users type, and names of files and formats.
TYPED = re.compile(
    r"\{[^}]*\}|\[甲, 乙\]|drillsim( \w+)?|--[\w-]+|[a-z-]*\.?(yaml|xlsx?|csv|html|docx?|wps|rtf|odt|md)"
    r"|car(\.count)?|reports(/(compare|size))?"
    r"|-size-|>-drill|JSON Schema|CSV|UTF-\d+|GBK|GB18030|MB|Tab|Ctrl|P90|plan|markdown|Excel|Word|WPS|Dask"
    r"|HH:mm|EEE|UTC|before-1|OpenDocument|LibreOffice|PDF|RTF|OCR|Numbers|XML|\.(xlsb|ods|et)"
    r"|distributed|<RUN>-report|STRESS-DES|Philox|SimPy|Numba|HSEEP|(GB|YJ|AQ)/T"
    r"|\b(run|size|drill|pdf|typst|compare|at_most|backs_up|after|who|keep|zone|where|table|json|zh|en)\b"
    rf"|\b({'|'.join(TRADES)})\b"
)


def test_chinese_sentences_are_chinese():
    for message in SENTENCES:
        for chinese in forms(message.string):
            rest = TYPED.sub("", chinese)
            assert not set(re.findall(r"[A-Za-z]{2,}", rest)), chinese
            assert not re.search(r"[\u4e00-\u9fff][,;?!()]|[,;?!()][\u4e00-\u9fff]", rest), f"half-width: {chinese}"
            assert not re.search("合格|通过|种子|复制|日志", rest), chinese
            assert catalogue.tidied(chinese) == chinese, f"blanks; run: python tests/catalogue.py: {chinese}"
            assert not re.search("时间窗|岔子|抢先|未到场", rest), chinese  # 推演时段 is the one word for the period


OF_PETITIONS = ("check/amendments.py", "check/findings/wording.py", "command/commands.py", "files/form/hints.py")


def test_sentences_of_every_plan_have_words_of_no_trade():
    """Where a sentence speaks of petitions, it is about a plan that does; only the stage of this name is so called."""
    trade = re.compile("来访|诉求|上访|信访|接访|grievance|petition|hearing", re.IGNORECASE)
    for message in catalogue.extracted():
        if message.id and not any(place in OF_PETITIONS for place, _line in message.locations):
            said = (*forms(message.id), *forms(ZH.get(message.id).string))
            assert message.id == "listening" or not any(map(trade.search, said)), said


# What is counted in a sentence that knows one form only. A whole of which a part is told ('3 of {n} incidents') is more.
COUNTED = re.compile(
    r"(?<![Oo]f )(?<![Aa]ll )(?<!first )\{(?!share\}|most\}|times\})\w+\} (?:(?:more|other|cheaper|whole) )?"
    r"(?:runs|plays|incidents|periods|days|times|promises|plans|people|events|rows|clauses|targets|assumptions|steps"
    r"|procedures|disruptions|misses|groups|ways|questions|findings|places|limits|streams|injects|rounds)\b"
)
NEVER_ONE = {
    # of several by their nature
    "'{post}' leads {n} groups ({groups}) and can be with only {m} at a time",
    "can be read in {n} ways, each tested by a target of its own: {tested}",
    "can be read in {n} ways; tested: {tested}; not tested: {untested}",
    "{n} plans ask for '{pool}', each as if nobody else did ({procedures}); in all: {most}",
    "{trigger}: the scenario does not bring {n} incidents that it counts",
    "Each of the {n} plans was played and shown to miss a target; the largest ({sizes}) misses: {targets}. The chance that "
    "one of them keeps all is at most {sure}.",
    "Most waited between {begin} and {end}: {n} steps at once",
    "{n} places of {all}",
    "{n} people are here.",
    "About {n} people are here.",
    # means
    "stream '{stream}': the rate counts batches: {batches} a day, with {mean} incidents each on average, are {incidents} "
    "incidents a day",
    # too many
    "Reckoned from {played} of {all} incidents and routine duties in {runs} runs.",
    "mean {mean} (its range is known from {n} runs on)",
    "{n} events are too many for a workbook",
    "{n} events are too many for a workbook; the event list is written as {file}, without cards.",
    "left out: the procedure has {n} steps already",
    "the list has {n} rows, more than {most}",
}
BY_SCRIPT = "room/words.py"  # screens of a drill choose between two sentences themselves


def test_what_is_counted_agrees_with_its_number():
    """A sentence with a number right before what it counts has both forms (`say_n`), or is said otherwise."""
    found = [
        message.id for message in catalogue.extracted()
        if isinstance(message.id, str) and COUNTED.search(message.id) and message.locations[0][0] != BY_SCRIPT
    ]  # fmt: skip
    assert sorted(set(found) - NEVER_ONE) == []
    assert set(found) >= NEVER_ONE, "no longer said"


def test_what_is_said_is_what_the_catalogue_says():
    with speaking("zh"):
        for message in SENTENCES:
            if isinstance(message.id, str):
                assert _(message.id) == message.string
            else:
                assert ngettext(*message.id, 1) == message.string[0]


TYPED_WRONG = [
    ("run", "the argument 'SCENARIO' is missing", "缺少参数 'SCENARIO'"),
    ("msel x.yaml", "the option '-o' / '--output' is missing", "缺少选项 '-o' / '--output'"),
    ("rum", "'rum' is no command of drillsim; did you mean 'run'?", "没有命令“rum”；是不是“run”？"),
    (
        "run x.yaml --runz 3",
        "there is no option '--runz' here; did you mean '--runs'?",
        "没有选项“--runz”；是不是“--runs”？",
    ),
    ("run x.yaml --runs many", "'many' is no whole number with 1<=x<=10000000", "'--runs' 的值无效：“many”不是符合"),
    ("run x.yaml --runs 0", "'0' is no whole number with 1<=x<=10000000", "“0”不是符合 1<=x<=10000000 的整数"),
    ("run x.yaml --alpha 0", "'0' is no number with 0<x<=0.5", "“0”不是符合 0<x<=0.5 的数字"),
    ("explain x --incident -3", "'-3' is no whole number with 1<=x", "“-3”不是符合 1<=x 的整数"),
    ("run x.yaml --engine fast", "'fast' is none of simpy, compiled", "“fast”不可用，请选其一：simpy、compiled"),
    ("schema what", "'WHAT' cannot have this value: 'what' is none of plan,", "“what”不可用，请选其一：plan、"),
    ("run x.yaml y.yaml z.yaml", "there are too many arguments: y.yaml z.yaml", "多出的参数：y.yaml z.yaml"),
    ("run --seed", "the option '--seed' needs a value", "选项“--seed”后面要写值"),
    ("run x.yaml --no-report=3", "the option '--no-report' takes no value", "选项“--no-report”后面不写值"),
    ("report x --format odt", "'odt' is no format", "'--format' 的值无效："),
]


# ---- how catalogues are compiled ---------------------------------------------------------------


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """The catalogue of one sentence, as it is written, in a folder of its own."""
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    file = tmp_path / "zh" / "LC_MESSAGES" / "drillsim.po"
    file.parent.mkdir(parents=True)
    return write_one(file, "晚了", 1000)


def write_one(file: Path, late: str, when: int) -> Path:
    """Write a catalogue that says `late` for 'late', at a moment in seconds."""
    written = Catalog(locale="zh")
    written.add("late", late)
    catalogue.write(written, file)
    os.utime(file, (when, when))
    return file


def test_a_catalogue_is_compiled_where_it_is_missing_or_older(shelf):
    mo = shelf.with_suffix(".mo")
    assert catalogues.written() == ["zh"]
    assert catalogues.read("zh").gettext("late") == "晚了"
    assert sorted(shelf.parent.iterdir()) == [mo, shelf]
    os.utime(mo, (2000, 2000))
    write_one(shelf, "迟了", 1500)
    assert catalogues.read("zh").gettext("late") == "晚了"  # what is compiled is newer and is not looked into
    write_one(shelf, "迟了", 2500)
    assert catalogues.read("zh").gettext("late") == "迟了"
    assert mo.stat().st_mtime > 2500


def test_a_compiled_catalogue_is_enough(shelf):
    catalogues.read("zh")
    shelf.unlink()
    assert catalogues.written() == ["zh"]
    assert catalogues.read("zh").gettext("late") == "晚了"


@pytest.mark.parametrize("step", ["write_bytes", "replace"])
def test_where_nothing_can_be_written_a_catalogue_is_read_all_the_same(shelf, step, monkeypatch):
    def refuse(*_arguments):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, step, refuse)
    assert catalogues.read("zh").gettext("late") == "晚了"
    assert list(shelf.parent.iterdir()) == [shelf]


def test_many_may_compile_a_catalogue_at_once(shelf):
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _n: catalogues.read("zh").gettext("late"), range(50))) == {"晚了"}
    assert sorted(shelf.parent.iterdir()) == [shelf.with_suffix(".mo"), shelf]


def test_nothing_that_compiles_is_imported_once_a_catalogue_is_compiled():
    catalogues.read("zh")
    ask = "import sys; from drillsim.command.cli import run; run(['--lang', 'zh', '--help']); print({*sys.modules})"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, encoding="utf-8", check=True)
    assert "用法" in told.stdout
    assert not re.search("'(babel|numba|numpy|pydantic)'", told.stdout)


# ---- the command line --------------------------------------------------------------------------


@pytest.fixture
def mumbling(monkeypatch):
    """The library that reads the command line words its errors in another way, as another version of it might."""

    def mumble(_self, _message, param=None, ctx=None):
        raise click.BadParameter("hmm", ctx=ctx, param=param)

    def fail(context, _message):
        raise click.UsageError("hmm", context)

    for kind in vars(click.exceptions).values():
        if isinstance(kind, type) and issubclass(kind, click.UsageError) and kind is not click.UsageError:
            monkeypatch.setattr(kind, "format_message", lambda _self: "hmm")
    monkeypatch.setattr(click.ParamType, "fail", mumble)
    monkeypatch.setattr(click.Context, "fail", fail)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("typed", "english", "chinese"), TYPED_WRONG)
def test_what_is_typed_wrong_is_said_in_our_words(typed, english, chinese, lang, capsys, mumbling):
    try:
        assert cli.run(["--lang", lang, *typed.split()]) == 2
    finally:
        language.speak("en")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert {"en": english, "zh": chinese}[lang] in captured.err
    assert "hmm" not in captured.err
    assert {"en": "Usage: drillsim ", "zh": "用法: drillsim "}[lang] in captured.err
    assert lang == "en" or not re.search(r"\b(Usage|OPTIONS|Error|Try|Missing|is|the|of)\b", captured.err)


def test_an_error_of_a_kind_not_known_speaks_for_itself(capsys):
    usage.show(click.UsageError("the moon is full"))
    assert capsys.readouterr().err == "Error: the moon is full\n"


@pytest.mark.parametrize("typed", ["", "--help", "run --help", "drill -h", "size --help", "explain --help"])
def test_help_pages_are_in_chinese(typed, capsys, monkeypatch):
    monkeypatch.setenv("DRILLSIM_LANG", "zh")
    monkeypatch.setattr("gettext.gettext", lambda sentence: "hmm")
    try:
        cli.run(typed.split())
    finally:
        language.speak("en")
    captured = capsys.readouterr()
    shown = captured.out + captured.err
    assert "用法: drillsim" in shown
    assert "选项:" in shown
    assert "显示本帮助。" in shown
    assert not re.search(r"hmm|\b(Usage|Options|OPTIONS|Commands|COMMAND|ARGS|TEXT|INTEGER|Show|default|required)\b", shown)


def test_every_command_is_worded_by_us():
    drillsim = commands()
    assert isinstance(drillsim, usage.Group)
    for name, command in drillsim.commands.items():
        assert isinstance(command, usage.Command), name
        for parameter in command.params:
            assert isinstance(parameter, (usage.Option, usage.Argument)), f"{name} {parameter.name}"


def test_sentences_within_sentences_are_found(tmp_path):
    module = tmp_path / "module.py"
    module.write_text(
        "say('outer {x}', x=listed(say('inner ' 'part') for _ in y))\nngettext('one', 'many', n)\n_(msgid)\nN_('marked')\n"
    )
    found = [sentence for _line, sentence in catalogue.sentences(module)]
    assert found == ["outer {x}", "inner part", ("one", "many"), "marked"]


# ---- the two languages -----------------------------------------------------------------------


def test_a_message_waits_for_its_language():
    message = say("{name} (outside unit)", name={"en": "county", "zh": "县里"})
    assert str(message) == "county (outside unit)"
    with speaking("zh"):
        assert str(message) == "县里（外单位）"
        assert _("late") == "超时"
        assert N_("late") == "late"
    assert _("late") == "late"


def test_a_message_within_a_message_speaks_with_it():
    outer = say("'{column}': {what}", column="Zone", what=say("this cell is blank"))
    assert str(outer) == "'Zone': this cell is blank"
    with speaking("zh"):
        assert str(outer) == "“Zone”: 此单元格空着"


def test_equal_messages_hash_alike():
    one, other = (Message("{n} excused", {"n": 3}) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)


def test_plural_forms():
    def open_targets(n: int) -> str:
        return ngettext("{n} target open", "{n} targets open", n).format(n=n)

    assert [open_targets(n) for n in (0, 1, 2)] == ["0 targets open", "1 target open", "2 targets open"]
    with speaking("zh"):
        assert [open_targets(n) for n in (1, 2)] == ["1项尚未判定", "2项尚未判定"]


def test_a_message_agrees_with_its_number():
    said = [say_n("{n} run looked at.", "{n} runs looked at.", n) for n in (0, 1, 2, 1200)]
    assert list(map(str, said)) == ["0 runs looked at.", "1 run looked at.", "2 runs looked at.", "1,200 runs looked at."]
    with speaking("zh"):
        assert str(said[1]) == "分析了1次推演。"


def test_a_series_of_names_with_commas_can_be_told_apart():
    assert str(Series(("a", "b"))) == "a, b"
    assert str(Series(("1,200 calls", "b"))) == "1,200 calls, b"
    assert str(Series(("a, at the gate", "b"))) == "a, at the gate; b"
    assert str(Series(("a, at the gate",))) == "a, at the gate"
    with speaking("zh"):
        assert str(Series(("甲", "乙"))) == "甲、乙"
        assert str(Series(("甲、丙", "乙"))) == "甲、丙；乙"


@pytest.mark.parametrize(
    ("given", "english", "chinese"),
    [
        ("car", "car", "car"),
        ({"en": "car", "zh": "车"}, "car", "车"),
        ({"zh": "车"}, "车", "车"),
        ({"en": "car"}, "car", "car"),
        (None, "", ""),
    ],
)
def test_a_text_in_the_language_it_has(given, english, chinese):
    assert text(given) == english
    with speaking("zh"):
        assert text(given) == chinese


def test_only_known_languages_are_spoken():
    with pytest.raises(ValueError, match="got 'fr'"):
        language.speak("fr")
    assert language.current() == "en"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US", "DRILLSIM_LANG": "zh"}, "zh"),
        ({"LANG": "tlh_XX"}, "en"),
    ],
)
def test_the_language_of_the_environment(environment, expected):
    assert language.from_environment(environment) == expected


# ---- keys and words of the files -------------------------------------------------------------


def inside(annotation: Any) -> Iterator[Any]:
    """Every type within a type."""
    yield annotation
    for part in get_args(annotation):
        if get_origin(annotation) is not Literal:
            yield from inside(part)


def models() -> list[type[Model]]:
    """Every model that a plan or scenario is made of."""
    found: dict[type[Model], None] = {}
    waiting: list[type[Model]] = [Plan, Scenario]
    while waiting:
        model = waiting.pop()
        if model not in found:
            found[model] = None
            for field in model.model_fields.values():
                waiting += [t for t in inside(field.annotation) if isinstance(t, type) and issubclass(t, Model)]
    return list(found)


MODELS = [model for model in models() if model.__name__ not in ("Form", "Need")]  # these two are written as one word


def test_the_models_are_all_found():
    names = {model.__name__ for model in MODELS}
    assert {"Plan", "Scenario", "Step", "Squad", "Fund", "Case", "Target", "Clause", "Road", "Turnout"} <= names
    assert len(MODELS) > 25


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_every_key_has_a_chinese_spelling_of_its_own(model):
    read: dict[str, str] = {}
    for key in keys_of(model).values():
        assert key.chinese, f"{model.__name__}.{key.english} has no Chinese spelling"
        for spelling in key.spellings:
            other = read.setdefault(spelling, key.english)
            assert other == key.english, f"{model.__name__}: '{spelling}' is both {other} and {key.english}"
        assert re.fullmatch(r"[\u4e00-\u9fff]+", key.in_chinese)


def test_every_fixed_word_has_a_chinese_spelling():
    words = {
        word
        for model in MODELS
        for field in model.model_fields.values()
        for kind in inside(field.annotation)
        if get_origin(kind) is Literal
        for word in get_args(kind)
    }
    assert {"squad", "turnout", "stand_down"} <= words
    for word in words:
        chinese = [zh for zh, en in VALUES_ZH.items() if en == word]
        assert chinese, f"'{word}' has no Chinese spelling"
        assert all(spoken(zh) == word for zh in chinese)


# ---- parts of a plan as dotted paths ---------------------------------------------------------


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("力量.接待组.人员", "pools.接待组.staff"),
        ("力量.人员.人员", "pools.人员.staff"),
        ("力量.车.数量", "pools.车.count"),
        ("路程.用时.镇政府.镇内", "travel.times.镇政府.镇内"),
        ("波动.集结", "varies.turnout"),
        ("处置流程.来访.听取.用时", "procedures.来访.听取.takes"),
        ("处置流程.来访.步骤.听取.结果", "procedures.来访.steps.听取.outcome"),
        ("时限指标.到场.时限", "targets.到场.within"),
        ("条款.P7.5.内容", "clauses.P7.5.text"),
        ("事件流.来访.星期", "streams.来访.days"),
        ("突发干扰.2.可能性", "disruptions.2.chance"),
    ],
)
def test_a_part_may_be_named_in_chinese(chinese, english):
    assert in_english(chinese) == english
    assert in_english(english) == english
    assert str(PlanPath(english)) == english
    with speaking("zh"):
        assert str(PlanPath(english)) == chinese


def test_a_part_that_leads_nowhere_is_left_as_it_is():
    for path in ("", "nothing.here", "pools..staff", "波动.镇", "."):
        assert in_english(path).split(".")[1:] == path.split(".")[1:]


# ---- a third language --------------------------------------------------------------------------

PSEUDO = "eo"
TELLS = """
import sys, pathlib
sys.path[:0] = [sys.argv[1], sys.argv[2]]
from drillsim.command.cli import run
from drillsim.starter import TRADES
from files import write
scenario = str(write(pathlib.Path(sys.argv[3])))
out = sys.argv[3] + "/run"
assert run(["run", scenario, "--runs", "3", "--engine", "simpy", "--out", out, "--lang", "eo"]) in (0, 1, 3)
assert run(["report", out, "--format", "docx", "--lang", "eo"]) == 0
assert run(["form", sys.argv[3] + "/plan.yaml", "-o", sys.argv[3] + "/plan.xlsx", "--lang", "eo"]) == 0
assert run(["report", out, "--format", "docx", "--lang", "fr"]) == 2
"""


def test_a_third_language_is_one_more_folder(tmp_path):
    """A copy of the package with one folder more, whose catalogue says every sentence between marks."""
    package = tmp_path / "package"
    shutil.copytree(catalogue.PACKAGE, package / "drillsim")  # with the engine as it was compiled before
    made = Catalog(locale=PSEUDO, project="drillsim")
    for message in catalogue.extracted():
        if message.id:
            ids = forms(message.id)
            made.add(message.id, tuple(f"«{one}»" for one in ids) if len(ids) > 1 else f"«{ids[0]}»")
    file = package / "drillsim" / "locale" / PSEUDO / "LC_MESSAGES" / "drillsim.po"
    file.parent.mkdir(parents=True)
    catalogue.write(made, file)
    tests = Path(catalogue.__file__).parent
    (tmp_path / "desk").mkdir()
    arguments = [sys.executable, "-c", TELLS, str(package), str(tests), str(tmp_path / "desk")]
    told = subprocess.run(arguments, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert told.returncode == 0, told.stderr
    assert "«promise»" in told.stdout
    page = (tmp_path / "desk" / "run" / "report.html").read_text("utf-8")
    assert len(re.findall(r'<main id="(?:zh|en|eo)"', page)) == 3
    assert '<label for="lang-eo">«English»</label>' in page
    report = docx.Document(str(tmp_path / "desk" / "run-report" / "plan-test-report.docx"))
    title, notice = (paragraph.text for paragraph in report.paragraphs[:2])
    assert title == "«Plan test report»"
    assert notice == "«Computer simulation of the plan; no exercise was held»"
    headings = [p.text for p in report.paragraphs if p.style.name.startswith(("Heading 1", "Appendix"))]
    assert headings
    assert all(heading.startswith("«") for heading in headings)
