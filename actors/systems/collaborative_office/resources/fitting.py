"""Whether a resource can be had at a time (可否预订)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import CHINA, local_day
from actors.kernel.errors import Reason, Refusal
from actors.systems.collaborative_office.profile import profile
from actors.systems.collaborative_office.resources.state import (
    HELD,
    Progress,
    ResourceState,
    in_the_way,
)

_SAID = 10  # days that a refusal names


def require_time(
    state: ResourceState, now: datetime, begins_at: datetime, ends_at: datetime
) -> None:
    """Check a time at which somebody wants something.

    Raises:
        Refusal: it ends before it begins, is over, too long, out of the hours or too far ahead.
    """
    first, last = begins_at.astimezone(CHINA), ends_at.astimezone(CHINA)
    longest = timedelta(days=profile().booking_longest_days)
    if ends_at <= begins_at:
        raise Refusal(Reason("office_resource.ends_first", "/ends_at"))
    if begins_at < now - patience():
        raise Refusal(Reason("office_resource.over", "/begins_at"))
    if begins_at > now + timedelta(days=profile().booking_days_ahead):
        facts = {"days": str(profile().booking_days_ahead)}
        raise Refusal(Reason("office_resource.too_far_ahead", "/begins_at", facts))
    one_day = local_day(begins_at) == local_day(ends_at)
    if ends_at - begins_at > longest or (state.category == "room" and not one_day):
        raise Refusal(Reason("office_resource.too_long", "/ends_at"))
    if not state.opens <= f"{first:%H:%M}" or not f"{last:%H:%M}" <= state.closes:
        facts = {"opens": state.opens, "closes": state.closes}
        raise Refusal(Reason("office_resource.closed_then", "/begins_at", facts))


def require_free(
    state: ResourceState,
    times: Sequence[tuple[datetime, datetime]],
    pieces: int,
    organisation: Organisation,
) -> None:
    """Check that nobody else has it at any of `times`.

    Raises:
        Refusal: somebody has. Told are the unit and the time of the booking that stands in the way,
            and nothing else of it; of several times the days.
    """
    held = [each for each in state.bookings if each.progress in HELD]
    found = [
        (begins_at, other)
        for begins_at, ends_at in times
        if (other := in_the_way(held, begins_at, ends_at, pieces, most(state)))
    ]
    if not found:
        return
    if len(times) > 1:
        days = [local_day(begins_at).isoformat() for begins_at, _ in found]
        more = "…" if len(days) > _SAID else ""
        facts = {"days": ", ".join(days[:_SAID]) + more, "number": str(len(days))}
        raise Refusal(Reason("office_resource.taken_on", "/begins_at", facts))
    other = found[0][1]
    facts = {
        **named(organisation, other.organ),
        "from": moment(other.begins_at),
        "until": moment(other.ends_at),
    }
    raise Refusal(Reason("office_resource.taken", "/begins_at", facts))


def named(organisation: Organisation, unit: str) -> dict[str, str]:
    """Return a unit as refusals tell of it: by its code for programs, by its Chinese name for
    people, since a fact of a refusal is one text in both languages."""
    title = organisation.title(unit)
    return {"organ": unit, "unit": title.zh if title else unit}


def most(state: ResourceState) -> int:
    """Return of how many pieces bookings of the same time may be."""
    return state.pieces if state.category == "supplies" else 1


def begins_as(state: ResourceState) -> Progress:
    """Return how a booking is before anybody has done anything about it."""
    return "asked" if state.owner_confirms else "confirmed"


def hours_turned() -> Refusal:
    """Return that something closes before it opens."""
    return Refusal(Reason("office_resource.closes_first", "/closes"))


def moment(at: datetime) -> str:
    """Return a local instant as people read it."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def patience() -> timedelta:
    """Return how long after its begin a booking waits for who has asked for it."""
    return timedelta(minutes=profile().booking_no_show_minutes)
