"""Results that a carrier (寄递企业) brings: it is asked by a call, and tells what became of the
parcel in any order and as often as it likes. A parcel that came back is at the desk again; of one
that was lost the department makes another."""

from typing import cast

from actors.blocks.calls.call import call
from actors.blocks.issuing.handover import REMINDER, over, set_reminder, tell
from actors.blocks.issuing.records import (
    CarrierSilent,
    Handover,
    NoteCarried,
    NoteHandedOver,
    OrderParcel,
    ParcelNoted,
    ParcelOrdered,
    ParcelOutcome,
    ParcelTaken,
)
from actors.kernel.calendar import Calendar
from actors.kernel.turn import Turn

CARRIER = "carrier"  # the name of the party
_ON_ITS_WAY = ("ordered", "posted")
_SAID = ("returned", "lost")


def order(turn: Turn[Handover], command: OrderParcel) -> None:
    """Ask the carrier, under a number of its own for each order."""
    state, n = turn.state, turn.state.orders + 1
    assert state.recipient is not None and state.title is not None
    body = {
        "name": state.recipient.name,
        "address": command.address.strip(),
        "phone": command.phone.strip(),
        "contents": state.title.zh,
    }
    wanted = call(turn, CARRIER, body, NoteCarried(n=n))
    turn.emit(
        ParcelOrdered(
            at=turn.now,
            by=turn.by.id,
            n=n,
            call=wanted,
            address=body["address"],
            phone=body["phone"],
        )
    )
    turn.forget(REMINDER)


def note(turn: Turn[Handover], command: NoteCarried, first_days: int, calendar: Calendar) -> None:
    """Take what the carrier says of its latest order, each once. What it says of an earlier one, or
    of a result that has left it, changes nothing any more; a lost parcel may turn up."""
    state, said = turn.state, command.outcome
    found = said.state == "done" and state.phase == "lost"
    if command.n != state.orders or not (state.phase in _ON_ITS_WAY or found):
        return
    parcel = said.reference[:24]
    match said.state:
        case "accepted":
            if state.phase == "ordered" and parcel:
                turn.emit(ParcelTaken(at=turn.now, n=command.n, parcel=parcel))
                tell(turn, "handover.Posted", {"parcel": parcel})
        case "done":
            _noted(turn, "delivered", "", parcel)
            over(turn, NoteHandedOver(method="post"))
        case "failed":
            outcome = said.reason if said.reason in _SAID else "refused"
            _noted(turn, cast("ParcelOutcome", outcome), said.reason, parcel)
            if outcome == "lost":
                tell(turn, "handover.Lost")
                return
            if outcome == "returned":
                tell(turn, "handover.Returned")
            set_reminder(turn, first_days, calendar)
        case "dead":
            turn.emit(CarrierSilent(at=turn.now, n=command.n))
        case _:
            pass


def _noted(turn: Turn[Handover], outcome: ParcelOutcome, reason: str, parcel: str) -> None:
    turn.emit(
        ParcelNoted(at=turn.now, by=turn.by.id, outcome=outcome, reason=reason, parcel=parcel)
    )
