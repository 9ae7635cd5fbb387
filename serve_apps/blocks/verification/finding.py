"""What somebody who holds a paper finds out about it: five things, and whether the file is the
one."""

import re
import time
from datetime import date
from typing import Any

import msgspec
from starlette.requests import Request

from actors.blocks.organisation.units import Organisation
from actors.blocks.verification.verification import CODE, VERIFICATION, Verification, plain_code
from serve_apps.front.limits import Attempts, address_of
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records

MOST, WINDOW_SECONDS = 60, 60.0  # questions of one address
MOST_OF_ALL = 1_200  # of those whose address is not known
_CODE = re.compile(CODE)
_SHA256 = re.compile("[0-9a-f]{64}")
_attempts = Attempts(MOST, WINDOW_SECONDS)
_of_all = Attempts(MOST_OF_ALL, WINDOW_SECONDS)


class Found(msgspec.Struct, frozen=True):
    """A paper as the public may know it. `organ` is called as the reader's language has it; `date`
    is a local day, `state` "in_force", "withdrawn", "replaced" or "expired"."""

    code: str
    number: str
    organ: dict[str, str]
    date: date
    sha256: str
    state: str


def count(services: Services, request: Request) -> None:
    """Count one question of an address.

    Raises:
        TooManyTries: it has asked too often.
    """
    address = address_of(request, services.settings.proxies)
    if address:
        _attempts.record(address, time.monotonic())
    else:
        _of_all.record("", time.monotonic())


async def by_code(services: Services, typed: str) -> Found | None:
    """Return the paper with the code that somebody typed, None if there is none.

    Raises:
        Overloaded, Unavailable: it could not be asked.
        PyMongoError: the database does not answer.
    """
    code = plain_code(typed)
    if not _CODE.fullmatch(code):
        return None
    row = await services[Records].database["verifications"].find_one({"_id": code}, {"_id": 1})
    return await _as_it_stands(services, code) if row is not None else None


async def by_digest(services: Services, sha256: str) -> Found | None:
    """Return the paper whose file has this digest, None if there is none.

    Raises:
        Overloaded, Unavailable: it could not be asked.
        PyMongoError: the database does not answer.
    """
    if not _SHA256.fullmatch(sha256):
        return None
    rows = services[Records].database["verifications"]
    row: dict[str, Any] | None = await rows.find_one({"sha256": sha256}, {"_id": 1})
    if row is None:
        return None
    found = await _as_it_stands(services, str(row["_id"]))
    return found if found is not None and found.sha256 == sha256 else None


async def _as_it_stands(services: Services, code: str) -> Found | None:
    """Return the paper as its entity has it now: what was withdrawn is so at once."""
    state: Verification = (await services.sender.show(f"{VERIFICATION}:{code}")).state
    if state.on is None:
        return None
    title = services.library[Organisation].title(state.organ)
    return Found(
        code=code,
        number=state.number,
        organ={"zh": title.zh, "en": title.en} if title else {"zh": state.organ, "en": state.organ},
        date=state.on,
        sha256=state.sha256,
        state=state.phase,
    )
