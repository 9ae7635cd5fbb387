"""Visitors, the days of windows and the days of halls, as entity kinds."""

from datetime import UTC, date, datetime

from actors.blocks.access.access import Access
from actors.blocks.appointments import hall_day, visit_course, visitor, visitor_evolve, window_day
from actors.blocks.appointments.answers import (
    ConfirmPlace,
    EndVisit,
    LosePlace,
    NoteTicket,
    RefusePlace,
)
from actors.blocks.appointments.fitting import misfits
from actors.blocks.appointments.hall_records import (
    HALL_DAY,
    CallAgain,
    CallNext,
    EndTicket,
    HallDay,
    HallDayEvent,
    IssueTicket,
    OfflineStep,
    RecordOfflineLine,
    TakeTicket,
    parts,
)
from actors.blocks.appointments.offline_line import OfflineLine
from actors.blocks.appointments.places import Places
from actors.blocks.appointments.visitor_records import (
    VISITOR,
    BookVisit,
    CancelVisit,
    ChangeVisit,
    MissVisit,
    RegisterArrival,
    RemindVisit,
    Visitor,
    VisitorEvent,
)
from actors.blocks.appointments.window_day import (
    WINDOW_DAY,
    CloseDay,
    GivePlaceBack,
    OpenDay,
    TakePlace,
    WindowDay,
    WindowDayEvent,
    WindowDays,
)
from actors.blocks.cases.catalogue import Catalogue
from actors.kernel.calendar import Calendar
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind, Limits
from actors.kernel.library import Library
from actors.kernel.mistakes import Mistakes
from actors.kernel.offer import Offer, Rules, commands_of, decider

GUARDED = {
    VISITOR: Guarded(
        actions=("read", "book", "arrive"),
        facts={"owner": "text", "item": "text", "units": "texts"},
        fields=("bookings",),
    ),
    WINDOW_DAY: Guarded(actions=("close",), facts={"id": "text"}),
    HALL_DAY: Guarded(actions=("serve",), facts={"unit": "text"}),
}
OFFLINE_STEP = OfflineStep(
    n=1,
    what="given",
    ticket="L001",
    window="city_hall.people",
    at=datetime(2026, 3, 2, 1, tzinfo=UTC),
)
CROWD = Limits(mailbox=1024)  # a day that everybody wants at once


def visitor_kind(library: Library) -> EntityKind[Visitor]:
    """Return the kind "visitor", one for each account that has ever booked.

    Raises:
        Mistakes: a hall does not fit the city; see `misfits`.
    """
    places = library[Places]
    if wrong := list(misfits(places, library)):
        raise Mistakes(wrong)
    visits = visitor.Visits(places, library[Calendar], library[Catalogue])

    def facts(state: Visitor) -> Facts:
        found = (places.window(b.place.window) for b in state.bookings if b.place and b.active)
        return {"owner": state.id, "units": frozenset(hall.unit for hall, _ in filter(None, found))}

    def of_booking(state: Visitor, command: ChangeVisit | CancelVisit) -> Facts:
        booking = state.booking(command.booking)
        return {**facts(state), "item": booking.item if booking else ""}

    offers: tuple[Offer[Visitor], ...] = (
        Offer(
            command=BookVisit,
            action="book",
            states=("kept",),
            begins=True,
            example=BookVisit(
                item="JZZ-01", window="city_hall.people", on=date(2027, 1, 4), slot="09:00"
            ),
            facts=lambda state, command: {**facts(state), "item": command.item},
        ),
        Offer(
            command=ChangeVisit,
            action="book",
            example=ChangeVisit(
                booking=1, window="city_hall.people", on=date(2027, 1, 5), slot="14:00"
            ),
            facts=of_booking,
        ),
        Offer(
            command=CancelVisit,
            action="book",
            grave=True,
            example=CancelVisit(booking=1),
            facts=of_booking,
        ),
        Offer(command=RegisterArrival, action="arrive", example=RegisterArrival(booking=1)),
        *(
            Offer[Visitor](command=each, of="platform", states=("kept",), begins=True)
            for each in (
                ConfirmPlace, RefusePlace, LosePlace, NoteTicket, EndVisit, RemindVisit, MissVisit,
            )
        ),
    )  # fmt: skip
    rules = Rules(
        kind=VISITOR,
        offers=offers,
        permits=library[Access],
        facts=facts,
        phase=lambda state: "kept" if state.last else "",
    )
    return EntityKind(
        name=VISITOR,
        plural="visitors",
        state=Visitor,
        initial=lambda key: Visitor(id=key.partition(":")[2]),
        commands=commands_of(offers),
        events=VisitorEvent,
        decide=decider(
            rules,
            {
                BookVisit: visits.book,
                ChangeVisit: visits.change,
                CancelVisit: visitor.cancel,
                RegisterArrival: visits.arrive,
                ConfirmPlace: visit_course.confirmed,
                RefusePlace: visit_course.refused,
                LosePlace: visit_course.lost,
                NoteTicket: visit_course.note_ticket,
                EndVisit: visit_course.end,
                RemindVisit: visit_course.remind,
                MissVisit: visits.miss,
            },
        ),
        evolve=visitor_evolve.evolve,
        rules=rules,
        shown=("last", "requests", "n", "why"),
        concerns=lambda state: state.id,
    )


