"""The trajectory of a case (办件轨迹): every touch in the order in which it happened, though it may
have arrived later (SDB-13, SDB-14)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec


class Touch(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened: `what`, as its `source` calls it, whose own sequence is `seq`.
    `occurred_at` and `arrived_at` are aware instants; what arrived later was not known before.
    `by` is an identity's id, `instead_of` the account in whose place it acted; `channel` is "" and
    `about`, what more there is to say, is empty where that is not told."""

    occurred_at: datetime
    arrived_at: datetime
    source: str
    seq: tuple[int, ...]
    what: str
    by: str = ""
    instead_of: str = ""
    channel: str = ""
    about: Mapping[str, str] = {}


def as_known(touches: Iterable[Touch], known_at: datetime) -> tuple[Touch, ...]:
    """Return what of `touches` had arrived by `known_at`, by the time of occurrence, then by the
    sequence of their source."""
    known = (each for each in touches if each.arrived_at <= known_at)
    return tuple(sorted(known, key=lambda each: (each.occurred_at, each.seq, each.source)))
