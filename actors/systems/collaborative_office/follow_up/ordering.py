"""From the order to the unit that does it: begin, split, assign, drop (立项、分解、交办、撤销)."""

from datetime import date

from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.blocks.numbers.ask import ask
from actors.blocks.numbers.register import Numbered, Unnumbered
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import ONE_DAY, Calendar
from actors.kernel.deadlines import due_date, end_of_day, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.collaborative_office import roles
from actors.systems.collaborative_office.addressing import handling_units
from actors.systems.collaborative_office.days import require_ahead
from actors.systems.collaborative_office.follow_up import commands as c
from actors.systems.collaborative_office.follow_up import events as e
from actors.systems.collaborative_office.follow_up.state import (
    FOLLOW_UP_ORDER,
    RUNNING,
    OrderState,
    PartLine,
    part_id,
)
from actors.systems.collaborative_office.numbers import FOLLOW_UPS
from actors.systems.collaborative_office.profile import profile
from actors.systems.collaborative_office.texts import require_said

Turning = Turn[OrderState]
OVERDUE = "overdue"


class Ordering:
    """Rules that rest on the organisation and the calendar."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]
        self._calendar = library[Calendar]

    def split(self, turn: Turning, command: c.SplitOrder) -> None:
        """Make an order of each part, with its own unit and day.

        Raises:
            Refusal: a text bears a mark of secrecy; a unit does not do what this organ orders, or
                is named twice in a part; a day is over, or years away.
        """
        state, today, lines = turn.state, local_day(turn.now), list[PartLine]()
        for n, part in enumerate(command.parts, start=1):
            at = f"parts/{n - 1}"
            require_said(f"{at}/matter", part.matter)
            self._require_units(state.organ, part.lead, part.helping, f"/{at}")
            require_ahead(part.due, today, f"/{at}/due")
            id = part_id(turn.id, n, turn.now)
            lines.append(PartLine(id=id, matter=part.matter, lead=part.lead, due=part.due))
        turn.emit(e.OrderSplit(at=turn.now, by=turn.by.id, parts=tuple(lines)))
        turn.forget(OVERDUE)
        for n, (line, part) in enumerate(zip(lines, command.parts, strict=True), start=1):
            wish = c.BeginPart(
                parent=turn.id,
                n=n,
                organ=state.organ,
                by=turn.by.id,
                number=f"{state.number}-{n}",
                source=state.source,
                basis=state.basis,
                requirement=state.requirement,
                part=part,
            )
            turn.send(f"{FOLLOW_UP_ORDER}:{line.id}", wish)

    def assign(self, turn: Turning, command: c.AssignOrder) -> None:
        """Name who does it, and up to when; again, until the unit has taken it on.

        Raises:
            Refusal: a unit does not do what this organ orders, or is named twice; the day is over,
                years away, or told in two ways.
        """
        self._require_units(turn.state.organ, command.lead, command.helping)
        if command.due and command.working_days:
            raise Refusal(Reason("follow_up_order.two_days", "/working_days"))
        today, days = local_day(turn.now), command.working_days or profile().follow_up_days
        require_ahead(command.due, today, "/due")
        due = command.due or due_date(today, days, self._calendar)
        self._assigned(turn, turn.by.id, command.lead, command.helping, due)

    def begin_from_instruction(self, turn: Turning, command: c.BeginFromInstruction) -> None:
        """Begin the order of an instruction, once, and have the unit that it names do it."""
        if not turn.state.phase:
            _begin(turn, command, command.organ, command.by, "document", command.document)
            self._assigned(turn, command.by, command.lead, command.helping, command.due)

    def begin_part(self, turn: Turning, command: c.BeginPart) -> None:
        """Begin a part of another order, once."""
        if turn.state.phase:
            return
        part = command.part
        turn.emit(
            e.OrderProposed(
                at=turn.now,
                by=command.by,
                organ=command.organ,
                source=command.source,
                basis=command.basis,
                matter=part.matter,
                requirement=command.requirement,
                parent=command.parent,
                number=command.number,
            )
        )
        self._assigned(turn, command.by, part.lead, part.helping, part.due)

    def grant(self, turn: Turning, command: c.GrantExtension) -> None:
        """Put the day off, before it is over.

        Raises:
            Refusal: it is over.
        """
        asked = turn.state.asked
        assert asked is not None  # an offer asks for it
        require_in_time(turn)
        yellow = yellow_from(asked.due, self._calendar)
        turn.emit(e.ExtensionGranted(at=turn.now, by=turn.by.id, due=asked.due, yellow=yellow))
        _remind(turn, asked.due)
        tell_units(turn, "Extended")

    def _assigned(
        self, turn: Turning, by: str, lead: str, helping: tuple[str, ...], due: date
    ) -> None:
        yellow = yellow_from(due, self._calendar)
        turn.emit(
            e.OrderAssigned(at=turn.now, by=by, lead=lead, helping=helping, due=due, yellow=yellow)
        )
        _remind(turn, due)
        for unit in helping:
            notify(turn, to_role(roles.HANDLER, unit), "follow_up_order.Helping")

    def _require_units(self, organ: str, lead: str, helping: tuple[str, ...], at: str = "") -> None:
        if len({lead, *helping}) < len(helping) + 1:
            raise Refusal(Reason("official_document.named_twice", f"{at}/helping"))
        there = handling_units(self._organisation, organ)
        for field, units in ((f"{at}/lead", (lead,)), (f"{at}/helping", helping)):
            if strange := [unit for unit in units if unit not in there]:
                code = "follow_up_order.nobody_does_it"
                raise Refusal(*(Reason(code, field, {"unit": unit}) for unit in strange))


def propose(turn: Turning, command: c.ProposeOrder) -> None:
    """Begin an order of the organ of who asks, by hand or from what a meeting has decided.

    Raises:
        Refusal: a text says nothing, or bears a mark of secrecy; the organ has no code for numbers.
    """
    for field in ("basis", "matter", "requirement"):
        require_said(field, getattr(command, field))
    _begin(turn, command, turn.by.unit, turn.by.id, command.source)


def numbered(turn: Turning, command: Numbered) -> None:
    """Keep the number."""
    if not turn.state.number:
        turn.emit(e.OrderNumbered(at=turn.now, number=command.number))


def unnumbered(turn: Turning, command: Unnumbered) -> None:
    """Go on without a number: the book of the year is full."""


def drop(turn: Turning, command: c.DropOrder) -> None:
    """Have nobody do it any more.

    Raises:
        Refusal: the reason says nothing, or bears a mark of secrecy.
    """
    require_said("reason", command.reason)
    turn.emit(e.OrderDropped(at=turn.now, by=turn.by.id, reason=command.reason))
    turn.forget(OVERDUE)
    tell_units(turn, "Dropped")
    tell_parent(turn, c.NotePart(part=turn.id, ended="dropped"))


def note_overdue(turn: Turning, command: c.NoteOverdue) -> None:
    """Tell the units, and the leaders of the organ, that a day is over on which nothing came."""
    state = turn.state
    if state.phase in RUNNING and state.due == command.due:
        tell_units(turn, "Overdue")
        to = to_role(roles.SIGNER, state.organ)
        notify(turn, to, "follow_up_order.Overdue", {"number": state.number})


def yellow_from(due: date, calendar: Calendar) -> date:
    """Return the day from which an order that is due on a day is about to be over: so many working
    days before it as the place says."""
    day, left = due, profile().follow_up_yellow_days
    while left:
        day -= ONE_DAY
        left -= calendar.is_open(day)
    return day


def require_in_time(turn: Turning) -> None:
    """Check that the day is not over.

    Raises:
        Refusal: it is.
    """
    due = turn.state.due
    if due and local_day(turn.now) > due:
        raise Refusal(Reason("follow_up_order.late_for_extension"), kind="not_now")


def tell_units(turn: Turning, notice: str) -> None:
    """Tell the units that do it."""
    for unit in turn.state.units:
        told = {"number": turn.state.number}
        notify(turn, to_role(roles.HANDLER, unit), f"follow_up_order.{notice}", told)


def tell_parent(turn: Turning, ended: c.NotePart) -> None:
    """Tell the order that this is a part of how it has ended."""
    if turn.state.parent:
        turn.send(f"{FOLLOW_UP_ORDER}:{turn.state.parent}", ended)


def _begin(
    turn: Turning,
    wish: c.ProposeOrder | c.BeginFromInstruction,
    organ: str,
    by: str,
    source: c.Source,
    document: str = "",
) -> None:
    code = profile().organ_codes.get(organ, "")
    if not code:
        raise Refusal(Reason("official_document.no_organ_code"), kind="not_now")
    turn.emit(
        e.OrderProposed(
            at=turn.now,
            by=by,
            organ=organ,
            source=source,
            basis=wish.basis,
            matter=wish.matter,
            requirement=wish.requirement,
            document=document,
        )
    )
    ask(turn, FOLLOW_UPS, scope=code, request="1")


def _remind(turn: Turning, due: date) -> None:
    turn.remind(OVERDUE, end_of_day(due), c.NoteOverdue(due=due))
