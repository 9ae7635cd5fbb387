"""The guide in force (事项标准) at any past moment, as it was known at any later one (SDB-21).

Two times: from when a version holds, and when that was recorded. A correction is a later record of
the same version; what was believed before it can still be asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec


class GuideRecord(msgspec.Struct, frozen=True, kw_only=True):
    """At `recorded_at` it was noted that `version` holds from `valid_from`. Aware instants; None of
    what came with the platform: it always held and was always known."""

    version: int
    valid_from: datetime | None = None
    recorded_at: datetime | None = None


class FiledCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case that runs (在办): when it was filed, and the version that it keeps."""

    id: str
    filed_at: datetime
    version: int


def in_force(records: Iterable[GuideRecord], at: datetime, known_at: datetime) -> int | None:
    """Return the version that held at `at` as far as was known at `known_at`; None: none did."""
    holding: dict[int, GuideRecord] = {}
    for record in sorted(
        (each for each in records if not _after(each.recorded_at, known_at)),
        key=lambda each: (each.recorded_at is not None, each.recorded_at or known_at),
    ):
        holding[record.version] = record  # the later record of a version corrects the earlier
    begun = [each for each in holding.values() if not _after(each.valid_from, at)]
    latest = max(
        begun,
        key=lambda each: (each.valid_from is not None, each.valid_from or at, each.version),
        default=None,
    )
    return latest.version if latest else None


def differing(
    cases: Iterable[FiledCase], records: Sequence[GuideRecord], known_at: datetime
) -> Mapping[str, int | None]:
    """Return, by the ids of `cases` that keep another version than the one that held when they were
    filed, as known at `known_at`, the version that held. They keep theirs all the same."""
    held = {each.id: in_force(records, each.filed_at, known_at) for each in cases}
    return {each.id: held[each.id] for each in cases if held[each.id] != each.version}


def _after(moment: datetime | None, other: datetime) -> bool:
    return moment is not None and moment > other
