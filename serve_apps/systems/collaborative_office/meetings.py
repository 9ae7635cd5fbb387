"""The pages of meetings (会议): a list, one page for everything that is done with each, and the
follow-up order that comes of a decision by one click."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, cast

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from actors.blocks.access.vocabulary import seat
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.words import Title
from actors.systems.collaborative_office.meetings.holding import answers_for
from actors.systems.collaborative_office.meetings.kind import facts
from actors.systems.collaborative_office.meetings.planning import RUNNING
from actors.systems.collaborative_office.meetings.state import (
    OFFICE_MEETING,
    STATES,
    MeetingState,
)
from actors.systems.collaborative_office.meetings.view import MEETINGS
from actors.systems.collaborative_office.roles import REGISTRY
from serve_apps.front.disclosing import disclose
from serve_apps.front.policies import Officer, signed_in_staff
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.asking import Asking, Tried
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.looking import NEW, Looking
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.picking import Pick
from serve_apps.pages.record import RecordPage
from serve_apps.pages.records import Records
from serve_apps.systems.collaborative_office import follow_up
from serve_apps.systems.collaborative_office.choices import Titled, staff, units
from storage.mongo import Document
from storage.rows import Order

AT = "/office-meetings"
router = APIRouter(include_in_schema=False)
Id = Annotated[str, Path(pattern="^[A-Za-z0-9_.~-]{1,80}$")]
Number = Annotated[int, Path(ge=1, le=50)]
_MOST = 200  # other meetings at the same time that are looked at
_LINE = 200  # characters of what an order rests on
_REQUIREMENT = "请按会议议定事项办理，并报告结果。"


@router.post(f"{AT}/{{id}}/decisions/{{n}}/follow_up")
async def follow_decision(
    request: Request, visitor: Officer, services: Wired, id: Id, n: Number
) -> Response:
    """Show the form of a follow-up order, filled in with the `n`th decision of a meeting; that it
    is read is on record first.

    Raises:
        Refusal: there is no such decision that the visitor may follow up.
    """
    unknown = Refusal(Reason(f"{OFFICE_MEETING}.unknown"), kind="unknown")
    shown = await services.sender.show(f"{OFFICE_MEETING}:{id}")
    state: MeetingState = shown.state
    rules = services[Records].rules(OFFICE_MEETING)
    if not shown.seq or rules is None or n > len(state.decisions):
        raise unknown
    if not rules.permitted("follow_up", visitor.identity, state).allowed:
        raise unknown
    await disclose(services, visitor, OFFICE_MEETING, id, state, "handling")
    assert state.begins_at is not None  # it has taken place
    held = f"（{local_day(state.begins_at).isoformat()}）"
    entries = {
        "source": ("meeting",),
        "basis": (state.title[: _LINE - len(held)] + held,),
        "matter": (state.decisions[n - 1].matter,),
        "requirement": (_REQUIREMENT,),
    }
    looking = Looking(follow_up.RECORD, request, visitor, services, NEW)
    return await looking.show(tried=Tried("propose_order", entries))


async def _answers(
    services: Services, visitor: Visitor, id: str, state: MeetingState, shows: Shows
) -> Sequence[Mapping[str, Any]] | None:
    """Return who is invited, and what each has answered."""
    if not shows("invitees"):
        return None
    organisation = services.library[Organisation]
    return [
        {
            "who": _called(organisation, each.who),
            "reply": each.reply,
            "deputy": _called(organisation, f"staff:{each.deputy}") if each.deputy else None,
            "note": each.note,
        }
        for each in state.invitees
    ]


def _called(organisation: Organisation, who: str) -> Title:
    """Return what somebody, with the unit, or a unit is called."""
    member = organisation.staff.get(who.removeprefix("staff:"))
    if member is None:
        return organisation.title(who) or Title(zh=who, en=who)
    unit = organisation.title(member.unit)
    if unit is None:
        return member.name
    return Title(zh=f"{member.name.zh} · {unit.zh}", en=f"{member.name.en} · {unit.en}")


async def _decisions(
    services: Services, visitor: Visitor, id: str, state: MeetingState, shows: Shows
) -> Sequence[str] | None:
    """Return the address at which each decision becomes an order."""
    rules = services[Records].rules(OFFICE_MEETING)
    if rules is None or not state.decisions:
        return None
    if not rules.permitted("follow_up", visitor.identity, state).allowed:
        return None
    return [f"{AT}/{id}/decisions/{n}/follow_up" for n in range(1, len(state.decisions) + 1)]


async def _conflicts(
    services: Services, visitor: Visitor, id: str, state: MeetingState, shows: Shows
) -> Sequence[Title] | None:
    """Return who of the invited is invited to another meeting at the time, for those who can move
    it. Which one is not theirs to know.

    Raises:
        PyMongoError: the database does not answer.
    """
    rules = services[Records].rules(OFFICE_MEETING)
    if rules is None or state.phase not in RUNNING:
        return None
    if not rules.permitted("arrange", visitor.identity, state).allowed:
        return None
    invited = facts(state)
    people, named = cast("frozenset[str]", invited["people"]), invited["named"]
    where: Document = {
        "_id": {"$ne": id},
        "told": True,
        "state": {"$in": ["invited", "held"]},
        "begins_at": {"$lt": state.ends_at},
        "ends_at": {"$gt": state.begins_at},
        "$or": [
            {"people": {"$in": sorted(people)}},
            {"named": {"$in": sorted(cast("frozenset[str]", named))}},
        ],
    }
    busy: set[str] = set()
    async for row in services[Records].database[MEETINGS.name].find(where).limit(_MOST):
        busy |= {*row["people"], *row["named"]}
    organisation = services.library[Organisation]
    found = [
        _called(organisation, each.who)
        for each in state.invitees
        if each.who in busy or (not each.person and seat(each.role, each.unit) in busy)
    ]
    return found or None


async def _calendar(
    services: Services, visitor: Visitor, id: str, state: MeetingState, shows: Shows
) -> str | None:
    """Return the address of the meeting as a calendar."""
    return f"{AT}/{id}/calendar.ics" if shows("begins_at") and shows("title") else None


def _everybody(asking: Asking) -> Titled:
    """Return everybody of the staff who has a post, by name."""
    there = asking.services.library[Organisation].staff
    found = staff(asking, (account for account, member in there.items() if member.roles))
    return sorted(found, key=lambda each: each[1])


def _answering(asking: Asking) -> Titled:
    """Return the units that have a registry, which answers for them."""
    there = asking.services.library[Organisation]
    held = {
        unit
        for member in there.staff.values()
        for unit in (member.unit, *member.further)
        if member.holds(REGISTRY, unit)
    }
    return units(asking, (code for code in there.units if code in held))


def _mine(asking: Asking) -> Titled:
    """Return the invitations that the visitor may answer."""
    state: MeetingState = asking.state
    organisation = asking.services.library[Organisation]
    return [
        (each.who, _called(organisation, each.who)[asking.language])
        for each in state.invitees
        if answers_for(asking.by, each)
    ]


def _colleagues(asking: Asking) -> Titled:
    """Return who else works in the unit."""
    there = asking.services.library[Organisation].staff
    mine = asking.by.id.removeprefix("staff:")
    return staff(
        asking,
        (a for a, member in there.items() if member.unit == asking.by.unit and a != mine),
    )


def _rooms(state: MeetingState) -> Document:
    """Return the query of rooms that can be booked."""
    return {"state": "available", "category": "room"}


async def _as_it_stands(asking: Asking) -> Mapping[str, Any]:
    """Return time and place of the meeting."""
    state: MeetingState = asking.state
    names = ("begins_at", "ends_at", "resource", "place")
    return {name: getattr(state, name) for name in names}


LIST = ListPage(
    name="office_meetings",
    view="office_meetings",
    at=AT,
    record=f"{AT}/{{id}}",
    columns=(
        Column(field="title"),
        Column(field="begins_at"),
        Column(field="ends_at"),
        Column(field="room_name"),
        Column(field="place"),
        Column(field="organ"),
        Column(field="state", look="state"),
    ),
    orders=(Sorting(name="latest", fields=("begins_at",), descending=True),),
    filters=(
        Choice(field="state", values=STATES, said=f"{OFFICE_MEETING}.states"),
        OfUnit(field="organ"),
    ),
    above="collaborative_office/meetings_above.html",
    policy=signed_in_staff,
)
RECORD = RecordPage(
    kind=OFFICE_MEETING,
    at=AT,
    heading="title",
    good=("held", "minuted"),
    bad=("cancelled",),
    told=("title", "place", "room_name", "hindrance", "hindered_by", "reason"),
    choices={
        "people": _everybody,
        "units": _answering,
        "invitee": _mine,
        "deputy": _colleagues,
    },
    picks={
        "resource": Pick(
            view="office_resources",
            told=("name", "place", "organ"),
            order=Order(("name",)),
            only=_rooms,
        )
    },
    filled={"MoveMeeting": _as_it_stands},
    panels=(
        Panel(template="collaborative_office/answers.html", made=_answers),
        Panel(template="collaborative_office/conflicts.html", made=_conflicts),
        Panel(template="collaborative_office/decisions.html", made=_decisions),
        Panel(template="collaborative_office/meeting_calendar.html", made=_calendar),
    ),
    policy=signed_in_staff,
)
