"""The kind "premises" (场地与设备): registered by their unit, shared, and booked, never twice for
one time (GRASS-08)."""

from datetime import UTC, datetime

from actors.blocks.access.access import Access
from actors.blocks.forms import normalise
from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.turn import Turn
from actors.systems.community_service.premises import booking as b
from actors.systems.community_service.premises import records as r
from actors.systems.community_service.premises.evolve import evolve
from actors.systems.community_service.tiers import tier_of
from actors.systems.community_service.voice.places import answerer

GUARDED = Guarded(
    actions=("keep", "book", "cancel", "read"),
    facts={"state": "text", "unit": "text", "shared": "truth"},
    fields=(
        "state", "title", "sort", "unit", "tier", "place", "capacity", "shared", "address",
        "bookings", "waiting",
    ),
)  # fmt: skip
OFFERS: tuple[Offer[r.Premises], ...] = (
    Offer(
        command=r.RegisterPremises,
        action="keep",
        begins=True,
        states=("withdrawn",),
        example=r.RegisterPremises(title="二楼会议室", sort="room", capacity=30, shared=True),
    ),
    Offer(
        command=r.AskBooking,
        action="book",
        states=("open",),
        example=r.AskBooking(
            starts=datetime(2026, 12, 7, 1, tzinfo=UTC),
            ends=datetime(2026, 12, 7, 3, tzinfo=UTC),
            purpose="居民议事会",
            people=20,
        ),
    ),
    Offer(
        command=r.ConfirmBooking,
        action="keep",
        states=("open",),
        offered=lambda by, state: bool(state.waiting),
        example=r.ConfirmBooking(booking=1),
    ),
    Offer(
        command=r.RefuseBooking,
        action="keep",
        states=("open",),
        offered=lambda by, state: bool(state.waiting),
        example=r.RefuseBooking(booking=1, reason="当天检修"),
    ),
    Offer(
        command=r.CancelBooking,
        action="cancel",
        states=("open",),
        offered=lambda by, state: bool(b.cancellable(state, by.unit)),
        example=r.CancelBooking(booking=1, reason="活动改期"),
    ),
    Offer(
        command=r.ChangePremises,
        action="keep",
        states=("open",),
        example=r.ChangePremises(title="二楼会议室", capacity=40, shared=True),
    ),
    Offer(
        command=r.WithdrawPremises,
        action="keep",
        states=("open",),
        grave=True,
        example=r.WithdrawPremises(reason="改作他用"),
    ),
)


def premises_kind(library: Library) -> EntityKind[r.Premises]:
    """Return the kind "premises"; units come from `library`."""

    def units() -> Organisation:
        return library[Organisation]

    def register(turn: Turn[r.Premises], command: r.RegisterPremises) -> None:
        tier = tier_of(turn.by.unit, units())
        if tier is None:
            raise Refusal(Reason("premises.no_tier"))
        if turn.state.unit not in ("", turn.by.unit):
            raise Refusal(Reason("premises.forbidden"), kind="forbidden")
        turn.emit(
            r.PremisesRegistered(
                at=turn.now,
                title=normalise.plain_text(command.title),
                sort=command.sort,
                unit=turn.by.unit,
                tier=tier,
                place=units().unit(turn.by.unit).place,
                capacity=command.capacity,
                shared=command.shared,
                address=normalise.plain_text(command.address),
            )
        )

    def ask(turn: Turn[r.Premises], command: r.AskBooking) -> int:
        b.refuse_time(turn, command)
        number = turn.state.asked + 1
        turn.emit(
            r.BookingAsked(
                at=turn.now,
                by=turn.by.id,
                booking=number,
                unit=turn.by.unit,
                starts=command.starts,
                ends=command.ends,
                purpose=normalise.plain_text(command.purpose),
                people=command.people,
            )
        )
        keeper = turn.state.unit
        on = local_day(command.starts).isoformat()
        notify(turn, to_role(answerer(keeper, units()), keeper), "premises.Asked", {"due": on})
        return number

    return offered_kind(
        library[Access],
        name=r.PREMISES,
        plural="premises",
        state=r.Premises,
        events=r.PremisesEvent,
        offers=OFFERS,
        handlers={
            r.RegisterPremises: register,
            r.AskBooking: ask,
            r.ConfirmBooking: b.confirm,
            r.RefuseBooking: lambda turn, command: b.answer(
                turn, command.booking, "refused", command.reason
            ),
            r.CancelBooking: b.cancel,
            r.ChangePremises: b.change,
            r.WithdrawPremises: b.withdraw,
        },
        evolve=evolve,
        facts=facts,
        shown=("phase", "title", "sort", "unit", "tier", "place", "capacity", "shared", "booking"),
    )


def facts(state: r.Premises) -> Facts:
    """Return what policies know of premises."""
    return {"state": state.phase, "unit": state.unit, "shared": state.shared}
