"""Who works where in the tests of these services, over the sample city."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.cases.applicants import example_on
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import CaseMoved
from actors.blocks.cases.items import reference_of
from actors.blocks.cases.kind import case_kind
from actors.blocks.cases.state import Material
from actors.kernel.identity import PLATFORM, Identity
from actors.systems.community_service import item_offer_records as o
from actors.systems.community_service.dispatch import records as d
from actors.systems.community_service.dispatch.kind import dispatch_kind
from actors.systems.community_service.entrustment import commands as c
from actors.systems.community_service.entrustment.kind import entrustment_kind
from actors.systems.community_service.item_offer import item_offer_kind
from actors.systems.community_service.terminal.device import village_terminal_kind
from actors.systems.community_service.terminal.kind import terminal_entry_kind
from actors.systems.community_service.terminal.records import KeepChunk, SendEntry
from actors.testing import Scenario
from tests import loaded
from tests.blocks.cases.kit import at

LIBRARY = loaded.library()
ITEM = "SYJ-01"
TOWN, VILLAGE = "zumiao_subdistrict", "zhenan_village"
OFFICER = Identity("staff:labour_offers", ("item_officer",), "human_resources_social_security")
OTHER_OFFICER = Identity("staff:civil_offers", ("item_officer",), "civil_affairs")
WINDOW = Identity("staff:zumiao_clerk", ("window_clerk", "reviewer"), TOWN)
AGENT = Identity("staff:zhenan_agent", ("village_clerk",), VILLAGE)
COLLEAGUE = Identity("staff:zhenan_agent_2", ("village_clerk",), VILLAGE)
RESIDENT_A = Identity("person:he_yuexian", (RESIDENT,))
RESIDENT_B = Identity("person:chen_jiahui", (RESIDENT,))
OFFER = f"item_offer:{o.offer_id(ITEM, TOWN)}"
TERMS = o.OfferItem(
    item=ITEM,
    unit=TOWN,
    received_at=("town", "village"),
    decided_by=OFFICER.unit,
    mode="pre_reviews",
    up_days=2,
    down_days=2,
)

ID, SECOND = f"{1:032x}", f"{2:032x}"
ENTRUSTED, BATCH, CASE = f"entrustment:{ID}", f"dispatch:{ID}", f"case:{ID}"
ENTRY, TERMINAL = f"terminal_entry:{ID}", f"village_terminal:{ID}"
KINDS = (
    entrustment_kind(LIBRARY),
    case_kind(LIBRARY),
    dispatch_kind(LIBRARY),
    terminal_entry_kind(LIBRARY),
    village_terminal_kind(LIBRARY),
)
UNTIL = date(2026, 12, 31)
ASK = c.AskAgent(
    item=ITEM, unit=VILLAGE, name="何月仙", id_number="44060219380815002X", phone="13800000003"
)
GIVE = c.GiveEntrustment(
    seen="identity_card", method="signature_pad", read_out=True, agreed=True, until=UNTIL
)
NUMBER = f"{LIBRARY[Catalogue].item(ITEM).implementation_code}202604240001"
PACK = d.PackDispatch(to=TOWN, entries=(d.Entry(entrustment=ID, number=NUMBER, pieces=2),))


def offering() -> Scenario:
    """Nothing is offered yet."""
    return Scenario.of(item_offer_kind(LIBRARY)).on(OFFER)


def offered() -> Scenario:
    """The town offers unemployment benefit."""
    return offering().when(TERMS, by=OFFICER)


def entrusting() -> Scenario:
    """Nobody has asked for an agent yet; cases are filed for real."""
    return Scenario.of(*KINDS).on(ENTRUSTED)


def asked(by: Identity = AGENT) -> Scenario:
    """On Friday 24 April at nine somebody wants an agent of the village."""
    return entrusting().at("2026-04-24 09:00").when(ASK, by=by)


def entrusted(until: date = UNTIL) -> Scenario:
    """The resident entrusted it at once."""
    return asked().when(replace(GIVE, until=until), by=AGENT)


def collect(pieces: int = 2, number: int = 1, **changed: Any) -> c.CollectMaterials:
    """Return the application as the agent takes it in."""
    item = LIBRARY[Catalogue].item(ITEM)
    on = date(2026, 4, 24)
    wish = c.CollectMaterials(
        item=ITEM,
        item_version=item.version,
        form=example_on(item, LIBRARY, on),
        materials=(
            Material(name="identity_card", sha256="ab" * 32, source="scan", bytes=9,
                     media_type="application/pdf", file_name="card.pdf"),
            Material(name="end_certificate", source="promise"),
        ),
        statement=reference_of(item),
        pieces=pieces,
        number=f"{item.implementation_code}20260424{number:04}",
    )  # fmt: skip
    return replace(wish, **changed)


def collected(pieces: int = 2) -> Scenario:
    """The agent took the application in on the same Friday."""
    return entrusted().at("2026-04-24 10:00").when(collect(pieces), by=AGENT)


def sent_up() -> Scenario:
    """The batch with it went up on Wednesday 29 April."""
    packed = collected().at("2026-04-29 09:00").on(BATCH).when(PACK, by=AGENT)
    return packed.when(d.SendDispatch(counted=1, signed=True), by=AGENT)


def received() -> Scenario:
    """The window counted it on the same day."""
    wish = d.ReceiveDispatch(scanned=(NUMBER,), signed=True)
    return sent_up().at("2026-04-29 15:00").when(wish, by=WINDOW).on(ENTRUSTED)


def decided() -> Scenario:
    """The case was decided on 6 May."""
    moved = CaseMoved(number=NUMBER, phase="granted", at=at("2026-05-06 10:00"), seq=9)
    return received().at("2026-05-06 10:00").when(moved, by=PLATFORM)


def delivered() -> Scenario:
    """The result was handed over on 8 May."""
    wish = c.HandOverResult(way="handed", signed=True)
    return decided().at("2026-05-08 10:00").when(wish, by=AGENT)


def entry(n: int = 1, **changed: Any) -> SendEntry:
    """Return the `n`th entry of an outbox, for the `n`th entrustment."""
    taken = collect(0, n)
    wish = SendEntry(
        terminal=ID,
        entrustment=f"{n:032x}",
        payload=f"{n}",
        payload_hash=f"{n:064x}",
        item=taken.item,
        item_version=taken.item_version,
        form=taken.form,
        materials=taken.materials,
        statement=taken.statement,
        number=taken.number,
        came=at("2026-04-24 09:30"),
    )
    return replace(wish, **changed)


def sent_from_terminal() -> Scenario:
    """What was taken in on Friday arrives on Monday, its file in two chunks before it."""
    monday = entrusted().at("2026-04-27 09:00").on(ENTRY)
    for n in range(2):
        monday = monday.when(KeepChunk(file="ab" * 32, n=n, data="eA=="), by=AGENT)
    return monday.when(entry(), by=AGENT)
