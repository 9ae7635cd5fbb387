"""Who may look at a case: what the policies say. To everybody else it does not exist."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.access.access import Access
from actors.blocks.cases.facts import facts, facts_of_row
from actors.blocks.cases.offers import CASE
from actors.blocks.cases.state import CaseState
from actors.blocks.organisation.standing import standing
from actors.blocks.organisation.units import Organisation
from actors.blocks.reads.record import PURPOSES
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.verdict import NONE_PERMITS
from serve_apps.front.disclosing import disclose
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services

UNKNOWN = Refusal(Reason("case.unknown"), kind="unknown")


async def read_case(
    services: Services,
    visitor: Visitor,
    case: str,
    purpose: str,
    *,
    full: bool = True,
    reason: str = "",
) -> tuple[int, CaseState]:
    """Return the version and the state of a case, after the read is durably recorded. `full`: names
    and numbers will be shown without a mask. Of a closed case offices give a `reason`.

    Raises:
        Refusal: kind "unknown" if there is no such case or none the visitor may know of;
            "forbidden" if `purpose` is not the visitor's to claim, or he has read too much;
            "invalid" if a closed case needs a reason.
        Overloaded, Unavailable: see `Sender.show`.
    """
    by = visitor.identity
    shown = await services.sender.show(f"case:{case}")
    if not _reads(by, shown.state, purpose, services.library):
        if may_read(by, shown.state, services.library):
            raise Refusal(Reason("access.forbidden"), kind="forbidden", because=NONE_PERMITS)
        because = NONE_PERMITS if shown.seq else ""
        raise Refusal(Reason("case.unknown"), kind="unknown", because=because)
    await disclose(
        services, visitor, CASE, case, shown.state, purpose,
        full=full, closed=shown.state.closed_at is not None, reason=reason,
    )  # fmt: skip
    return shown.seq, shown.state


def may_read(by: Identity, state: CaseState, library: Library) -> bool:
    """Tell whether `by` may read the whole case for any purpose."""
    return bool(purposes_of(by, state, library))


def purposes_of(by: Identity, state: CaseState, library: Library) -> tuple[str, ...]:
    """Return for what `by` may read the whole case."""
    return tuple(purpose for purpose in PURPOSES if _reads(by, state, purpose, library))


def may_follow(visitor: Visitor, row: Mapping[str, Any], library: Library) -> bool:
    """Tell whether `visitor` may see the masked progress of the case that `row` of the view
    describes."""
    by = visitor.identity
    known = standing(by, library)
    return library[Access].permit(by, "case.follow", facts_of_row(row), standing=known).allowed


def _reads(by: Identity, state: CaseState, purpose: str, library: Library) -> bool:
    told = facts(state, None, library[Organisation])  # its item may be no longer loaded
    known = standing(by, library)
    return library[Access].permit(by, "case.read", told, purpose, standing=known).allowed
