"""The kind "leave_book" (休假簿): what leave a member of staff has, and has asked for."""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import assert_never

from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider, exampled
from actors.kernel.turn import Turn
from actors.systems.collaborative_office.leave import book_records as r
from actors.systems.collaborative_office.leave.chain import chain_of
from actors.systems.collaborative_office.leave.counting import by_year, meet
from actors.systems.collaborative_office.leave.records import BeginLeave
from actors.systems.collaborative_office.leave.state import LEAVE_REQUEST
from actors.systems.collaborative_office.profile import profile
from actors.systems.collaborative_office.texts import require_open, require_said

Turning = Turn[r.BookState]
_LONGEST, _FARTHEST = timedelta(days=366), timedelta(days=3_660)
GUARDED = Guarded(
    actions=("open", "set_allowance", "ask", "read"),
    facts={"state": "text", "account": "text", "unit": "text"},
    fields=("state", "account", "unit", "person", "allowances", "entries"),
)
OFFERS: tuple[Offer[r.BookState], ...] = exampled(
    (
        Offer(command=r.AskLeave, action="ask", states=("open",), long=("reason",)),
        Offer(command=r.OpenLeaveBook, action="open", begins=True),
        Offer(command=r.SetAllowance, action="set_allowance", states=("open",)),
        Offer(command=r.NoteLeave, of="platform"),
    ),
    (
        r.AskLeave(
            leave_kind="annual", first=date(2026, 9, 28), last=date(2026, 9, 30), reason="探亲"
        ),
        r.OpenLeaveBook(account="office_checker_health"),
        r.SetAllowance(year=2026, days=10),
    ),
)


