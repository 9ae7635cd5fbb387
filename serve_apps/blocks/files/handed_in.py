"""Files of materials: what a case names must have been handed in, and who may look at it."""

from collections.abc import AsyncIterable, Sequence

import msgspec

from actors.blocks.cases.state import Material
from actors.kernel.errors import Reason, Refusal
from serve_apps.front.wiring import Services
from storage.files import Stored, Unfit

LARGEST_MEGABYTES = 20  # of one file; an item may allow less
MEDIA_TYPES = ("application/pdf", "image/jpeg", "image/png")


async def hand_in(
    services: Services,
    stream: AsyncIterable[bytes],
    *,
    max_megabytes: int = LARGEST_MEGABYTES,
    field: str = "",
) -> Stored:
    """Keep what `stream` brings. `field` is the JSON pointer that a refusal names.

    Raises:
        Refusal: it is empty, too large, or neither PDF nor JPEG nor PNG; nothing was kept.
    """
    try:
        return await services.files.put(stream, max_megabytes=max_megabytes)
    except Unfit as unfit:
        raise Refusal(Reason(f"material.{unfit.code}", field, unfit.facts)) from unfit


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
