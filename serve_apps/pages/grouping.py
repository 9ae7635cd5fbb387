"""Buttons within a form that change its groups, and nothing else: one more, one less, one up."""

import re
from collections.abc import Sequence

Sent = Sequence[tuple[str, str]]
_PLACE = re.compile(r"((?:\w+\.)+)(\d{1,4})")


def without(sent: Sent, place: str) -> Sent:
    """Return what was sent without the group at `place`, "agenda.2"."""
    return [(name, value) for name, value in sent if not name.startswith(f"{place}.")]


def moved_up(sent: Sent, place: str) -> Sent:
    """Return what was sent with the group at `place` before the one that it follows."""
    found = _PLACE.fullmatch(place)
    if found is None or not int(found[2]):
        return sent
    here, before = f"{place}.", f"{found[1]}{int(found[2]) - 1}."
    return [(_swapped(name, here, before), value) for name, value in sent]


def _swapped(name: str, here: str, there: str) -> str:
    if name.startswith(here):
        return there + name.removeprefix(here)
    return here + name.removeprefix(there) if name.startswith(there) else name
