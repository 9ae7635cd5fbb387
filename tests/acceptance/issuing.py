"""Licences and seals of tests, as organs issue and keep them."""

import asyncio
import hashlib
import io
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from actors.blocks.licences.licence import Holder, RegisterLicence
from actors.blocks.verification.verification import EnterPaper, code_of
from actors.kernel.identity import PLATFORM
from actors.kernel.turn import Command
from actors.library import load_city
from storage.clock import WallClock
from storage.files import stored_of
from storage.uploads import Uploads
from tests.acceptance.site import Site
from tests.acceptance.steps import key
from tests.integration.paper_seals import NAME, paper

HOLDER = "chen_jiahui"
APPROVER, KEEPER, HEAD, CLERK = (
    "seal_approver", "seal_custodian", "market_approver", "market_clerk",
)  # fmt: skip
ORGAN = "market_supervision"
PEOPLE = {each.account: each for each in load_city().applicants}
NUMBER = PEOPLE[HOLDER].id_number
PDF = paper(3)
DIGEST = hashlib.sha256(PDF).hexdigest()


def send(site: Site, to: str, wish: Command) -> None:
    assert site.services is not None
    site.run(site.services.sender.send(to, wish, id=uuid4().hex, by=PLATFORM))


def issued(site: Site, holder: str = HOLDER, says: dict[str, object] | None = None) -> str:
    """Return the code of a licence of `holder` with its paper, once lists know of both."""
    code = code_of(uuid4().hex)
    assert site.services is not None
    site.run(site.services.files.keep(io.BytesIO(PDF), stored_of(PDF, "application/pdf")))
    uploads = Uploads(site.database)
    site.run(uploads.record(DIGEST, PLATFORM.id, "", WallClock().now()))
    number = "佛市监许〔2026〕8号"
    entered = EnterPaper(
        number=number, organ="market_supervision", on=date(2026, 11, 23), sha256=DIGEST
    )
    licence = RegisterLicence(
        kind="business_licence",
        title="营业执照",
        number=number,
        organ="market_supervision",
        holder=Holder(
            name=PEOPLE[holder].name.zh,
            id_type="resident_id",
            id_number=PEOPLE[holder].id_number,
            account=holder,
        ),
        since=date(2026, 11, 23),
        file=DIGEST,
        size=len(PDF),
        basis="case:1",
        says=says or {},
    )
    send(site, f"verification:{code}", entered)
    send(site, f"licence:{code}", licence)
    for collection in ("verifications", "licences"):
        wait(site, lambda collection=collection: found(site, collection, code))
    return code


def found(site: Site, collection: str, id: str) -> bool:
    async def look() -> bool:
        return await site.database[collection].find_one({"_id": id}) is not None

    return site.run(look())


def wait(site: Site, holds: Callable[[], bool]) -> None:
    for _ in range(1_200):
        if holds():
            return
        site.run(asyncio.sleep(0.05))
    raise AssertionError("it did not come")


def do(site: Site, account: str, seal: str, command: str, **wish: Any) -> Any:
    """Have somebody do something with a seal, and return the answer."""
    with site.client(account) as client:
        return client.post(f"/api/v1/seals/{seal}/{command}", json=wish, headers=key())


def seal_in_use(site: Site, stamps: tuple[str, ...], standing: tuple[str, ...]) -> str:
    """Return the id of a seal in use."""
    id = f"seal-{uuid4().hex[:8]}"
    wish = {
        "organ": ORGAN,
        "name": NAME,
        "stamps": stamps,
        "standing": standing,
        "reason": "在线办理",
    }
    for account, command, told in (
        (HEAD, "apply_for_seal", wish),
        (APPROVER, "approve_seal", {"keeper": f"staff:{KEEPER}"}),
        (KEEPER, "make_seal", {}),
        (KEEPER, "put_seal_into_use", {}),
    ):
        answer = do(site, account, id, command, **told)
        assert answer.status_code == 200, answer.text
    return id
