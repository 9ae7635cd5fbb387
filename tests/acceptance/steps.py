"""What tests of the API do again and again."""

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import uuid4

import httpx

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import reference_of
from actors.blocks.files.shell.intake import Intake
from actors.kernel.deadlines import local_day
from actors.kernel.identity import Identity
from actors.library import load_city
from tests.acceptance.site import Site

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)


def key() -> dict[str, str]:
    """Return the header of a fresh wish."""
    return {"idempotency-key": uuid4().hex}


def application(site: Site, item: str, account: str = "chen_jiahui") -> dict[str, Any]:
    """Return an application of `account` for `item` that the rules accept: the item's own example,
    with a file for every material."""
    found = site.library[Catalogue].item(item)
    person = next(each for each in load_city().applicants if each.account == account)
    with site.client(account) as client:
        stored = hand_in(client).json()
    return {
        "item": found.code,
        "item_version": found.version,
        "place": person.place,
        "applicant": {
            "kind": person.kind,
            "name": person.name.zh,
            "id_type": person.id_type,
            "id_number": person.id_number,
            "phone": person.phone,
        },
        "form": dict(found.example),
        "statement": reference_of(found),
        "guardian_consents": bool(found.child),
        "materials": [
            {"name": material.name, "file_name": "paper.png", **stored}
            for material in found.materials
        ],
    }


def hand_in(client: httpx.Client, content: bytes = PNG) -> httpx.Response:
    """Upload a file."""
    return client.post(
        "/api/v1/uploads", content=content, headers=key() | {"content-type": "image/png"}
    )


def kept(site: Site, by: Identity, content: bytes = PNG) -> str:
    """Have `by` hand in a file without a channel, and return its digest."""
    assert site.services is not None
    intake = site.services[Intake]

    async def whole() -> AsyncIterator[bytes]:
        yield content

    return site.run(intake.hand_in(whole(), by)).sha256


def apply(client: httpx.Client, wish: dict[str, Any]) -> httpx.Response:
    """File an application."""
    return client.post("/api/v1/cases", json=wish, headers=key())


def send(client: httpx.Client, case: str, command: str, body: dict[str, Any]) -> httpx.Response:
    """Send a command to a case."""
    return client.post(f"/api/v1/cases/{case}/{command}", json=body, headers=key())


def wait_for(site: Site, number: str) -> None:
    """Wait until the view shows the case."""
    assert site.services is not None
    views = site.services.views

    async def shown() -> None:
        async with asyncio.timeout(60):
            while await views.case_by_number(number) is None:
                await asyncio.sleep(0.05)

    site.run(shown())


def today_of(site: Site) -> date:
    """Return the local day that the platform has."""
    assert site.services is not None
    return local_day(site.services.clock.now())
