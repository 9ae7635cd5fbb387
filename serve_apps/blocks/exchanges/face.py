"""Departments' own systems: which are connected, how each exchange is, and what is stuck."""

from typing import Any

from actors.blocks.exchanges.records import EXCHANGE, ExchangeState
from actors.blocks.exchanges.steps import CODES
from actors.blocks.operations.roles import OPERATOR
from serve_apps.blocks.exchanges import intake, pages
from serve_apps.front.face import Entry, Face
from serve_apps.front.policies import staff_with
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.filters import Choice
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.record import RecordPage

_OPERATORS = staff_with(OPERATOR)
_STATES = ("troubled", "moving", "settled")


async def _steps(
    services: Services, visitor: Visitor, id: str, state: ExchangeState, shows: Shows
) -> Any:
    """Tell both ways, step by step, and nothing of what is said."""
    return {"codes": CODES, "sent": state.sent, "taken": state.taken}


FACE = Face(
    routers=(pages.router, intake.router),
    api=(pages.api,),
    lists=(
        ListPage(
            name="exchanges",
            view="exchanges",
            at="/exchanges",
            record="/exchanges/{id}",
            columns=(
                Column(field="number"),
                Column(field="system"),
                Column(field="phase", look="state"),
                Column(field="told", look="number"),
                Column(field="arrived", look="number"),
            ),
            orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
            filters=(Choice(field="phase", values=_STATES, said="exchange.states"),),
            policy=_OPERATORS,
        ),
    ),
    records=(
        RecordPage(
            kind=EXCHANGE,
            at="/exchanges",
            heading="number",
            told=("number",),
            good=("settled",),
            bad=("troubled",),
            purposes=(),
            panels=(Panel(template="exchanges/steps.html", made=_steps),),
            policy=_OPERATORS,
        ),
    ),
    entries=(Entry(word="entries.departments", href="/departments", roles=(OPERATOR,), rank=32),),
)