def window_day_kind(library: Library) -> EntityKind[WindowDay]:
    """Return the kind "window_day", one for each group of windows and day."""
    days = WindowDays(library[Places], library[Calendar])
    offers: tuple[Offer[WindowDay], ...] = (
        Offer(command=TakePlace, of="platform", states=("open", "closed"), begins=True),
        Offer(command=GivePlaceBack, of="platform", states=("open", "closed"), begins=True),
        Offer(
            command=CloseDay,
            action="close",
            states=("open",),
            begins=True,
            grave=True,
            example=CloseDay(reason="设备检修"),
        ),
        Offer(command=OpenDay, action="close", states=("closed",), example=OpenDay()),
    )
    rules = Rules(
        kind=WINDOW_DAY,
        offers=offers,
        permits=library[Access],
        facts=lambda state: {"id": state.id},
        phase=_phase_of_windows,
        knowing=("close",),
    )
    return EntityKind(
        name=WINDOW_DAY,
        plural="window_days",
        open_ids=True,
        state=WindowDay,
        initial=lambda key: WindowDay(id=key.partition(":")[2]),
        commands=commands_of(offers),
        events=WindowDayEvent,
        decide=decider(
            rules,
            {
                TakePlace: days.take,
                GivePlaceBack: window_day.give_back,
                CloseDay: days.close,
                OpenDay: window_day.reopen,
            },
        ),
        evolve=window_day.evolve,
        rules=rules,
        shown=("slot", "closed", "told"),
        limits=CROWD,
    )


def hall_day_kind(library: Library) -> EntityKind[HallDay]:
    """Return the kind "hall_day", one for each hall and day."""
    places = library[Places]
    line, offline = hall_day.Line(places), OfflineLine(places)

    def facts(state: HallDay) -> Facts:
        hall = places.hall(parts(state.id)[0])
        return {"unit": hall.unit if hall else ""}

    offers: tuple[Offer[HallDay], ...] = (
        Offer(command=IssueTicket, of="platform", states=("open",), begins=True),
        Offer(
            command=TakeTicket,
            action="serve",
            states=("open",),
            begins=True,
            example=TakeTicket(window="city_hall.people"),
        ),
        Offer(
            command=CallNext,
            action="serve",
            states=("open",),
            begins=True,
            example=CallNext(at="1"),
        ),
        Offer(command=CallAgain, action="serve", example=CallAgain(ticket="A001")),
        Offer(
            command=EndTicket,
            action="serve",
            example=EndTicket(ticket="A001", outcome="served"),
        ),
        Offer(
            command=RecordOfflineLine,
            action="serve",
            states=("open",),
            begins=True,
            example=RecordOfflineLine(device="0a1b2c3d", steps=(OFFLINE_STEP,)),
        ),
    )
    rules = Rules(
        kind=HALL_DAY,
        offers=offers,
        permits=library[Access],
        facts=facts,
        phase=lambda state: "open" if state.tickets else "",
        knowing=("serve",),
    )
    return EntityKind(
        name=HALL_DAY,
        plural="hall_days",
        open_ids=True,
        state=HallDay,
        initial=lambda key: HallDay(id=key.partition(":")[2]),
        commands=commands_of(offers),
        events=HallDayEvent,
        decide=decider(
            rules,
            {
                IssueTicket: hall_day.issue,
                TakeTicket: line.take,
                CallNext: line.call,
                CallAgain: hall_day.call_again,
                EndTicket: hall_day.end,
                RecordOfflineLine: offline.record,
            },
        ),
        evolve=hall_day.evolve,
        rules=rules,
        shown=("number", "window", "outcome", "device", "upto"),
    )


def _phase_of_windows(state: WindowDay) -> str:
    if state.closed:
        return "closed"
    return "open" if state.taken else ""
