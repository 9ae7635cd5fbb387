"""What may be applied for at a kiosk."""

from hashlib import sha256

import msgspec
from msgspec.structs import replace

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import MaterialSpec
from actors.blocks.terminals import frames
from actors.kernel.library import Library
from serve_apps.blocks.cases.statements import of_item


def kiosk_items(library: Library) -> frames.Items:
    """Return the items that may be applied for at a kiosk, under a revision that changes with
    them. An item that always needs an upload waits for kiosks with a scanner."""
    items = tuple(
        replace(item, statement=item.statement and of_item(item.statement, item, library))
        for item in library[Catalogue].current_items()
        if "kiosk" in item.channels
        and "natural" in item.audience
        and not any(_always_uploaded(material) for material in item.materials)
    )
    rev = sha256(msgspec.msgpack.encode(items)).hexdigest()[:16]
    return frames.Items(rev=rev, items=items)


def _always_uploaded(material: MaterialSpec) -> bool:
    needed = not material.optional and material.required_if is None
    return needed and not {"licence_store", "promise"} & set(material.sources)
