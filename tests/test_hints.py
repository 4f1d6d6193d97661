"""Hints that name a command or a file: each can be typed as it is printed, where the reader stands."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from drillsim.base import language
from drillsim.base.errors import InputError
from drillsim.base.shell import command_line, quoted
from drillsim.command import cli
from drillsim.files.reading import read_plan

HERE = Path(__file__).parent
FOLDER = "防汛 预案"  # a name with a space and with signs that are not plain letters


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    """Type a line as at a terminal; returns the exit code and everything that was printed."""
    monkeypatch.chdir(tmp_path)

    def type_it(line: str) -> tuple[int, str]:
        words = shlex.split(line)
        code = cli.run(words[1:] if words[0] == "drillsim" else words)
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    yield type_it
    language.speak("en")


@pytest.fixture(params=["en", "zh"])
def spoken(request, monkeypatch):
    monkeypatch.setenv("DRILLSIM_LANG", request.param)
    return request.param


@pytest.fixture
def folder(tmp_path):
    """A folder with a plan, a copy of it that no scenario names, and a scenario whose name sorts last."""
    shutil.copytree(HERE / "chinese", tmp_path / FOLDER)
    here = tmp_path / FOLDER
    (here / "scenario.yaml").rename(here / "z 情景.yaml")
    (here / "plan.yaml").rename(here / "预案.yaml")
    (here / "z 情景.yaml").write_text((here / "z 情景.yaml").read_text("utf-8").replace("plan.yaml", "预案.yaml"), "utf-8")
    (here / "copy.yaml").write_text((here / "预案.yaml").read_text("utf-8"), "utf-8")
    return here


def command_in(text: str) -> str:
    """The command that a hint ends with."""
    (found,) = re.findall(r"drillsim [a-z].*", text)
    return found.rstrip(".。)）")


def file_in(text: str) -> str:
    """The file that a hint names, as a word to type."""
    (found,) = re.findall(
        r'"[^"\n]+\.(?:yaml|xlsx)"|[\w/.-]+\.(?:yaml|xlsx)(?=\s|$)', text.partition("; ")[2].splitlines()[0]
    )
    return found


def test_a_plan_in_place_of_a_scenario_is_answered_with_its_own_scenario(folder, typed, spoken):
    code, said = typed(f'drillsim msel "{FOLDER}/预案.yaml" -o list.csv')
    assert code == 2
    assert typed(f"drillsim msel {file_in(said)} -o list.csv")[0] == 0


def test_a_plan_that_no_scenario_names_is_not_answered_with_another_plan(folder, typed, spoken):
    code, said = typed(f'drillsim msel "{FOLDER}/copy.yaml" -o list.csv')
    assert code == 2
    assert "情景.yaml" not in said
    assert "预案.yaml" not in said
    assert typed(command_in(said.splitlines()[0]))[0] == 0
    made = next(Path().glob("*/scenario.yaml"))
    assert typed(command_line("msel", made, "-o", "list.csv"))[0] == 0


def test_a_scenario_in_place_of_a_plan_is_answered_with_its_plan(folder, typed, spoken):
    with pytest.raises(InputError) as refused:
        read_plan(f"{FOLDER}/z 情景.yaml")
    assert typed(f"drillsim form {file_in(str(refused.value))} -o plan.xlsx")[0] == 0


def test_a_plan_that_is_not_there_is_answered_with_one_that_is(folder, typed, spoken):
    scenario = folder / "z 情景.yaml"
    scenario.write_text(scenario.read_text("utf-8").replace("预案.yaml", "没有.yaml"), "utf-8")
    code, said = typed(f'drillsim check "{FOLDER}/z 情景.yaml"')
    assert code == 2
    named = re.findall(r"[\w-]+\.yaml", said.partition("; ")[2].splitlines()[0])[-1]
    scenario.write_text(scenario.read_text("utf-8").replace("没有.yaml", named), "utf-8")
    assert typed(f'drillsim form "{FOLDER}/{named}" -o plan.xlsx')[0] == 0


def test_what_new_says_next_can_be_typed(typed, spoken, tmp_path):
    (tmp_path / FOLDER).mkdir()
    code, said = typed("drillsim new 村委会")
    assert code == 0
    assert command_in(said) == 'drillsim run "村委会/scenario.yaml"'
    assert Path(shlex.split(command_in(said))[-1]).is_file()
    code, said = typed(f'drillsim new 村委会 --form "{FOLDER}/plan.xlsx"')
    assert code == 0
    assert typed(command_in(said))[0] == 0
    code, said = typed(f'drillsim list "{FOLDER}"')
    assert code == 0
    assert typed(command_in(said))[0] == 0


def test_the_commands_of_a_report_can_be_typed_in_its_folder(folder, typed, spoken, monkeypatch):
    assert typed(f'drillsim run "{FOLDER}/z 情景.yaml" --runs 3 --engine simpy --out run')[0] in (0, 1, 3)
    page = Path("run/report.html").read_text("utf-8")
    lines = {re.sub("&#34;|&quot;", '"', line) for line in re.findall(r"drillsim (?:run|explain) [^<\n]*", page)}
    again = {line for line in lines if line.startswith(("drillsim run inputs", 'drillsim run "inputs'))}
    assert again
    monkeypatch.chdir("run")
    for line in again:
        assert typed(f"{line} --no-report --out ../again")[0] in (0, 1, 3)


@pytest.mark.parametrize(
    "word", ["plain.yaml", "a b.yaml", "预案.yaml", "it's.yaml", 'say "hi".yaml', "$HOME.yaml", "a`b", "x!y", ""]
)
def test_a_quoted_word_is_one_word_to_a_shell(word):
    assert shlex.split(quoted(word)) == [word]
