"""The rules of the issuing desk: results are received, put on a shelf, and handed out against
identity or posted; whoever does not fetch one is reminded."""

from datetime import date
from pathlib import Path

import msgspec

from actors.blocks.forms import normalise
from actors.blocks.issuing.records import (
    BeginHandover,
    CarrierSilent,
    EndHandover,
    FetchReminded,
    Handover,
    HandoverBegun,
    HandoverEnded,
    HandoverEvent,
    NoteHandedOver,
    NoteParcel,
    ParcelNoted,
    ParcelOrdered,
    ParcelSent,
    ParcelTaken,
    ReceiveResult,
    RemindToFetch,
    ResultReceived,
    SendParcel,
    SignedOut,
    SignOut,
)
from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.succession import TakenOver, TakeOver
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import due, end_of_day, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identifiers import Divisions, check
from actors.kernel.mistakes import Mistake
from actors.kernel.shape import read
from actors.kernel.turn import Turn

CASE = "case"
REMINDER = "fetch"


class FetchRules(msgspec.Struct, frozen=True, kw_only=True):
    """Working days on the shelf until the first reminder (`first_days`), between one and the next
    (`again_days`), and how many there are."""

    first_days: int
    again_days: int
    most: int


def read_rules(folder: Path) -> tuple[FetchRules | None, list[Mistake]]:
    """Read `fetching.toml` of `folder`, and return what is wrong with it."""
    file = f"{folder.name}/fetching.toml"
    try:
        document = msgspec.toml.decode((folder / "fetching.toml").read_bytes())
    except (OSError, ValueError) as error:
        return None, [Mistake(file, "", str(error))]
    found, mistakes = read(document, FetchRules, file)
    if found is not None and min(found.first_days, found.again_days, found.most) < 1:
        mistakes.append(Mistake(file, "", "the days and the reminders are at least one"))
    return found, mistakes


def begin(turn: Turn[Handover], command: BeginHandover) -> None:
    """Await the result at the desk, once."""
    if turn.state.phase:
        return
    turn.emit(
        HandoverBegun(
            at=turn.now,
            number=command.number,
            item=command.item,
            title=command.title,
            unit=command.unit,
            place=command.place,
            recipient=command.recipient,
        )
    )


def receive(
    turn: Turn[Handover], command: ReceiveResult, rules: FetchRules, calendar: Calendar
) -> None:
    """Put it on its shelf, and tell whoever applied that it is there to be fetched."""
    turn.emit(ResultReceived(at=turn.now, by=turn.by.id, shelf=command.shelf))
    tell(turn, "handover.Ready")
    set_reminder(turn, rules.first_days, calendar)


def sign_out(turn: Turn[Handover], command: SignOut, divisions: Divisions) -> None:
    """Hand it out against identity.

    Raises:
        Refusal: every reason at once: the number is none, or not that of the applicant; an agent
            has no name or no authority; a company sends somebody.
    """
    recipient = turn.state.recipient
    assert recipient is not None
    number = normalise.identifier(command.id_number)
    found = check(
        "resident_id",
        number,
        today=local_day(turn.now),
        divisions=divisions,
        field="/id_number",
    )
    wrong = list(found.errors)
    if command.collector == "applicant":
        if recipient.kind == "legal":
            wrong.append(Reason("handover.company_sends_somebody", "/collector"))
        elif not wrong and number != recipient.id_number:
            wrong.append(Reason("handover.not_the_applicant", "/id_number"))
    else:
        if not command.name.strip():
            wrong.append(Reason("form.required", "/name"))
        if not command.authority:
            wrong.append(Reason("handover.authority_needed", "/authority"))
    if wrong:
        raise Refusal(*wrong)
    agent = command.collector == "agent"
    turn.emit(
        SignedOut(
            at=turn.now,
            by=turn.by.id,
            identified=command.identified,
            collector=command.collector,
            authority=command.authority if agent else "",
            id_number=number if agent else "",
            name=command.name.strip() if agent else "",
        )
    )
    over(turn, NoteHandedOver(method="window", collector=command.collector))


def send_parcel(turn: Turn[Handover], command: SendParcel) -> None:
    """Give it to the post, and tell whoever applied the number of the parcel."""
    turn.emit(
        ParcelSent(at=turn.now, by=turn.by.id, carrier=command.carrier, parcel=command.parcel)
    )
    turn.forget(REMINDER)
    tell(turn, "handover.Posted", {"parcel": command.parcel})


def note_parcel(
    turn: Turn[Handover], command: NoteParcel, rules: FetchRules, calendar: Calendar
) -> None:
    """Note what became of the parcel: delivered, so is the case; returned, it is on its shelf
    again; lost, another has to be made."""
    turn.emit(ParcelNoted(at=turn.now, by=turn.by.id, outcome=command.outcome))
    if command.outcome == "delivered":
        over(turn, NoteHandedOver(method="post"))
    elif command.outcome == "lost":
        tell(turn, "handover.Lost")
    else:
        tell(turn, "handover.Returned")
        set_reminder(turn, rules.first_days, calendar)


