"""The case as an entity kind: one application under way (办件) is one virtual actor."""

from typing import Union

from actors.blocks.cases.decide import decider
from actors.blocks.cases.evolve import EVENTS, begin, evolve
from actors.blocks.cases.offers import CASE, rules
from actors.blocks.cases.state import CaseState
from actors.blocks.cases.work import work
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import commands_of

SHOWN = (  # not `tasks`: what was said of them is in there, too; `work` tells which are open
    "phase",
    "system",
    "item",
    "item_version",
    "unit",
    "place",
    "channel",
    "stage",
    "task",
    "objected",
    "opinion",
    "procedure",
    "days",
    "outcome",
    "method",
    "deemed",
    "lapsed",
    "closed",
    "corrections",
    "extended_days",
    "reopened",
    "editions",
    "review_corrections",
    "archived_at",
    "version",
)


def case_kind(library: Library) -> EntityKind[CaseState]:
    """Return the kind "case" with its rules closed over `library`."""
    said = rules(library)
    return EntityKind(
        name=CASE,
        plural="cases",
        ids="[0-9a-f]{32}",
        open_ids=True,
        state=CaseState,
        initial=begin,
        commands=commands_of(said.offers),
        events=Union[EVENTS],  # noqa: UP007
        decide=decider(said, library),
        evolve=evolve,
        rules=said,
        concerns=lambda state: state.applicant.account if state.applicant else "",
        work=lambda state: work(state, library),
        shown=SHOWN,
    )
