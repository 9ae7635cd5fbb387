"""Leave of the sample city's health commission: asked for, granted, refused, and over."""

from collections.abc import Iterator
from datetime import date

from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.kernel.turn import Command
from actors.systems.collaborative_office.leave import book_records as b
from actors.systems.collaborative_office.leave import records as r
from actors.systems.collaborative_office.leave.book import leave_id
from actors.systems.collaborative_office.leave.chain import chain_of
from actors.systems.collaborative_office.leave.counting import working_days
from actors.systems.collaborative_office.leave.state import LEAVE_REQUEST

UNIT, PERSONNEL = "health", "office_personnel_health"
HEAD, LEADER = "office_unit_head_health", "office_leader_health"
PEOPLE = ("office_checker_health", "office_registry_health", "office_handler_health")
_AHEAD = date(2030, 6, 3)  # what is asked for before it begins lies ahead for long


def leaves(library: Library) -> Iterator[Act]:
    """Yield what was done, in order. A leave begins here by the command that its book sends it,
    too, so that nobody has to wait for that."""
    organisation = library[Organisation]

    def by(account: str) -> Identity:
        member = organisation.staff[account]
        return Identity(f"staff:{account}", member.roles, member.unit)

    for account in PEOPLE:
        book = f"{b.LEAVE_BOOK}:{account}"
        yield Act(key=book, command=b.OpenLeaveBook(account=account), by=by(PERSONNEL))
        for year in (2026, 2027, _AHEAD.year):
            yield Act(key=book, command=b.SetAllowance(year=year, days=10), by=by(PERSONNEL))
    for account, n, wish, steps in _wishes():
        yield Act(key=f"{b.LEAVE_BOOK}:{account}", command=wish, by=by(account))
        days = working_days(wish.first, wish.last, library[Calendar])
        begun = r.BeginLeave(
            account=account,
            unit=UNIT,
            leave_kind=wish.leave_kind,
            first=wish.first,
            last=wish.last,
            days=days,
            reason=wish.reason,
            place=wish.place,
            deputy=wish.deputy,
            chain=chain_of(organisation, account, UNIT, days),
        )
        key = f"{LEAVE_REQUEST}:{leave_id(account, n)}"
        yield Act(key=key, command=begun, by=PLATFORM)
        for who, command in steps:
            yield Act(key=key, command=command, by=by(who))


def _wishes() -> Iterator[tuple[str, int, b.AskLeave, list[tuple[str, Command]]]]:
    checker, registry, handler = PEOPLE
    agreed: tuple[str, Command] = (HEAD, r.ApproveLeave(note="同意"))
    sick = b.AskLeave(
        leave_kind="sick", first=date(2026, 11, 2), last=date(2026, 11, 4), reason="感冒发热"
    )
    yield checker, 1, sick, [agreed, (checker, r.ReturnFromLeave(back_on=date(2026, 11, 4)))]
    annual = b.AskLeave(
        leave_kind="annual", first=_AHEAD, last=date(2030, 6, 11), reason="探亲", deputy=registry
    )
    yield checker, 2, annual, [agreed]
    travel = b.AskLeave(
        leave_kind="travel", first=_AHEAD, last=date(2030, 6, 5), reason="参加培训", place="广州"
    )
    yield registry, 1, travel, [agreed]
    personal = b.AskLeave(leave_kind="personal", first=_AHEAD, last=_AHEAD, reason="办理家事")
    yield handler, 1, personal, [(HEAD, r.RefuseLeave(reason="当日有检查，请改期"))]
