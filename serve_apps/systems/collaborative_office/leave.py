"""The pages of leave (请假): the leave that one may see, one's own book with what is left of annual
leave, and one page for everything that is done with a leave."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.words import Title
from actors.systems.collaborative_office.leave.book import used_in
from actors.systems.collaborative_office.leave.book_records import (
    LEAVE_BOOK,
    BookState,
    OpenLeaveBook,
)
from actors.systems.collaborative_office.leave.state import LEAVE_REQUEST, STATES, LeaveState
from actors.systems.collaborative_office.profile import profile
from serve_apps.front.policies import Officer, signed_in_staff
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word
from serve_apps.pages.asking import Asking
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Panel, Related, Shows
from serve_apps.pages.record import RecordPage
from serve_apps.systems.collaborative_office.choices import Titled, staff

AT, BOOKS_AT, OWN = "/leave-requests", "/leave-books", "/leave"
router = APIRouter(include_in_schema=False)


@router.get(OWN)
async def show_own(request: Request, visitor: Officer, services: Wired) -> Response:
    """Lead to the visitor's own book; say who opens one where there is none yet."""
    book: BookState = (await services.sender.show(f"{LEAVE_BOOK}:{visitor.account}")).state
    if not book.phase:
        return page(request, "collaborative_office/leave/no_book.html", {"leaves": AT})
    return RedirectResponse(f"{BOOKS_AT}/{visitor.account}", 303)


def _kinds(asking: Asking) -> Titled:
    """Return the kinds of leave (假别) of the profile."""
    return [
        (code, known_word(f"choices.leave_kind.{code}", asking.language) or name)
        for code, name in profile().leave_kinds.items()
    ]


def _colleagues(asking: Asking) -> Titled:
    """Return the staff of the unit but for whose book it is."""
    state: BookState = asking.state
    unit = state.unit or asking.by.unit
    there = asking.services.library[Organisation].staff
    accounts = (each for each, member in there.items() if member.unit == unit)
    return staff(asking, [each for each in accounts if each != state.account])


async def _people(
    services: Services, visitor: Visitor, id: str, state: LeaveState, shows: Shows
) -> dict[str, Title | None] | None:
    """Return who is away, and who is to act for him, by name, for whoever may know."""
    there = services.library[Organisation].staff
    if not shows("account") or state.account not in there:
        return None
    deputy = there.get(state.deputy)
    return {"person": there[state.account].name, "deputy": deputy.name if deputy else None}


async def _balances(
    services: Services, visitor: Visitor, id: str, state: BookState, shows: Shows
) -> dict[str, Any] | None:
    """Return of each year how many days of annual leave there are, asked for and left."""
    if not shows("allowances"):
        return None
    calendar = services.library[Calendar]
    lines = [
        (year, days, used := used_in(state, int(year), calendar), days - used)
        for year, days in sorted(state.allowances.items())
    ]
    member = services.library[Organisation].staff.get(state.account)
    return {"lines": lines, "name": member.name if member else Title(zh="", en="")}


LEAVES = ListPage(
    name="leave_requests",
    view="leave_requests",
    at=AT,
    record=f"{AT}/{{id}}",
    columns=(
        Column(field="person"),
        Column(field="leave_kind"),
        Column(field="first"),
        Column(field="last"),
        Column(field="days", look="number"),
        Column(field="state", look="state"),
    ),
    orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
    filters=(
        Choice(field="state", values=STATES, said=f"{LEAVE_REQUEST}.states"),
        OfUnit(field="unit"),
    ),
    above="collaborative_office/leave/own.html",
    policy=signed_in_staff,
)
BOOKS = ListPage(
    name="leave_books",
    view="leave_books",
    at=BOOKS_AT,
    record=f"{BOOKS_AT}/{{id}}",
    columns=(Column(field="person"), Column(field="unit"), Column(field="state", look="state")),
    orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
    policy=signed_in_staff,
)
RECORD = RecordPage(
    kind=LEAVE_REQUEST,
    at=AT,
    heading="leave_kind",
    good=("approved", "returned"),
    bad=("refused", "cancelled"),
    notice=("taken",),
    told=("leave_kind", "first", "last", "days", "back_on"),
    panels=(Panel(template="collaborative_office/leave/people.html", made=_people),),
    policy=signed_in_staff,
)


def _account_of(wish: Any) -> str:
    """Return the account whose book a command opens: there is one for each."""
    return wish.account if isinstance(wish, OpenLeaveBook) else ""


BOOK = RecordPage(
    kind=LEAVE_BOOK,
    at=BOOKS_AT,
    heading="person",
    told=("person",),
    choices={"leave_kind": _kinds, "deputy": _colleagues, "account": _colleagues},
    named=_account_of,
    panels=(Panel(template="collaborative_office/leave/balances.html", made=_balances),),
    related=(
        Related(
            view="leave_requests",
            field="account",
            columns=("leave_kind", "first", "last", "days", "state"),
            record=f"{AT}/{{id}}",
        ),
    ),
    policy=signed_in_staff,
)
