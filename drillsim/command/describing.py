"""The command `schema`: the keys of the files and the documents, for editors, programs and readers."""

from __future__ import annotations

import json
import sys
from typing import Literal

import click

from drillsim.base.language import _, filed
from drillsim.command.lines import echo
from drillsim.files.json_schema import json_schema
from drillsim.files.reference import reference
from drillsim.judge.result import Result
from drillsim.store.comparison import ComparisonDocument
from drillsim.store.sizing_document import SizeDocument
from drillsim.store.together import AloneTogetherDocument


def schema(what: Literal["plan", "scenario", "result", "comparison", "size", "together"], form: str) -> int:
    if form == "markdown":
        if what not in ("plan", "scenario"):
            raise click.UsageError(_("only the keys of a plan or a scenario are explained as Markdown"))
        echo(reference(what))
        return 0
    if what == "result":
        found = Result.model_json_schema()
    elif what == "comparison":
        found = ComparisonDocument.model_json_schema()
    elif what == "together":
        found = AloneTogetherDocument.model_json_schema()
    elif what == "size":
        found = SizeDocument.model_json_schema()
    else:
        found = json_schema(what, filed())
    json.dump(found, sys.stdout, ensure_ascii=False, indent=2)
    echo()
    return 0
