"""What people searched for among the items and did not find (搜索未命中): for the editors of titles
and synonyms, by counts and never by who looked."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from pymongo.errors import PyMongoError

from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.kernel.deadlines import local_day
from actors.kernel.ports import Clock
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired, Wiring
from storage.search.missed import MissedSearches

router = APIRouter(include_in_schema=False)
Administrator = Annotated[Visitor, Depends(staff_with(ADMINISTRATOR))]
LEAST = 2  # times: what was typed once may be somebody's name
SHOWN = 100
_log = structlog.get_logger("yimen.search")


class Unfound:
    """Counts searches that found nothing."""

    def __init__(self, wiring: Wiring) -> None:
        self.searches = MissedSearches(wiring.database)
        self._clock: Clock = wiring.clock

    async def note(self, text: str) -> None:
        """Count one more search for `text`; that it cannot be counted spoils nobody's page."""
        try:
            await self.searches.note(text, local_day(self._clock.now()))
        except PyMongoError as error:
            _log.warning("search.not_counted", error=type(error).__name__)


@router.get("/admin/searches")
async def show(request: Request, _: Administrator, services: Wired) -> Response:
    """Show what was looked for most often in vain."""
    found = await services[Unfound].searches.most(SHOWN, LEAST)
    return page(request, "items/unfound.html", {"searches": found})


@router.post("/admin/searches")
async def forget(
    _: Administrator, services: Wired, text: Annotated[str, Form(max_length=40)]
) -> Response:
    """Drop what was dealt with."""
    await services[Unfound].searches.forget(text)
    return RedirectResponse("/admin/searches", 303)
