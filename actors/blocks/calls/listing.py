"""Comparing the party's own list of a day (对账) with our calls."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from actors.blocks.calls.records import Phase

EntryState = Literal["accepted", "done", "failed"]
Sort = Literal[
    "ours_alone",  # 我方有、对方无
    "theirs_alone",  # 对方有、我方无
    "other_state",  # 状态不符
]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a party's list: a call by our id, in the state that the party has it in."""

    id: str
    state: EntryState
    at: datetime | None = None


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What the two lists do not agree on. `ours` is the phase that we have the call in, "" for
    none; `theirs` likewise."""

    id: str
    sort: Sort
    ours: str = ""
    theirs: str = ""


_AGREED: Mapping[str, tuple[Phase, ...]] = {
    "accepted": ("accepted", "under_way", "unknown", "dead"),
    "done": ("done",),
    "failed": ("failed",),
}
_MUST_BE_THERE: tuple[Phase, ...] = ("accepted", "done")


def differences(
    ours: Mapping[str, Phase], theirs: Sequence[Entry], known: Mapping[str, Phase]
) -> tuple[Difference, ...]:
    """Return what the lists of one day differ in, by id.

    Args:
        ours: our calls that were sent on that day, by id.
        theirs: the party's list.
        known: our calls among those of the party's list, whenever they were sent.
    """
    found: dict[str, Difference] = {}
    listed = {entry.id: entry.state for entry in theirs}
    for id, state in listed.items():
        if id not in known:
            found[id] = Difference(id=id, sort="theirs_alone", theirs=state)
        elif known[id] not in _AGREED[state]:
            found[id] = Difference(id=id, sort="other_state", ours=known[id], theirs=state)
    for id, phase in ours.items():
        if id not in listed and phase in _MUST_BE_THERE:
            found[id] = Difference(id=id, sort="ours_alone", ours=phase)
    return tuple(found[id] for id in sorted(found))
