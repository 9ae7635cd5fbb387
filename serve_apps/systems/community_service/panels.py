"""What the pages of entrustments and batches tell beside their fields."""

from typing import Any
from urllib.parse import urlsplit

from actors.systems.community_service.agency import Agency
from actors.systems.community_service.dispatch.records import DispatchState
from actors.systems.community_service.entrustment.state import ENTRUSTMENT, EntrustmentState
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.panels import Panel, Shows


async def _work(
    services: Services, visitor: Visitor, id: str, state: EntrustmentState, shows: Shows
) -> dict[str, Any] | None:
    """Return what is read out before something is entrusted, and where the application is taken
    in; None where the visitor does neither."""
    rules = services.kinds[ENTRUSTMENT].rules
    assert rules is not None
    allowed = rules.allowed(visitor.identity, state)
    consent = services.library[Agency].consent
    told = {
        "consent": consent if "GiveEntrustment" in allowed else None,
        "intake": f"/entrustments/{id}/intake" if "CollectMaterials" in allowed else "",
    }
    return told if any(told.values()) else None


async def _slip(
    services: Services, visitor: Visitor, id: str, state: DispatchState, shows: Shows
) -> dict[str, Any] | None:
    """Return the list of a batch, and the address of its page for a code that is scanned."""
    if not shows("entries"):
        return None
    origin = services.settings.public_address or ""
    at = f"/dispatches/{id}"
    address = f"{origin.rstrip('/')}{at}" if urlsplit(origin).scheme else at
    return {
        "entries": state.entries,
        "surplus": state.surplus,
        "pieces": state.pieces,
        "address": address,
        "signed": [(who, at) for who, at in _signatures(state) if who],
    }


def _signatures(state: DispatchState) -> tuple[tuple[str, Any], ...]:
    return (state.sent_by, state.sent_at), (state.received_by, state.received_at)


WORK = Panel(template="community_service/work.html", made=_work)
SLIP = Panel(template="community_service/slip.html", made=_slip)
