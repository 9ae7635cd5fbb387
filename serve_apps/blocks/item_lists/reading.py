"""What a list that was sent says: its faults, or where it differs."""

from datetime import date

import msgspec

from actors.blocks.item_lists.document import ImplementationList, RowFault, compared, read_list
from actors.blocks.item_lists.elements import Difference, Elements
from actors.blocks.item_lists.records import CITY, ITEM_LIST, ItemList, PublishElements
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from serve_apps.front.bodies import command_id
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services

KEY = f"{ITEM_LIST}:{CITY}"


class ListRead(msgspec.Struct, frozen=True):
    """Every fault of a list, by row and field; without any, where it differs from what is offered.
    `changes` are the codes of the items that would have a new version."""

    rows: int
    faults: tuple[RowFault, ...]
    differences: tuple[Difference, ...]
    changes: tuple[str, ...]


class ListSent(msgspec.Struct, frozen=True, kw_only=True):
    """A list to be published from the local day `effective` on."""

    effective: date
    reason: str
    list: ImplementationList


def look_at(content: bytes, library: Library) -> tuple[ListRead, tuple[Elements, ...]]:
    """Return what a list says, and the rows of it that change something; none if it has a fault."""
    rows, faults = read_list(content, library)
    if faults:
        return ListRead(len(rows), tuple(faults), (), ()), ()
    found = compared(rows, library)
    codes = {each.code for each in found if each.field}
    changed = tuple(row for row in rows if row.code in codes)
    return ListRead(len(rows), (), found, tuple(row.code for row in changed)), changed


async def publish(
    services: Services,
    visitor: Visitor,
    changed: tuple[Elements, ...],
    effective: date,
    reason: str,
    key: str,
) -> None:
    """Publish what changes, as one wish.

    Raises:
        Refusal: nothing changes, or the day or the reason will not do.
        Overloaded, Unavailable: the list does not answer.
    """
    if not changed:
        raise Refusal(Reason("item_list.nothing", "/list"))
    wish = PublishElements(effective=effective, reason=reason, elements=changed)
    by = visitor.identity
    await services.sender.send(KEY, wish, id=command_id(by.owner, key, wish), by=by)


async def state_of(services: Services) -> ItemList:
    """Return the list as it stands.

    Raises:
        Overloaded, Unavailable: it does not answer.
    """
    return (await services.sender.show(KEY)).state
