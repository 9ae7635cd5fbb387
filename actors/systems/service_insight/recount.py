"""The daily recount (对账): cases in the source are cases in the library, by id (SDB-11)."""

from collections.abc import Collection, Iterable

import msgspec

from actors.systems.service_insight.timeliness import share


class Recount(msgspec.Struct, frozen=True, kw_only=True):
    """What of one source and day is in the library: how many the source has and how many of these
    the library; `gap` the ids that lack, `strange` those that the source does not know."""

    in_source: int
    in_library: int
    ratio: float | None
    gap: tuple[str, ...]
    strange: tuple[str, ...] = ()

    @property
    def reconciled(self) -> bool:
        """Whether both have the same."""
        return not self.gap and not self.strange


def recount(source: Collection[str], delivered: Iterable[str]) -> Recount:
    """Compare the ids that the `source` names with those that were `delivered`; what was delivered
    twice is there once."""
    named, held = set(source), set(delivered)
    there = len(named & held)
    return Recount(
        in_source=len(named),
        in_library=there,
        ratio=share(there, len(named)),
        gap=tuple(sorted(named - held)),
        strange=tuple(sorted(held - named)),
    )
