"""The seals of the sample city (示例): each organ has applied for one, and it was approved. Their
keys are made when the city is first shown, since no key is anywhere before."""

from collections.abc import Iterator

from actors.blocks.organisation.units import Organisation
from actors.blocks.seals.seal import APPROVER, HEAD, KEEPER, SEAL, ApplyForSeal, ApproveSeal
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.system import Act

KEEPS = Identity(f"staff:{KEEPER}", (KEEPER,), "government_services")
APPROVES = Identity(f"staff:{APPROVER}", (APPROVER,), "municipal_government")
ALL = ("*",)


def acts(library: Library) -> Iterator[Act]:
    """Yield what the people of the city have done."""
    organisation = library[Organisation]
    city = organisation.city.zh
    for unit in organisation.units.values():
        key = sample_seal(unit.code)
        head = Identity("staff:head_of_office", (HEAD,), unit.code)
        name = unit.title.zh
        name = f"{city}{name.removeprefix('市')}" if name.startswith("市") else name
        wish = ApplyForSeal(
            organ=unit.code, name=name, stamps=ALL, standing=ALL, reason="在线办理需要电子印章"
        )
        yield Act(key=key, command=wish, by=head)
        yield Act(key=key, command=ApproveSeal(keeper=KEEPS.id), by=APPROVES)


def sample_seal(organ: str) -> str:
    """Return the key of the seal of an organ of the sample city."""
    return f"{SEAL}:seal_of_{organ}"
