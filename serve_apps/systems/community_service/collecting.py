"""Taking an application in for a resident (收取材料): what programs send, and what is made of it.

Nothing of it is kept unless the entrustment covers it: the rules are asked before a number is
minted, and files that nobody names are not kept.
"""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec.structs import replace

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.state import Material
from actors.blocks.numbers.serial import case_number
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn
from actors.systems.community_service.entrustment.commands import CollectMaterials
from actors.systems.community_service.entrustment.state import (
    ENTRUSTMENT,
    EntrustmentState,
    Note,
)
from serve_apps.blocks.cases.preparing import sourced
from serve_apps.blocks.files.handed_in import as_stored
from serve_apps.blocks.numbers.desk import Numbers, day_of
from serve_apps.front.face import Preparation
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services


class Collecting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An application as an agent takes it in. Without `item_version` the latest version of the item
    counts. `pieces` of paper go up with it; none: it is filed at once."""

    item: str
    item_version: int | None = None
    form: dict[str, object]
    materials: tuple[Material, ...] = ()
    statement: str = ""
    pieces: Annotated[int, msgspec.Meta(ge=0, le=500)] = 0


EXAMPLE = Collecting(item="SYJ-01", form={}, statement="sensitive.1", pieces=2)


async def collected(
    services: Services,
    visitor: Visitor,
    id: str,
    sent: Collecting,
    *,
    came: datetime | None = None,
    note: Note = "",
) -> CollectMaterials:
    """Return `sent` to the entrustment `id` as its command: with files as they were found, and with
    a number. `came` is when it was taken in without a line, None for now.

    Raises:
        Refusal: the entrustment does not cover it, or it is not in order: every fault.
        Overloaded, Unavailable: see `Sender.send`.
    """
    by = visitor.identity
    state: EntrustmentState = (await services.sender.show(f"{ENTRUSTMENT}:{id}")).state
    item = services.library[Catalogue].item(sent.item, sent.item_version)
    unused = case_number(item.implementation_code, day_of(services.clock.now()), 0)
    wish = CollectMaterials(
        item=item.code,
        item_version=item.version,
        form=sent.form,
        statement=sent.statement,
        pieces=sent.pieces,
        number=state.number or unused,
        came=came,
        note=note,
        materials=sourced(visitor, sent.materials),
    )
    materials = await as_stored(services, f"{ENTRUSTMENT}:{id}", by, wish.materials)
    wish = replace(wish, materials=materials)
    _rehearse(services, id, state, by, wish)
    if state.number:
        return wish
    now = services.clock.now()
    number = await services[Numbers].take(item.implementation_code, now, f"{ENTRUSTMENT}~{id}")
    return replace(wish, number=number)


def _rehearse(
    services: Services, id: str, state: EntrustmentState, by: Identity, wish: CollectMaterials
) -> None:
    kind = services.kinds[ENTRUSTMENT]
    key, now = f"{ENTRUSTMENT}:{id}", services.clock.now()
    turn = Turn(key, state, kind.evolve, now=now, by=by, command_id="rehearsal")
    kind.decide(turn, wish)


async def _prepare(
    services: Services, visitor: Visitor, id: str, sent: Collecting
) -> CollectMaterials:
    return await collected(services, visitor, id, sent)


PREPARED = Preparation(
    command=CollectMaterials, prepare=_prepare, takes=Collecting, example=EXAMPLE
)
