"""The page `report.html`: one file with both languages in it, that reads without a network and without fonts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from drillsim.base.language import CHINESE_FIRST, _, current, own_name, say, speaking, tag, text
from drillsim.base.legible import legible
from drillsim.draw import fonts
from drillsim.papers import paper, resources, targets
from drillsim.papers.documents.drill_parts import DrillParts
from drillsim.papers.documents.hypertext import HtmlPen
from drillsim.papers.documents.improvement import first_steps, improvement
from drillsim.papers.documents.papers import Papers
from drillsim.papers.documents.results import Results
from drillsim.papers.dossier import Dossier
from drillsim.papers.places import places
from drillsim.say import caveats
from drillsim.say.verdicts import how_judged

if TYPE_CHECKING:
    from jinja2 import Environment

LARGEST = 1_000_000  # bytes that a page should stay below


def render(case: Dossier) -> bytes:
    """The page for a case."""
    return two_languages(case.plan.name, lambda: filled("article.html.j2", _sections(case)))


def filled(template: str, sections: dict[str, Any]) -> str:
    """An article in the language spoken, made by a template."""
    return _environment().get_template(template).render(sections, language=current())


def two_languages(title: Any, article: Callable[[], str]) -> bytes:
    """One page with an article in each language: what `article` says in the language spoken, as HTML."""
    environment = _environment()
    articles = []
    for language in CHINESE_FIRST:
        with speaking(language):
            named = {"language": language, "tag": tag(), "name": own_name()}
            articles.append({**named, "html": article(), "title": text(title)})
    look = {"articles": articles, "style": _part("style.css"), "script": _part("page.js")}
    whole = environment.get_template("page.html.j2")
    characters = set(whole.render(look, font=""))
    return whole.render(look, font=fonts.data_url(characters)).encode()


def _sections(case: Dossier) -> dict[str, Any]:
    return {
        "case": case,
        "plan": case.plan,
        "scenario": case.scenario,
        "one_list": case.one_list,
        "looked_at": f"{len(case.evidence.msels):,}",
        "leader": targets.leader(case),
        "first_steps": _written(lambda pen: first_steps(case, pen)),
        "findings": paper.findings(case),
        "how_judged": how_judged(case.result),
        "attained": targets.attainment(case),
        "distributions": targets.distributions(case),
        "why": targets.why(case),
        "run": resources.run_chart(case),
        "queue": resources.queue(case),
        "loads": resources.loads(case),
        "places": places(case.compiled, case.evidence),
        "assumptions": paper.assumptions(case),
        "clauses": paper.clauses(case),
        "silent": paper.silent(case),
        "reproduce": paper.reproduce(case),
        "misses": _written(lambda pen: Results(case, pen).misses()),
        "improvement": _written(lambda pen: improvement(case, pen)),
        "together": _written(lambda pen: Results(case, pen).together()),
        "held": "" if case.held is None else _written(lambda pen: DrillParts(case, pen).held_in_room()),
        "stress": _written(lambda pen: Papers(case, pen).stress()),
    }


def _written(part: Callable[[HtmlPen], None]) -> str:
    """A part of the documents as a piece of the page."""
    pen = HtmlPen()
    part(pen)
    return pen.html


def _part(name: str) -> str:
    return files("drillsim.papers").joinpath(name).read_text("utf-8")


@cache
def _environment() -> Environment:
    """Templates that speak: texts of a plan and lazy messages appear in the language spoken, and all are legible."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("drillsim.papers", "."),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        finalize=_shown,
    )  # fmt: skip
    environment.globals |= {"_": _, "say": say, "caveats": caveats}
    return environment


def _shown(value: Any) -> Any:
    """A value as it is put into a page; what is HTML already was made legible where it was made."""
    if hasattr(value, "__html__") or isinstance(value, (int, float)):
        return value
    return legible(text(value) if isinstance(value, Mapping) else str(value))
