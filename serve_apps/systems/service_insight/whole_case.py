"""One case whole: content, process, trajectory and standard, as they were known at a moment.

Made from the journal: what was not known then is not in the commits until then.
"""

from asyncio import gather
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.offers import CASE
from actors.blocks.cases.state import CaseState
from actors.blocks.designs.published import ITEM
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.view import Commit
from actors.runtime.codec import Codec
from actors.systems.service_insight.guides import GuideRecord, in_force
from actors.systems.service_insight.touches import Card, cards, touches, whole
from actors.systems.service_insight.trajectory import Touch, as_known
from serve_apps.blocks.cases.visibility import read_case
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services

MOST = 5_000  # commits of one entity that are read
_NOT_YET = Refusal(Reason("whole_case.not_known_yet", "/known_at"))
_ARCHIVED = Refusal(Reason("whole_case.archived"), kind="not_now")


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A case as it was known at `known_at`. `item` is the guide that it keeps, `held` the version
    that was in force when it was filed, as known then; None: none was."""

    known_at: datetime
    seq: int
    state: CaseState
    item: ServiceItem
    held: int | None
    trajectory: tuple[Touch, ...]
    cards: tuple[Card, ...]


async def whole_case(
    services: Services,
    visitor: Visitor,
    case: str,
    purpose: str,
    known_at: datetime | None,
    *,
    full: bool,
    reason: str = "",
) -> Whole:
    """Return the case as it was known at `known_at`, None for now, after the reading is durably
    recorded. Who may read it today may read what it was; what was a draft then nobody may.

    Raises:
        Refusal: as for `read_case`; or nothing was known yet, or the history is in an archive.
        Overloaded, Unavailable, PyMongoError: it could not be recorded, or read.
    """
    _seq, today = await read_case(services, visitor, case, purpose, full=full, reason=reason)
    now = services.clock.now()
    at = min(known_at, now) if known_at else now
    keys = (f"{CASE}:{case}", f"watcher:{case}", f"{ITEM}:{today.item}")
    commits, watched, published = await gather(*(_known(services, key, at) for key in keys))
    state = _folded(services, case, commits)
    if state.phase in ("none", "draft") or state.submitted_at is None:
        raise _NOT_YET
    item = services.library[Catalogue].item(state.item, state.item_version)
    return Whole(
        known_at=at,
        seq=len(commits),
        state=state,
        item=item,
        held=in_force(_guides(services.library, state.item, published), state.submitted_at, at),
        trajectory=as_known([*touches(commits), *touches(watched)], at),
        cards=cards(watched),
    )


async def _known(services: Services, key: str, at: datetime) -> Sequence[Commit]:
    """Return the commits of an entity until `at`, from the first on.

    Raises:
        Refusal: they are not all in the journal.
    """
    commits = (await services.histories.latest(key, MOST))[::-1]
    if not whole(commits):
        raise _ARCHIVED
    return [each for each in commits if each["at"] <= at]


def _folded(services: Services, case: str, commits: Sequence[Commit]) -> CaseState:
    kind = services.kinds[CASE]
    codec, state = Codec(kind), kind.initial(f"{CASE}:{case}")
    for commit in commits:
        for event in codec.events(commit["ev"]):
            state = kind.evolve(state, event)
    return state


def _guides(library: Library, item: str, published: Sequence[Commit]) -> list[GuideRecord]:
    """Return what is on record of the versions of an item: those that came with the platform held
    always, the others from when they were published."""
    shipped = library.shipped[Catalogue].items
    records = [GuideRecord(version=version) for code, version in shipped if code == item]
    for commit in published:
        records += (
            GuideRecord(version=event["version"], valid_from=event["at"], recorded_at=commit["at"])
            for event in commit["ev"]
            if event["type"] == "ItemPublished"
        )
    return records