def remind(
    turn: Turn[Handover], command: RemindToFetch, rules: FetchRules, calendar: Calendar
) -> None:
    """Remind whoever applied; after the last reminder the desk's list still has it."""
    if turn.state.phase != "shelved" or turn.state.reminders >= rules.most:
        return
    turn.emit(FetchReminded(at=turn.now, n=turn.state.reminders + 1))
    tell(turn, "handover.Reminder")
    if turn.state.reminders < rules.most:
        set_reminder(turn, rules.again_days, calendar)


def end(turn: Turn[Handover], command: EndHandover) -> None:
    """There is nothing left to hand over."""
    if turn.state.phase in ("", "handed"):
        return
    turn.emit(HandoverEnded(at=turn.now))
    turn.forget(REMINDER)


def take_over(turn: Turn[Handover], command: TakeOver) -> None:
    """Go on at the desk of whoever took over from the unit that is no more."""
    if turn.state.unit == command.unit and turn.state.phase != "handed":
        turn.emit(TakenOver(at=turn.now, unit=command.unit, successor=command.successor))


def over(turn: Turn[Handover], told: NoteHandedOver) -> None:
    """Tell the case that whoever applied has the result."""
    turn.forget(REMINDER)
    turn.send(f"{CASE}:{turn.id}", told)


def set_reminder(turn: Turn[Handover], days: int, calendar: Calendar) -> None:
    """Remind whoever applied after so many working days."""
    last: date = due(local_day(turn.now), days, calendar).on
    turn.remind(REMINDER, end_of_day(last), RemindToFetch())


def tell(turn: Turn[Handover], template: str, more: dict[str, str] | None = None) -> None:
    """Tell whoever applied, if he has an account."""
    state = turn.state
    assert state.recipient is not None and state.title is not None
    if state.recipient.account:
        facts = {
            "number": state.number,
            "item": state.title.zh,
            "item_en": state.title.en,
            "unit": state.unit,
        }
        address = to_somebody(f"person:{state.recipient.account}")
        notify(turn, address, template, facts | (more or {}))


def evolve(state: Handover, event: HandoverEvent) -> Handover:
    """Return the handover after `event`."""
    change = msgspec.structs.replace
    match event:
        case HandoverBegun():
            return Handover(
                phase="awaited",
                number=event.number,
                item=event.item,
                title=event.title,
                unit=event.unit,
                place=event.place,
                recipient=event.recipient,
                since=event.at,
            )
        case ResultReceived(at=at, shelf=shelf):
            return change(state, phase="shelved", shelf=shelf, since=at)
        case ParcelSent(at=at, carrier=carrier, parcel=parcel):
            fresh = change(state, carried="", carrier_reason="", silent=False)
            return change(fresh, phase="posted", carrier=carrier, parcel=parcel, since=at)
        case ParcelOrdered(at=at, n=n, address=address):
            fresh = change(state, parcel="", carried="", carrier_reason="", silent=False)
            return change(
                fresh, phase="ordered", orders=n, carrier="ems", address=address, since=at
            )
        case ParcelTaken(at=at, parcel=parcel):
            return change(state, phase="posted", parcel=parcel, silent=False, since=at)
        case CarrierSilent():
            return change(state, silent=True)
        case ParcelNoted():
            return _noted(state, event)
        case SignedOut(at=at):
            return change(
                state,
                phase="handed",
                method="window",
                identified=event.identified,
                collector=event.collector,
                authority=event.authority,
                agent_number=event.id_number,
                agent_name=event.name,
                handed_at=at,
            )
        case FetchReminded(n=n):
            return change(state, reminders=n)
        case HandoverEnded(at=at):
            return change(state, phase="handed", handed_at=at)
        case TakenOver(successor=successor):
            return change(state, unit=successor)


def _noted(state: Handover, event: ParcelNoted) -> Handover:
    change = msgspec.structs.replace
    told = change(
        state,
        carried=event.outcome,
        carrier_reason=event.reason,
        parcel=event.parcel or state.parcel,
        silent=False,
    )
    match event.outcome:
        case "delivered":
            return change(told, phase="handed", method="post", handed_at=event.at)
        case "lost":
            return change(told, phase="lost", since=event.at)
        case "returned":
            return change(told, phase="shelved", returned=True, reminders=0, since=event.at)
        case "refused":  # it never left the desk
            phase = "shelved" if state.shelf else "awaited"
            return change(told, phase=phase, parcel="", since=event.at)