class Keeping:
    """Rules that rest on the organisation and the calendar."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]
        self._calendar = library[Calendar]

    def open(self, turn: Turning, command: r.OpenLeaveBook) -> None:
        """Begin the book of somebody of the unit of who asks.

        Raises:
            Refusal: he is not of the unit, or the book would not be called by his account.
        """
        member = self._organisation.staff.get(command.account)
        if member is None or member.unit != turn.by.unit or command.account != turn.id:
            raise Refusal(Reason("leave_book.not_of_the_unit", "/account"))
        turn.emit(
            r.LeaveBookOpened(at=turn.now, by=turn.by.id, account=command.account, unit=member.unit)
        )

    def ask(self, turn: Turning, command: r.AskLeave) -> None:
        """Ask for a leave: it stands in the book from now on, and its own record begins.

        Raises:
            Refusal: its days are none, over, too many, not worked, or those of another leave; there
                is not enough annual leave; it lacks a place; the deputy is nobody else of the unit;
                nobody decides on it; a text says nothing or bears a mark of secrecy.
        """
        require_said("reason", command.reason)
        require_open({"place": command.place})
        self._require_kind(command)
        self._require_days(turn, command)
        self._require_deputy(turn.state, command.deputy)
        days = by_year(command.first, command.last, self._calendar)
        if not days:
            raise Refusal(Reason("leave_book.no_working_day", "/last"))
        self._require_balance(turn.state, command.leave_kind, days)
        whole = sum(days.values())
        chain = chain_of(self._organisation, turn.state.account, turn.state.unit, whole)
        if not chain:
            raise Refusal(Reason("leave_book.nobody_decides"), kind="not_now")
        id = leave_id(turn.state.account, turn.state.asked + 1)
        turn.emit(
            r.LeaveEntered(
                at=turn.now,
                leave=id,
                leave_kind=command.leave_kind,
                first=command.first,
                last=command.last,
            )
        )
        turn.send(
            f"{LEAVE_REQUEST}:{id}",
            BeginLeave(
                account=turn.state.account,
                unit=turn.state.unit,
                leave_kind=command.leave_kind,
                first=command.first,
                last=command.last,
                days=whole,
                reason=command.reason,
                place=command.place,
                deputy=command.deputy,
                chain=chain,
            ),
        )

    def left(self, state: r.BookState, year: int) -> int:
        """Return the working days of annual leave that are left in a year, after what was asked
        for and is not yet decided."""
        return state.allowances.get(str(year), 0) - self.used(state, year)

    def used(self, state: r.BookState, year: int) -> int:
        """Return the working days of annual leave of a year that were asked for or taken."""
        return used_in(state, year, self._calendar)

    def _require_kind(self, command: r.AskLeave) -> None:
        if command.leave_kind not in profile().leave_kinds:
            raise Refusal(Reason("leave_book.kind_unknown", "/leave_kind"))
        if command.leave_kind in profile().leave_with_place and not command.place.strip():
            raise Refusal(Reason("leave_book.place_missing", "/place"))

    def _require_days(self, turn: Turning, command: r.AskLeave) -> None:
        first, last, today = command.first, command.last, local_day(turn.now)
        if last < first:
            raise Refusal(Reason("leave_book.ends_before_it_begins", "/last"))
        if last - first > _LONGEST or first - today > _FARTHEST:
            raise Refusal(Reason("leave_book.too_far", "/last"))
        if first < today and command.leave_kind not in profile().leave_afterwards:
            raise Refusal(Reason("leave_book.begun_already", "/first"))
        for each in turn.state.entries:
            if meet(first, last, each.first, each.last):
                facts = {"from": each.first.isoformat(), "until": each.last.isoformat()}
                raise Refusal(Reason("leave_book.overlaps", "/first", facts))

    def _require_deputy(self, state: r.BookState, deputy: str) -> None:
        if not deputy:
            return
        member = self._organisation.staff.get(deputy)
        if member is None or member.unit != state.unit or deputy == state.account:
            raise Refusal(Reason("leave_book.no_deputy", "/deputy"))

    def _require_balance(
        self, state: r.BookState, leave_kind: str, days: Mapping[int, int]
    ) -> None:
        if leave_kind not in profile().leave_balanced:
            return
        for year, asked in days.items():
            if asked > (left := self.left(state, year)):
                facts = {"year": str(year), "asked": str(asked), "left": str(max(0, left))}
                raise Refusal(Reason("leave_book.not_enough", "/last", facts))


def used_in(state: r.BookState, year: int, calendar: Calendar) -> int:
    """Return the working days of annual leave of a year that stand in the book."""
    return sum(
        by_year(each.first, each.last, calendar).get(year, 0)
        for each in state.entries
        if each.leave_kind in profile().leave_balanced
    )


def leave_id(account: str, n: int) -> str:
    """Return the id of the `n`th leave that somebody asks for."""
    return hashlib.sha256(f"leave {account} {n}".encode()).hexdigest()[:32]


def set_allowance(turn: Turning, command: r.SetAllowance) -> None:
    """Say how many days he has in a year."""
    turn.emit(r.AllowanceSet(at=turn.now, by=turn.by.id, year=command.year, days=command.days))


def note(turn: Turning, command: r.NoteLeave) -> None:
    """Note how a leave has ended: its days that were not taken are free again."""
    if any(each.id == command.leave for each in turn.state.entries):
        turn.emit(
            r.LeaveSettled(at=turn.now, leave=command.leave, ended=command.ended, last=command.last)
        )


def evolve(state: r.BookState, event: r.BookEvent) -> r.BookState:
    """Return the book after `event`."""
    match event:
        case r.LeaveBookOpened(account=account, unit=unit):
            return replace(state, phase="open", account=account, unit=unit)
        case r.AllowanceSet(year=year, days=days):
            return replace(state, allowances={**state.allowances, str(year): days})
        case r.LeaveEntered(leave=id, leave_kind=kind, first=first, last=last):
            entry = r.Entry(id=id, leave_kind=kind, first=first, last=last)
            return replace(state, entries=(*state.entries, entry), asked=state.asked + 1)
        case r.LeaveSettled(leave=id, last=last):
            kept = (
                replace(each, last=last) if each.id == id and last else each
                for each in state.entries
                if each.id != id or (last and last >= each.first)
            )
            return replace(state, entries=tuple(kept))
        case _:
            assert_never(event)


def facts(state: r.BookState) -> Facts:
    """Return what policies know of a book, with every name of `GUARDED.facts`."""
    return {"state": state.phase, "account": state.account, "unit": state.unit}


def book_kind(library: Library) -> EntityKind[r.BookState]:
    """Return the kind "leave_book"; who may what stands in the policies of `library`."""
    rules = Rules(
        kind=r.LEAVE_BOOK,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    keeping = Keeping(library)
    return EntityKind(
        name=r.LEAVE_BOOK,
        plural="leave_books",
        state=r.BookState,
        initial=lambda key: r.BookState(id=key.partition(":")[2]),
        commands=commands_of(OFFERS),
        events=r.BookEvent,
        decide=decider(
            rules,
            {
                r.OpenLeaveBook: keeping.open,
                r.SetAllowance: set_allowance,
                r.AskLeave: keeping.ask,
                r.NoteLeave: note,
            },
        ),
        evolve=evolve,
        rules=rules,
        shown=("phase", "unit"),
    )
