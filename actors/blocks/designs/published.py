"""The item as it is published (已发布事项): every version that came into force here, and whether it
was retired. This is what amends the catalogue in every process; drafts do not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from actors.blocks.access.access import Access
from actors.blocks.cases.items import ServiceItem
from actors.kernel.guarded import NOTHING
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.turn import Command, Event, Turn

ITEM = "published_item"


class Publish(Command, frozen=True, kw_only=True):
    """Platform: the item in `version` is in force from now on; one that is known stays as it is."""

    version: int
    item: dict[str, Any]


class Retire(Command, frozen=True, kw_only=True):
    """Platform: the item takes no more applications; `successors` are the items to go to."""

    successors: tuple[str, ...] = ()


class ItemPublished(Event, frozen=True, kw_only=True):
    at: datetime
    version: int
    item: dict[str, Any]


class PublishedItemRetired(Event, frozen=True, kw_only=True):
    at: datetime
    successors: tuple[str, ...] = ()


class PublishedItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The versions of one item by their numbers, as text; `successors` None while it is not
    retired."""

    versions: dict[str, dict[str, Any]] = {}
    successors: tuple[str, ...] | None = None

    @property
    def phase(self) -> str:
        """The name of the state that it is in."""
        if self.successors is not None:
            return "retired"
        return "in_force" if self.versions else ""


def kept(item: ServiceItem) -> dict[str, Any]:
    """Return `item` as it is kept."""
    said: dict[str, Any] = msgspec.to_builtins(item)
    return said


def items_of(state: PublishedItem) -> Mapping[int, ServiceItem]:
    """Return the versions that can be read, by number. One that no program of this release reads
    is left out, so that it takes the others with it neither here nor in any other item."""
    found: dict[int, ServiceItem] = {}
    for number, document in state.versions.items():
        try:
            found[int(number)] = msgspec.convert(document, ServiceItem)
        except msgspec.ValidationError:
            continue
    return found


def evolve(state: PublishedItem, event: ItemPublished | PublishedItemRetired) -> PublishedItem:
    """Return the item after `event`."""
    match event:
        case ItemPublished():
            versions = {**state.versions, str(event.version): event.item}
            return msgspec.structs.replace(state, versions=versions, successors=None)
        case PublishedItemRetired():
            return msgspec.structs.replace(state, successors=event.successors)


def _publish(turn: Turn[PublishedItem], command: Publish) -> None:
    if str(command.version) not in turn.state.versions:
        turn.emit(ItemPublished(at=turn.now, version=command.version, item=command.item))


def _retire(turn: Turn[PublishedItem], command: Retire) -> None:
    if turn.state.successors is None:
        turn.emit(PublishedItemRetired(at=turn.now, successors=command.successors))


OFFERS: tuple[Offer[PublishedItem], ...] = (
    Offer(command=Publish, of="platform", begins=True, states=("in_force", "retired")),
    Offer(command=Retire, of="platform", begins=True, states=("in_force", "retired")),
)


def published_kind(library: Library) -> EntityKind[PublishedItem]:
    """Return the kind "published_item": one entity for each item, its id the code."""
    rules = Rules(
        kind=ITEM,
        offers=OFFERS,
        permits=library[Access],
        facts=lambda state: NOTHING,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=ITEM,
        state=PublishedItem,
        initial=lambda key: PublishedItem(),
        commands=commands_of(OFFERS),
        events=ItemPublished | PublishedItemRetired,
        decide=decider(rules, {Publish: _publish, Retire: _retire}),
        evolve=evolve,
        open_ids=True,
        rules=rules,
        shown=("version",),
    )
