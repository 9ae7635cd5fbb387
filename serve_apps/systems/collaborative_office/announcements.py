"""The pages of announcements (公告通知): a list, what one has not read standing first; one page for
everything that is done with each; and who has not confirmed it, for who published it."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.systems.collaborative_office.announcements.audience import readers_of, units_within
from actors.systems.collaborative_office.announcements.state import (
    ANNOUNCEMENT,
    STATES,
    AnnouncementState,
)
from actors.systems.collaborative_office.announcements.view import ANNOUNCEMENTS as VIEW
from serve_apps.front.language import language_of, translations
from serve_apps.front.policies import Officer, signed_in_staff
from serve_apps.front.rendering import page, unit_name
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.asking import Asking
from serve_apps.pages.export import FORMATS, Sheet
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.record import RecordPage
from serve_apps.pages.records import Records
from serve_apps.systems.collaborative_office.choices import Titled, every_unit, staff
from storage.mongo import Document

AT = "/announcements"
_FIRST = 20  # of what one has not read
router = APIRouter(include_in_schema=False)


@router.get(f"{AT}/{{id}}/unconfirmed")
async def show_unconfirmed(
    request: Request, visitor: Officer, services: Wired, id: str
) -> Response:
    """Show who of those whom an announcement was told to has not confirmed it, by name; a file of
    them with `?format=csv` or `xlsx`.

    Raises:
        Refusal: there is none that the visitor may know of, or he does not follow it.
    """
    rules = services.kinds[ANNOUNCEMENT].rules
    state: AnnouncementState = (await services.sender.show(f"{ANNOUNCEMENT}:{id}")).state
    assert rules is not None  # it is asked things
    if not rules.may_know(visitor.identity, state):
        raise Refusal(Reason("announcement.unknown"), kind="unknown")
    if not rules.permitted("follow", visitor.identity, state).allowed:
        raise Refusal(Reason("announcement.forbidden"), kind="forbidden")
    language = language_of(request)
    there = services.library[Organisation].staff
    lines = sorted(
        (unit_name(services.library, each.unit, language), there[account].name[language])
        for each in state.unconfirmed
        if (account := each.by.partition(":")[2]) in there
    )
    form = request.query_params.get("format", "")
    if form in FORMATS:
        _ = translations(language).gettext
        heads = (_("单位"), _("姓名"))
        return await FORMATS[form](Sheet("unconfirmed", _("尚未确认"), heads, _each(lines)))
    context = {"lines": lines, "state": state, "at": f"{AT}/{id}", "formats": tuple(FORMATS)}
    return page(request, "collaborative_office/announcements/unconfirmed.html", context)


async def _each(lines: list[tuple[str, str]]) -> AsyncIterator[list[Any]]:
    for line in lines:
        yield list(line)


@dataclass(frozen=True, kw_only=True)
class UnreadFirst(ListPage):
    """A list above which stands what its reader has not read, what must be read before the rest:
    the rows `unread` of the one that a reader sees."""

    unread: tuple[Document, ...] = ()

    async def respond(self, request: Request, visitor: Visitor, services: Services) -> Response:
        """See `ListPage.respond`."""
        records = services[Records]
        readable = records.readable(visitor.identity, f"{ANNOUNCEMENT}.read", {})
        where = {"$and": [{"unread": visitor.identity.id}, readable]}
        found = records.database[VIEW.name].find(where, limit=_FIRST)
        ordered = found.sort([("must_read", -1), ("published_at", -1)])
        seen = replace(self, unread=tuple([row async for row in ordered]))
        return await ListPage.respond(seen, request, visitor, services)


async def _draft(asking: Asking) -> Mapping[str, Any]:
    """Return the draft as it stands."""
    state: AnnouncementState = asking.state
    names = ("title", "body", "audience", "people", "expires_on", "must_read")
    return {name: getattr(state, name) for name in names}


def _people(asking: Asking) -> Titled:
    """Return the staff of the organ and of the units below it."""
    organisation = asking.services.library[Organisation]
    within = units_within(organisation, (asking.state.organ or asking.by.unit,))
    accounts = (each.by.partition(":")[2] for each in readers_of(organisation, within, ()))
    return staff(asking, [*asking.state.people, *(set(accounts) - {*asking.state.people})])


async def _readings(
    services: Services, visitor: Visitor, id: str, state: AnnouncementState, shows: Shows
) -> dict[str, Any] | None:
    """Return how many have confirmed it, and where the others stand, for who follows it."""
    rules = services.kinds[ANNOUNCEMENT].rules
    follows = rules is not None and rules.permitted("follow", visitor.identity, state).allowed
    if not follows or not state.readers:
        return None
    return {"state": state, "at": f"{AT}/{id}/unconfirmed"}


ANNOUNCEMENTS = UnreadFirst(
    name="announcements",
    view="announcements",
    at=AT,
    record=f"{AT}/{{id}}",
    columns=(
        Column(field="title"),
        Column(field="organ"),
        Column(field="must_read"),
        Column(field="state", look="state"),
        Column(field="published_at"),
        Column(field="expires_on"),
    ),
    orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
    filters=(
        Choice(field="state", values=STATES, said=f"{ANNOUNCEMENT}.states"),
        OfUnit(field="organ"),
    ),
    above="collaborative_office/announcements/unread.html",
    policy=signed_in_staff,
)
RECORD = RecordPage(
    kind=ANNOUNCEMENT,
    at=AT,
    heading="title",
    good=("published",),
    bad=("withdrawn",),
    told=("title", "body", "audience", "reason", "note"),
    choices={"audience": every_unit, "people": _people},
    filled={"EditAnnouncement": _draft},
    untold=("ReadingConfirmed", "ReadersReminded"),  # who has read it is for who follows it
    panels=(Panel(template="collaborative_office/announcements/readings.html", made=_readings),),
    policy=signed_in_staff,
)
