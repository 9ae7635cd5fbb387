"""Files of materials: what a case names must have been handed in, and who may look at it."""

from collections.abc import Sequence

import msgspec

from actors.kernel.case.state import Material
from actors.kernel.errors import Reason, Refusal
from serve_apps.wiring import Services

LARGEST_MEGABYTES = 20  # of one file; an item may allow less
MEDIA_TYPES = ("application/pdf", "image/jpeg", "image/png")


async def as_stored(services: Services, materials: Sequence[Material]) -> tuple[Material, ...]:
    """Return `materials` with size and type as the files were found when they were handed in,
    whatever the sender wrote.

    Raises:
        Refusal: a material names a file that was not handed in.
    """
    told: list[Material] = []
    missing: list[Reason] = []
    for material in materials:
        if not material.sha256:
            told.append(material)
            continue
        stored = await services.files.find(material.sha256)
        if stored is None:
            missing.append(Reason("material.no_file", f"/materials/{material.name}"))
        else:
            facts = {"bytes": stored.bytes, "media_type": stored.media_type}
            told.append(msgspec.structs.replace(material, **facts))
    if missing:
        raise Refusal(*missing)
    return tuple(told)
