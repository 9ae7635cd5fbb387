"""The dates of a handling: which are fixed when it begins, and which when it is signed for."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from actors.kernel.calendar import Calendar
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.fixed_dates import Day, FixedDate
from actors.systems.npc_motions.handling.events import Dates
from actors.systems.npc_motions.handling.state import HandlingState
from actors.systems.npc_motions.profile import Profile
from actors.systems.npc_motions.provisions import HandlingLimit
from actors.systems.npc_motions.suggestion.state import UnitRole
from actors.systems.npc_motions.suggestion_dates import (
    assisting_view_by,
    contact_by,
    fast_reply_by,
    longer_by,
    reply_by,
    return_by,
)

Ask = Callable[[Profile, Day, Day, Calendar], FixedDate | None]


def dates_of(
    books: Books,
    key: tuple[str, int],
    role: UnitRole,
    assigned: datetime,
    received: datetime | None,
    redo_due: FixedDate | None,
    *,
    fast: bool,
) -> Dates:
    """Return the dates that can be fixed now; those from receipt only once it was `received`.

    `redo_due` is the date of a second reply, which was fixed when that was ordered; `fast`: the
    unit replies in the time of the fast lane.
    """
    profile = books.of(key)

    def fixed(limit: HandlingLimit | None, ask: Ask) -> FixedDate | None:
        if limit is None or (received is None and limit.start != "assignment"):
            return None
        return ask(profile, assigned, received or assigned, books.calendar)

    answers = role != "assisting"
    limit, ask = (profile.fast_lane, fast_reply_by) if fast else (profile.reply, reply_by)
    reply = redo_due or fixed(limit, ask)
    return Dates(
        return_due=fixed(profile.return_window, return_by),
        contact_due=fixed(profile.contact, contact_by) if answers else None,
        view_due=None if answers else fixed(profile.assisting_view, assisting_view_by),
        reply_due=reply if answers else None,
    )


def longest(books: Books, state: HandlingState) -> FixedDate | None:
    """Return the last day to which the reply can be extended, where it can be; a second reply and
    one on the fast lane cannot."""
    assigned = state.assigned_at
    if assigned is None or state.redo or state.fast:
        return None
    received = state.received_at or assigned
    return longer_by(books.of(state.profile), assigned, received, books.calendar)


def extended(last: FixedDate, until: date, calendar: Calendar) -> FixedDate:
    """Return the date of a reply that was extended to `until`, `last` at the latest."""
    return replace(last, computed=until, effective=min(calendar.next_open(until), last.effective))


def day_after(due: date, days: int) -> date:
    """Return the local day `days` after `due`, before it if negative."""
    return due + timedelta(days=days)
