"""What people do with visits: book, change, cancel, miss and keep them; days that are closed."""

from datetime import UTC, date, datetime, timedelta

from actors.blocks.appointments.hall_records import (
    CallAgain,
    CallNext,
    EndTicket,
    OfflineStep,
    RecordOfflineLine,
    TakeTicket,
)
from actors.blocks.appointments.kind import hall_day_kind, visitor_kind, window_day_kind
from actors.blocks.appointments.visitor_records import (
    BookVisit,
    CancelVisit,
    ChangeVisit,
    RegisterArrival,
)
from actors.blocks.appointments.window_day import CloseDay, OpenDay
from actors.kernel.identity import Identity
from actors.testing import Scenario
from tests.blocks.cases.city import ALLOWANCE, HALL, LIBRARY, PERMIT, RESIDENT_A

TODAY = date(2026, 3, 2)  # a Monday, on which scenarios begin at nine
UNTOLD = datetime(2026, 3, 2, 1, 20, tzinfo=UTC)  # twenty past nine, told at half past
TOMORROW = TODAY + timedelta(days=1)
FRIDAY = TODAY + timedelta(days=4)
ADMINISTRATOR = Identity("staff:admin", ("administrator",), "government_services")
KINDS = (visitor_kind(LIBRARY), window_day_kind(LIBRARY), hall_day_kind(LIBRARY))
VISITOR, MONDAY, DAY = "visitor:a1", "hall_day:main~20260302", "window_day:main.all~20260303"


def visit(on: date = TOMORROW, slot: str = "10:00", item: str = PERMIT.code) -> BookVisit:
    """Return the wish to come."""
    return BookVisit(item=item, window="main.all", on=on, slot=slot)


def change(on: date = TOMORROW, slot: str = "11:00", window: str = "main.all") -> ChangeVisit:
    """Return the wish to come at another time."""
    return ChangeVisit(booking=1, window=window, on=on, slot=slot)


def nothing_yet() -> Scenario:
    """Monday at nine; nobody has booked."""
    return Scenario.of(*KINDS).on(VISITOR)


def booked(wish: BookVisit | None = None) -> Scenario:
    """Somebody has booked, for tomorrow at ten if nothing else is said."""
    return nothing_yet().when(wish or visit(), by=RESIDENT_A)


def arrived() -> Scenario:
    """Whoever booked for today at ten is there at half past nine."""
    return booked(visit(TODAY)).at("2026-03-02 09:30").when(RegisterArrival(booking=1), by=HALL)


SCENARIOS: dict[str, Scenario] = {
    "a visit that is kept": arrived()
    .on(MONDAY)
    .when(TakeTicket(window="main.all"), by=HALL)
    .when(CallNext(at="1"), by=HALL)
    .when(CallAgain(ticket="A001"), by=HALL)
    .when(EndTicket(ticket="A001", outcome="served"), by=HALL)
    .on(VISITOR)
    .then_shown(last=1),
    "a hall that told what it did without a line": arrived()
    .on(MONDAY)
    .when(
        RecordOfflineLine(
            device="0a1b2c3d",
            steps=(
                OfflineStep(n=1, what="given", ticket="L001", window="main.all", at=UNTOLD),
                OfflineStep(n=2, what="called", ticket="A001", window="1", at=UNTOLD),
                OfflineStep(n=3, what="ended", ticket="A001", at=UNTOLD),
            ),
        ),
        by=HALL,
    )
    .on(VISITOR)
    .then_shown(last=1),
    "a visit that is changed, cancelled and booked again": booked()
    .when(change(), by=RESIDENT_A)
    .when(CancelVisit(booking=1), by=RESIDENT_A)
    .when(visit(), by=RESIDENT_A)
    .then_shown(last=2, requests=3),
    "a visit that is missed": booked().at("2026-03-03 11:00").then_shown(absences=(TOMORROW,)),
    "a day that is closed": booked()
    .on(DAY)
    .when(CloseDay(reason="设备检修"), by=ADMINISTRATOR)
    .on(VISITOR)
    .when(visit(item=ALLOWANCE.code), by=RESIDENT_A)
    .on(DAY)
    .when(OpenDay(), by=ADMINISTRATOR)
    .then_shown(closed=False),
}
