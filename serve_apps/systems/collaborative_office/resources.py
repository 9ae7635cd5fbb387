"""The pages of rooms, vehicles and supplies (会议室、车辆、物品): a list, and one page for
everything that is done with each."""

from actors.systems.collaborative_office.resources.fitting import moment
from actors.systems.collaborative_office.resources.state import (
    OFFICE_RESOURCE,
    STATES,
    Booking,
    ResourceState,
)
from actors.systems.collaborative_office.roles import RESOURCES
from serve_apps.front.policies import signed_in_staff
from serve_apps.front.rendering import unit_name
from serve_apps.pages.asking import Asking
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Panel
from serve_apps.pages.record import RecordPage
from serve_apps.systems.collaborative_office.booked import AT, week_panel
from serve_apps.systems.collaborative_office.choices import Titled


def _own(asking: Asking) -> Titled:
    """Return the bookings that the visitor may let go: his own, of a keeper all."""
    return [
        _titled(asking, each)
        for each in _state(asking).pending
        if not each.meeting and (each.by == asking.by.id or _keeps(asking))
    ]


def _waiting(asking: Asking) -> Titled:
    """Return the bookings to which the unit has not agreed yet."""
    return [_titled(asking, each) for each in _state(asking).unconfirmed]


def _titled(asking: Asking, booking: Booking) -> tuple[str, str]:
    unit = unit_name(asking.services.library, booking.organ, asking.language)
    mine = booking.by == asking.by.id or _keeps(asking)
    told = (moment(booking.begins_at), unit, booking.purpose if mine else "")
    return str(booking.n), " · ".join(filter(None, told))


def _keeps(asking: Asking) -> bool:
    return RESOURCES in asking.by.roles and asking.by.unit == _state(asking).organ


def _state(asking: Asking) -> ResourceState:
    state: ResourceState = asking.state
    return state


LIST = ListPage(
    name="office_resources",
    view="office_resources",
    at=AT,
    record=f"{AT}/{{id}}",
    columns=(
        Column(field="name"),
        Column(field="category"),
        Column(field="place"),
        Column(field="seats", look="number"),
        Column(field="organ"),
        Column(field="state", look="state"),
    ),
    orders=(Sorting(name="name", fields=("name",)),),
    filters=(
        Choice(
            field="category",
            values=("room", "vehicle", "supplies"),
            said=f"{OFFICE_RESOURCE}.choices.category",
        ),
        Choice(field="state", values=STATES, said=f"{OFFICE_RESOURCE}.states"),
        OfUnit(field="organ"),
    ),
    above="collaborative_office/resources_above.html",
    policy=signed_in_staff,
)
RECORD = RecordPage(
    kind=OFFICE_RESOURCE,
    at=AT,
    heading="name",
    good=("available",),
    bad=("withdrawn",),
    told=("name", "place", "reason"),
    choices={
        "ConfirmBooking.booking": _waiting,
        "RefuseBooking.booking": _waiting,
        "booking": _own,
    },
    panels=(Panel(template="collaborative_office/booked_panel.html", made=week_panel()),),
    policy=signed_in_staff,
)
