"""Who may look at a case. To everybody else it does not exist."""

from collections.abc import Iterable, Mapping
from typing import Any

from actors.blocks.cases.permissions import is_stranger
from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.cases.state import CaseState
from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.organisation.units import Organisation
from actors.blocks.reads.record import RecordAccess
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from serve_apps.front.bodies import command_id
from serve_apps.front.session import Visitor
from serve_apps.front.wiring import Services

UNKNOWN = Refusal(Reason("case.unknown"), kind="unknown")


async def read_case(
    services: Services, visitor: Visitor, case: str, purpose: str, key: str
) -> tuple[int, CaseState]:
    """Return the version and the state of a case, after the read is durably recorded.

    `key` makes the record of one page load one record: a repeated load with the same key adds none.

    Raises:
        Refusal: kind "unknown" if there is no such case or none the visitor may know of;
            "forbidden" if `purpose` is not the visitor's to claim.
        Overloaded, Unavailable: see `Sender.show`.
    """
    by = visitor.identity
    shown = await services.sender.show(f"case:{case}")
    if not may_read(by, shown.state, services.library):
        raise UNKNOWN
    record = RecordAccess(purpose=purpose)
    await services.sender.send(f"access:{case}", record, id=command_id(by.id, key), by=by)
    return shown.seq, shown.state


def may_read(by: Identity, state: CaseState, library: Library) -> bool:
    """Tell whether `by` may read the whole case: its applicant, the units that take part, an
    integrated window, and supervision."""
    if state.phase == "none" or is_stranger(by, state):
        return False
    if by.id.startswith("person:"):
        return True
    return _of_office(by, {state.unit, *(task.unit for task in state.tasks)}, library)


def may_follow(visitor: Visitor, row: Mapping[str, Any], library: Library) -> bool:
    """Tell whether `visitor` may see the masked progress of the case that `row` of the view
    describes."""
    if visitor.kind == "resident":
        return row["applicant"].get("account") == visitor.account
    if not visitor.kind or row["phase"] == "draft":
        return False
    return _of_office(visitor.identity, row.get("units", ()), library)


def _of_office(by: Identity, units: Iterable[str], library: Library) -> bool:
    if by.has(SUPERVISOR) or by.unit in units:
        return True
    unit = library[Organisation].units.get(by.unit)
    return by.has(WINDOW_CLERK) and unit is not None and unit.integrated_window
