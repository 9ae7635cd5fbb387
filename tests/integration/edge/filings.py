"""Applications as a kiosk seals them, without screen and card."""

from collections.abc import Callable

import msgspec

from actors.blocks.cases.items import ServiceItem, reference_of
from actors.blocks.terminals.reports import Filing, Sealed


def filing(
    item: ServiceItem, number: int, seal: Callable[[bytes, bytes], bytes], terminal: str
) -> Sealed:
    """Return application `number` at `terminal`: the item's example with as many copies as tell it
    from its neighbours."""
    content = Filing(
        name="陈嘉慧",
        id_number="440602199005060028",
        phone="13800000001",
        form={**item.example, "copies": number % 5 + 1},
        statement=reference_of(item),
    )
    key = f"{number:032x}"
    return Sealed(
        session=f"s{number}",
        item=item.code,
        item_version=item.version,
        idempotency_key=key,
        provisional=f"P{number}",
        box=seal(msgspec.msgpack.encode(content), f"{terminal}/{key}".encode()),
    )
