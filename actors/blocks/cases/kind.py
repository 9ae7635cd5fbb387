"""The case as an entity kind: one application under way (办件) is one virtual actor."""

from typing import Union

from actors.blocks.cases.decide import HANDLERS, decider
from actors.blocks.cases.evolve import EVENTS, begin, evolve
from actors.blocks.cases.state import CaseState
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library

CASE = "case"


def case_kind(library: Library) -> EntityKind[CaseState]:
    """Return the kind "case" with its rules closed over `library`."""
    return EntityKind(
        name=CASE,
        state=CaseState,
        initial=begin,
        commands=Union[tuple(HANDLERS)],  # noqa: UP007
        events=Union[EVENTS],  # noqa: UP007
        decide=decider(library),
        evolve=evolve,
    )
