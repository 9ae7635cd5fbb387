"""Materials as their files were found when they were handed in, whatever the sender wrote."""

from collections.abc import Sequence

import msgspec

from actors.blocks.cases.state import Material
from actors.blocks.files.digest import with_facts
from actors.blocks.files.formats import file_name
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from serve_apps.front.attaching import facts_of
from serve_apps.front.wiring import Services


async def as_stored(
    services: Services, key: str, by: Identity, materials: Sequence[Material]
) -> tuple[Material, ...]:
    """Return `materials`, which `by` is about to name in a command to the entity `key`, with size,
    type and a fit name.

    Raises:
        Refusal: a file is not one that `by` may name.
        Overloaded, Unavailable: see `Sender.show`.
    """
    wanted = {each.sha256 for each in materials if each.sha256}
    known = await services.sender.known(key, by, wanted) if wanted else {}
    foreign = [each.name for each in materials if each.sha256 and each.sha256 not in known]
    if foreign:
        raise Refusal(*(Reason("file.not_yours", f"/materials/{name}") for name in foreign))
    facts = {sha256: facts_of(stored) for sha256, stored in known.items()}
    return tuple(_named(with_facts(each, facts)) for each in materials)


def _named(material: Material) -> Material:
    if not material.sha256:
        return material
    name = file_name(material.file_name, material.media_type, material.name)
    return msgspec.structs.replace(material, file_name=name)
