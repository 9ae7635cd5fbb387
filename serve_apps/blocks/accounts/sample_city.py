"""The accounts of the sample city: registered once, with passwords from the secrets file."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping

import msgspec

from actors.blocks.accounts.commands import Register
from actors.blocks.accounts.state import Person
from actors.kernel.identifiers import mask_name
from actors.kernel.identity import PLATFORM
from actors.kernel.ports import Sender
from actors.place.city.load import City

DEMO_PASSWORDS = ("staff", "resident")  # names in the secrets file: one for each kind of account
_TOGETHER = 16  # accounts that are registered at the same time


async def register_city(
    sender: Sender,
    city: City,
    passwords: Mapping[str, str],
    hash_password: Callable[[str], Awaitable[str]],
) -> int:
    """Register the accounts of `city` that do not exist yet and return how many those were.

    All demonstration accounts of one kind share a password; `passwords` is of the secrets file.

    Raises:
        Overloaded, Unavailable: see `Sender.send`; do it again, nothing happens twice.
    """
    wanted = dict(_accounts(city))
    few = asyncio.Semaphore(_TOGETHER)

    async def is_missing(name: str) -> bool:
        async with few:
            return not (await sender.show(f"account:{name}")).state.kind

    found = await asyncio.gather(*map(is_missing, wanted))
    missing = [name for name, it_is in zip(wanted, found, strict=True) if it_is]
    if not missing:
        return 0
    hashes = {kind: await hash_password(passwords[kind]) for kind in DEMO_PASSWORDS}

    async def register(name: str) -> None:
        wish = msgspec.structs.replace(wanted[name], password_hash=hashes[wanted[name].kind])
        async with few:
            await sender.send(f"account:{name}", wish, id=f"register:{name}", by=PLATFORM)

    await asyncio.gather(*map(register, missing))
    return len(missing)


def _accounts(city: City) -> Iterator[tuple[str, Register]]:
    for member in city.staff.values():
        yield (
            member.account,
            Register(
                kind="staff",
                display=member.name.zh,
                roles=member.roles,
                unit=member.unit,
                password_hash="",
            ),
        )
    for applicant in city.applicants:
        name = applicant.name.zh
        yield (
            applicant.account,
            Register(
                kind="resident",
                display=mask_name(name) if applicant.kind == "natural" else name,
                roles=applicant.roles,
                unit=applicant.unit,
                person=Person(
                    name=name,
                    id_type=applicant.id_type,
                    id_number=applicant.id_number,
                    phone=applicant.phone,
                ),
                password_hash="",
            ),
        )
