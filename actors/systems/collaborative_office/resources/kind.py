"""The kind "office_resource" (资源): a room, a vehicle or supplies, and who has it when."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from actors.blocks.access.access import Access
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider, exampled
from actors.kernel.turn import Turn
from actors.kernel.words import Title
from actors.kernel.work import Task, Work
from actors.systems.collaborative_office.resources import booking, fitting, for_meetings, moving
from actors.systems.collaborative_office.resources import commands as c
from actors.systems.collaborative_office.resources import events as e
from actors.systems.collaborative_office.resources.evolve import evolve
from actors.systems.collaborative_office.resources.state import (
    OFFICE_RESOURCE,
    PENDING,
    STATES,
    ResourceState,
)
from actors.systems.collaborative_office.roles import RESOURCES
from actors.systems.collaborative_office.telling import titles
from actors.systems.collaborative_office.texts import require_open, require_said

GUARDED = Guarded(
    actions=("register", "withdraw", "book", "decide", "give_up", "read"),
    facts={
        "state": "text",
        "organ": "text",
        "shared": "truth",
        "bookers": "texts",  # identities of those whose bookings are still to come
    },
    fields=(
        "state", "organ", "category", "name", "place", "seats", "pieces", "opens", "closes",
        "owner_confirms", "shared", "reason", "busy", "bookings",
    ),
)  # fmt: skip
_EXAMPLES = (
    c.RegisterResource(category="room", name="第一会议室", place="三楼", seats=20),
    c.WithdrawResource(reason="装修"),
    c.AskBooking(
        begins_at=datetime(2026, 12, 7, 1, tzinfo=UTC),
        ends_at=datetime(2026, 12, 7, 2, tzinfo=UTC),
        purpose="工作例会",
        rule="FREQ=WEEKLY;COUNT=4",
    ),
    c.ConfirmBooking(booking="1"),
    c.RefuseBooking(booking="1", reason="另有安排"),
    c.UseBooking(booking="1"),
    c.ReleaseBooking(booking="1"),
)
OFFERS: tuple[Offer[ResourceState], ...] = exampled(
    (
        Offer(command=c.RegisterResource, action="register", begins=True),
        Offer(command=c.AskBooking, action="book", states=("available",)),
        Offer(
            command=c.UseBooking,
            action="give_up",
            offered=lambda by, state: any(
                each.progress == "confirmed" and each.by == by.id and not each.meeting
                for each in state.pending
            ),
        ),
        Offer(
            command=c.ReleaseBooking,
            action="give_up",
            offered=lambda by, state: any(not each.meeting for each in state.pending),
            grave=True,
        ),
        Offer(
            command=c.ConfirmBooking,
            action="decide",
            offered=lambda by, state: bool(state.unconfirmed),
        ),
        Offer(
            command=c.RefuseBooking,
            action="decide",
            offered=lambda by, state: bool(state.unconfirmed),
            grave=True,
            long=("reason",),
        ),
        Offer(
            command=c.WithdrawResource,
            action="withdraw",
            states=("available",),
            grave=True,
            long=("reason",),
        ),
        Offer(command=c.RestoreResource, action="withdraw", states=("withdrawn",)),
        Offer(command=c.BookForMeeting, of="platform", begins=True, states=STATES),
        Offer(command=c.ReleaseForMeeting, of="platform", begins=True, states=STATES),
        Offer(command=c.ReleaseUnused, of="platform"),
    ),
    _EXAMPLES,
)


def facts(state: ResourceState) -> Facts:
    """Return what policies know of a resource, with every name of `GUARDED.facts`."""
    return {
        "state": state.phase,
        "organ": state.organ,
        "shared": state.shared,
        "bookers": frozenset(each.by for each in state.bookings if each.progress in PENDING),
    }


def work(state: ResourceState) -> Work:
    """Return the bookings that wait for the unit to agree to them, as one task."""
    waiting = state.unconfirmed
    tasks: tuple[Task, ...] = ()
    if waiting:
        tasks = (
            Task(
                name="confirm",
                title=titles(OFFICE_RESOURCE, "tasks")["confirm"],
                unit=state.organ,
                role=RESOURCES,
                since=min(each.asked_at for each in waiting),
                claimable=False,
            ),
        )
    title = Title(zh="资源预订", en="Bookings")
    return Work(title=title, system="collaborative_office", tasks=tasks)


def resource_kind(library: Library) -> EntityKind[ResourceState]:
    """Return the kind "office_resource"; who may what stands in the policies of `library`."""
    rules = Rules(
        kind=OFFICE_RESOURCE,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    decide = decider(
        rules,
        {
            c.RegisterResource: _register,
            c.WithdrawResource: _withdraw,
            c.RestoreResource: _restore,
            c.AskBooking: booking.Booker(library).ask,
            c.ConfirmBooking: booking.confirm,
            c.RefuseBooking: booking.refuse,
            c.UseBooking: booking.use,
            c.ReleaseBooking: booking.release,
            c.BookForMeeting: for_meetings.book_for_meeting,
            c.ReleaseForMeeting: for_meetings.release_for_meeting,
            c.ReleaseUnused: moving.release_unused,
        },
    )
    return EntityKind(
        name=OFFICE_RESOURCE,
        plural="office_resources",
        state=ResourceState,
        initial=lambda key: ResourceState(id=key.partition(":")[2]),
        commands=commands_of(OFFERS),
        events=e.ResourceEvent,
        decide=_settling(decide),
        evolve=evolve,
        rules=rules,
        shown=(
            "phase", "organ", "category", "seats", "pieces", "opens", "closes", "owner_confirms",
            "shared",
        ),
        work=work,
    )  # fmt: skip


def _register(turn: Turn[ResourceState], command: c.RegisterResource) -> None:
    require_said("name", command.name)
    require_open({"place": command.place})
    if command.closes <= command.opens:
        raise fitting.hours_turned()
    turn.emit(
        e.ResourceRegistered(
            at=turn.now,
            by=turn.by.id,
            organ=turn.by.unit,
            category=command.category,
            name=command.name,
            place=command.place,
            seats=command.seats,
            pieces=command.pieces if command.category == "supplies" else 1,
            opens=command.opens,
            closes=command.closes,
            owner_confirms=command.owner_confirms,
            shared=command.shared,
        )
    )


def _withdraw(turn: Turn[ResourceState], command: c.WithdrawResource) -> None:
    require_said("reason", command.reason)
    turn.emit(e.ResourceWithdrawn(at=turn.now, by=turn.by.id, reason=command.reason))
    moving.release_all(turn, command.reason)


def _restore(turn: Turn[ResourceState], command: c.RestoreResource) -> None:
    turn.emit(e.ResourceRestored(at=turn.now, by=turn.by.id))


def _settling(
    decide: Callable[[Turn[ResourceState], Any], Any],
) -> Callable[[Turn[ResourceState], Any], Any]:
    """Return `decide`, after which the alarm for what nobody uses is set, and the unit hears of
    bookings that wait for it."""

    def settled(turn: Turn[ResourceState], command: Any) -> Any:
        before = turn.state
        reply = decide(turn, command)
        moving.remind(turn, before)
        known = {each.n for each in before.unconfirmed}
        if any(each.n not in known for each in turn.state.unconfirmed):
            moving.to_keepers(turn)
        return reply

    return settled
