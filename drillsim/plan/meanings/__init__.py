"""What each key of a plan file means, with an example of it in either language."""

from __future__ import annotations

from drillsim.plan.meanings.means import MEANS
from drillsim.plan.meanings.promises import PROMISES
from drillsim.plan.meanings.work import WORK

PLAN = {**MEANS, **WORK, **PROMISES}
