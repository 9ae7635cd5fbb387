"""Applications filed at kiosks: a sealed report becomes a submitted case, exactly once.

The case's id follows from the terminal and the key that the terminal made for this filing. A
report that comes again, after whatever was killed, meets the same case and finds it submitted.
"""

from typing import Literal

import msgspec
import structlog

from actors.blocks.cases import materials
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import SaveDraft
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.state import Applicant, Material
from actors.blocks.terminals.decide import terminal_identity
from actors.blocks.terminals.reports import ApplicationFiled, Filing, Sealed
from actors.blocks.terminals.trust import Trust
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.cases.applications import submit
from serve_apps.blocks.cases.recognising import person_of
from serve_apps.blocks.terminals.boxes import BoxKey, UnreadableBox
from serve_apps.front.new_ids import new_id
from serve_apps.front.wiring import Services

log = structlog.get_logger(__name__)


async def file(
    services: Services,
    box_key: BoxKey,
    terminal: str,
    place: str,
    sealed: Sealed,
    trust: Trust = "trusted",
) -> ApplicationFiled:
    """Submit what is in `sealed` and return what became of it, without anything personal. `trust`
    is how far the terminal is believed.

    Raises:
        Overloaded, Unavailable: the outcome is open; do it again.
    """
    by = terminal_identity(terminal)
    case = new_id("case", by.id, sealed.idempotency_key)

    def filed(number: str = "", refused: tuple[Reason, ...] = ()) -> ApplicationFiled:
        return ApplicationFiled(
            session=sealed.session,
            item=sealed.item,
            provisional=sealed.provisional,
            case=case,
            number=number,
            refused=refused,
        )

    if trust == "cut_off_before":
        log.warning("filing of a withdrawn terminal refused", terminal=terminal)
        return filed(refused=(Reason("terminal.cut_off"),))
    try:
        item = services.library[Catalogue].item(sealed.item, sealed.item_version)
        if "kiosk" not in item.channels:
            return filed(refused=(Reason("terminal.item_not_offered", "/item"),))
        filing = _open(box_key, terminal, sealed)
        identified = filing.identified if trust == "trusted" else ""
        person = person_of(services, filing.id_number) if identified else ""
        wish = _wish(item, place, filing, identified, person)
        kept = await submit(services, by, sealed.idempotency_key, wish)
    except Refusal as refusal:
        services.broken_rules.note(refusal.reasons)
        return filed(refused=refusal.reasons)
    except (UnreadableBox, msgspec.MsgspecError) as error:
        log.error("filing cannot be read", terminal=terminal, error=type(error).__name__)
        return filed(refused=(Reason("terminal.filing_unreadable"),))
    return filed(number=kept.number)


def _open(box_key: BoxKey, terminal: str, sealed: Sealed) -> Filing:
    label = f"{terminal}/{sealed.idempotency_key}".encode()
    return msgspec.msgpack.decode(box_key.open(sealed.box, label), type=Filing)


def _wish(
    item: ServiceItem, place: str, filing: Filing, identified: Literal["", "card"], person: str
) -> SaveDraft:
    return SaveDraft(
        item=item.code,
        item_version=item.version,
        channel="kiosk",
        place=place,
        applicant=Applicant(
            kind="natural",
            name=filing.name,
            id_type="resident_id",
            id_number=filing.id_number,
            phone=filing.phone,
            identified=identified,
            person=person,
        ),
        form=filing.form,
        statement=filing.statement,
        materials=tuple(
            Material(name=name, source="promise" if name in filing.promised else "licence_store")
            for name in materials.required(item, filing.form)
        ),
    )
