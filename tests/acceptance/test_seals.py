"""A seal from application to destruction by program and on its pages, and papers that it stamps."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography import x509
from msgspec.structs import replace as changed

from actors.blocks.documents.shell.stamper import SealRefused, StampOrder
from actors.blocks.organisation.units import Organisation
from actors.blocks.seals.sample import sample_seal
from actors.blocks.seals.shell.settings import SealSettings
from actors.blocks.seals.shell.stamping import SealStamper
from serve_apps.blocks.seals.sample_city import make_sample_seals
from storage.clock import WallClock
from tests.acceptance.issuing import (
    APPROVER,
    CLERK,
    HEAD,
    KEEPER,
    ORGAN,
    do,
    seal_in_use,
)
from tests.acceptance.site import Site
from tests.acceptance.steps import key
from tests.integration.paper_seals import NAME, paper
from tests.integration.standing_in import StandIn
from tests.waiting import until

pytestmark = pytest.mark.feature("OA-12")


@pytest.fixture(scope="module")
def stamps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    authority = StandIn("time_stamp_authority", tmp_path_factory.mktemp("tsa"))
    yield authority
    authority.end()


@pytest.fixture(scope="module")
def seal(site: Site) -> str:
    """The id of a seal in use, which may stamp notices and permits; notices stand approved."""
    return seal_in_use(site, ("notice.*", "permit.food"), ("notice.*",))


def stamper(site: Site, stamps: StandIn) -> SealStamper:
    assert site.services is not None
    settings = replace(
        site.services[SealSettings],
        time_stamps=stamps.url,
        time_stamp_roots=Path(stamps.told["roots"]),
    )
    return SealStamper(site.services.sender, site.database, WallClock(), settings)


def order(seal: str, document: str, *, template: str = "notice.acceptance") -> StampOrder:
    return StampOrder(
        seal=seal,
        document=document,
        template=template,
        organ=ORGAN,
        place="1,380,600,119.06,119.06",
        asked_by=f"staff:{CLERK}",
        approved_by=f"staff:{HEAD}",
        at=datetime.now(UTC),
    )


def test_a_decision_approves_the_use_and_the_log_says_whose(
    site: Site, seal: str, stamps: StandIn
) -> None:
    document, pdf = f"document:{uuid4().hex}", paper()
    wish = order(seal, document)
    stamped = site.run(stamper(site, stamps).stamp(pdf, wish))

    assert stamped.pdf.startswith(pdf[:9]) and len(stamped.pdf) > len(pdf)
    uses = rows(site, {"sha256": hashlib.sha256(pdf).hexdigest(), "state": "stamped"})
    with site.client(KEEPER) as keeper, site.client(CLERK) as clerk:
        page = keeper.get(f"/seal-uses/{uses[-1]['_id']}")
        assert clerk.get(f"/seal-uses/{uses[-1]['_id']}").status_code == 403
        listed = keeper.get("/seal-uses")
    assert page.status_code == 200 and "以其决定视同审批" in page.text
    assert "市市场监督管理局" in page.text  # whose decision it was, by post
    assert "notice.acceptance" in listed.text


def rows(site: Site, where: dict[str, Any]) -> list[dict[str, Any]]:

    async def look() -> list[dict[str, Any]]:
        return await site.database["seal_uses"].find(where).sort("asked_at").to_list()

    return until(lambda: site.run(look()))


def test_what_stands_not_approved_waits_for_its_approval(
    site: Site, seal: str, stamps: StandIn
) -> None:
    document, pdf = f"document:{uuid4().hex}", paper(2)
    wish, office = order(seal, document, template="permit.food"), stamper(site, stamps)

    with pytest.raises(SealRefused, match="waits_for_approval"):
        site.run(office.stamp(pdf, wish))
    with pytest.raises(SealRefused, match="waits_for_approval"):
        site.run(office.stamp(pdf, wish))
    [use] = rows(site, {"sha256": hashlib.sha256(pdf).hexdigest()})
    with site.client(HEAD) as head:
        approved = head.post(f"/api/v1/seal_uses/{use['_id']}/approve_use", json={}, headers=key())
    assert approved.status_code == 200, approved.text
    assert site.run(office.stamp(pdf, wish)).certificate


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"template": "permit.drugs"}, "seal.wrong_kind"),
        ({"organ": "health"}, "seal.wrong_organ"),
        ({"place": "9,1,1,10,10"}, "seal.cannot_be_set"),
        ({"place": "nowhere"}, "seal.cannot_be_set"),
    ],
)
def test_what_it_may_not_stamp_is_refused_with_its_reason(
    site: Site, seal: str, stamps: StandIn, change: dict[str, str], code: str
) -> None:
    wish = changed(order(seal, f"document:{uuid4().hex}"), **change)
    with pytest.raises(SealRefused, match=code):
        site.run(stamper(site, stamps).stamp(paper(), wish))


def test_nothing_is_made_for_whoever_may_not_make_it(site: Site, seal: str) -> None:
    assert site.services is not None
    folder = site.services[SealSettings].folder
    before = sorted(folder.iterdir())

    answer = do(site, HEAD, seal, "make_seal")
    assert answer.status_code == 403, answer.text
    assert sorted(folder.iterdir()) == before


def test_what_is_to_be_imported_and_is_not_there_is_said(site: Site, seal: str) -> None:
    answer = do(site, KEEPER, seal, "make_seal", source="imported")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "seal.import_missing"


def test_its_picture_and_its_page_are_for_those_who_keep_it(site: Site, seal: str) -> None:
    with site.client(KEEPER) as keeper, site.client(CLERK) as clerk:
        picture, page = keeper.get(f"/seals/{seal}/picture"), keeper.get(f"/seals/{seal}")
        assert clerk.get(f"/seals/{seal}/picture").status_code == 404

    assert picture.headers["content-type"] == "image/svg+xml" and "<svg" in picture.text
    assert page.status_code == 200 and NAME in page.text


def test_a_use_is_asked_for_by_its_organ_alone(site: Site, seal: str) -> None:
    wish = {
        "seal": seal,
        "document": "佛市监函〔2026〕8号",
        "template": "permit.food",
        "sha256": "e" * 64,
        "organ": "health",
        "approved_by": "staff:me",
    }
    with site.client(CLERK) as clerk, site.client("health_clerk") as other:
        asked = clerk.post("/api/v1/seal_uses", json=wish, headers=key())
        assert asked.status_code == 201, asked.text
        assert other.post("/api/v1/seal_uses", json=wish, headers=key()).status_code == 403
    [use] = rows(site, {"sha256": "e" * 64})
    assert (use["organ"], use["state"]) == (ORGAN, "asked")


def test_one_that_is_destroyed_stamps_nothing_and_is_listed_as_revoked(
    site: Site, stamps: StandIn
) -> None:
    assert site.services is not None
    id = seal_in_use(site, ("*",), ("*",))
    office = stamper(site, stamps)
    site.run(office.stamp(paper(), order(id, f"document:{uuid4().hex}")))

    do(site, KEEPER, id, "propose_end", end="destroyed", reason="收缴")
    with pytest.raises(SealRefused, match=r"seal\.is_suspended"):
        site.run(office.stamp(paper(), order(id, f"document:{uuid4().hex}")))
    over = do(site, APPROVER, id, "confirm_end")
    assert over.status_code == 200, over.text
    with pytest.raises(SealRefused, match=r"seal\.is_destroyed"):
        site.run(office.stamp(paper(), order(id, f"document:{uuid4().hex}")))
    state = site.run(site.services.sender.show(f"seal:{id}")).state
    assert state.certificate is not None

    def listed() -> set[int]:
        with site.client() as anybody:
            answer = anybody.get("/seals/revoked.crl")
        assert answer.headers["content-type"] == "application/pkix-crl"
        return {each.serial_number for each in x509.load_der_x509_crl(answer.content)}

    serial = int(state.certificate.serial, 16)
    until(lambda: serial in listed())


def test_the_sample_city_has_its_seals_made_once(site: Site, tmp_path: Path) -> None:
    assert site.services is not None
    settings = replace(site.services[SealSettings], folder=tmp_path)
    sender = site.services.sender

    def make() -> int:
        return site.run(make_sample_seals(sender, site.database, site.library, settings))

    assert make() == len(site.library[Organisation].units)
    assert make() == 0
    state = site.run(sender.show(sample_seal(ORGAN))).state
    assert (state.phase, state.name) == ("in_use", NAME)
