"""Pages of theme sets (专项数据集): the list by both axes, a set with its five links, the import of
rows and the question by a view."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.systems.service_insight.base.policy import policy
from actors.systems.service_insight.base.roles import THEME_OWNER, THEME_USER
from actors.systems.service_insight.themes.records import AskView, MakeTheme
from actors.systems.service_insight.themes.theme import (
    CONTENTS,
    OBJECTS,
    PHASES,
    THEME_SET,
    ThemeSet,
    links,
)
from serve_apps.front.language import language_of
from serve_apps.front.policies import signed_in_staff, staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import sentence
from serve_apps.pages.asking import Asking
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.record import RecordPage
from serve_apps.systems.service_insight.themes.asking import asked
from serve_apps.systems.service_insight.themes.filling import MOST_MEGABYTES, editable, filled

router = APIRouter(include_in_schema=False)
Owner = Annotated[Visitor, Depends(staff_with(THEME_OWNER))]
User = Annotated[Visitor, Depends(staff_with(THEME_USER))]
Code = Annotated[str, Path(pattern="^[a-z0-9_]{2,40}$")]
AT = "/themes"
_SHOWN = 100  # rows and mistakes on a page


@router.get(AT + "/{code}/import")
async def ask_file(request: Request, visitor: Owner, services: Wired, code: Code) -> Response:
    """Show the form by which rows are taken in.

    Raises:
        Refusal: the set is not the visitor's.
    """
    return _form(request, await editable(services, visitor, code))


@router.post(AT + "/{code}/import")
async def take_file(request: Request, visitor: Owner, services: Wired, code: Code) -> Response:
    """Take rows in, and show what is not in order.

    Raises:
        Refusal: the set is not the visitor's.
        Overloaded, Unavailable: see `Sender.send`.
    """
    state, sent = await editable(services, visitor, code), await request.form()
    file, language = sent.get("file"), language_of(request)
    number = str(sent.get("version", ""))
    if not isinstance(file, UploadFile) or not 0 < (file.size or 0) <= MOST_MEGABYTES * 1_000_000:
        facts = {"most": str(MOST_MEGABYTES)}
        return _form(request, state, sentence("theme_set.no_table", language, facts))
    try:
        version = int(number) if number.isdigit() else 0
        found = await filled(services, visitor, state, version, await file.read())
    except Refusal as refused:
        if refused.kind != "invalid":
            raise
        reason = refused.reasons[0]
        return _form(request, state, sentence(reason.code, language, reason.facts))
    context = {"set": state, "rows": len(found.rows), "rejected": found.rejected[:_SHOWN]}
    return page(request, "insight/theme_imported.html", context)


@router.post(AT + "/{code}/ask")
async def ask_rows(
    request: Request,
    visitor: User,
    services: Wired,
    code: Code,
    view: Annotated[str, Form(max_length=40)] = "",
    columns: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Show rows by a view of one's unit, or why they are not told.

    Raises:
        Refusal: there is no such set for the visitor.
        Overloaded, Unavailable: see `Sender.send`.
    """
    state, names = await _known(services, visitor, code), _names(columns)
    context: dict[str, Any] = {"set": state, "views": _own(state, visitor), "view": view}
    context |= {"columns": columns, "names": names, "rows": (), "error": ""}
    language = language_of(request)
    try:
        if not names:
            raise Refusal(Reason("form.required", "/columns"))
        wish = AskView(view=view, columns=names, rows=_SHOWN)
        context["version"], context["rows"] = await asked(services, visitor, code, wish)
    except Refusal as refused:
        reason = refused.reasons[0]
        context["error"] = sentence(reason.code, language, reason.facts)
    status = 422 if context["error"] else 200
    context["errors"] = [("columns", context["error"])] if context["error"] else ()
    return page(request, "insight/theme_rows.html", context, status=status)


@router.get(AT + "/{code}/ask")
async def show_question(request: Request, visitor: User, services: Wired, code: Code) -> Response:
    """Show the form by which rows are asked for.

    Raises:
        Refusal: there is no such set for the visitor.
    """
    state = await _known(services, visitor, code)
    views = _own(state, visitor)
    columns = ", ".join(views[0].columns) if views else ""
    context = {"set": state, "views": views, "view": "", "columns": columns, "names": ()}
    context |= {"rows": (), "error": "", "errors": ()}
    return page(request, "insight/theme_rows.html", context)


async def _known(services: Services, visitor: Visitor, code: str) -> ThemeSet:
    state: ThemeSet = (await services.sender.show(f"{THEME_SET}:{code}")).state
    rules = services.kinds[THEME_SET].rules
    assert rules is not None
    if not state.phase or not rules.permitted("ask", visitor.identity, state).allowed:
        raise Refusal(Reason("theme_set.unknown"), kind="unknown")
    return state


def _own(state: ThemeSet, visitor: Visitor) -> list[Any]:
    return [each for each in state.views if each.unit == visitor.unit]


def _names(typed: str) -> tuple[str, ...]:
    parts = typed.replace("，", ",").replace("、", ",").split(",")
    return tuple(dict.fromkeys(each.strip() for each in parts if each.strip()))


def _form(request: Request, state: ThemeSet, error: str = "") -> Response:
    context = {
        "set": state,
        "most": MOST_MEGABYTES,
        "error": error,
        "errors": [("file", error)] if error else (),
    }
    return page(request, "insight/theme_import.html", context, status=422 if error else 200)


async def _told(
    services: Services, visitor: Visitor, id: str, state: ThemeSet, shows: Shows
) -> Mapping[str, Any] | None:
    rules, today = services.kinds[THEME_SET].rules, local_day(services.clock.now())
    assert rules is not None
    edits = rules.permitted("edit", visitor.identity, state).allowed
    asks = rules.permitted("ask", visitor.identity, state).allowed
    return {
        "id": id,
        "links": links(state, policy().steward_unit, today),
        "version": state.in_force(today) if shows("versions") else None,
        "versions": state.versions if shows("versions") else (),
        "views": state.views if shows("views") else _own(state, visitor),
        "today": today,
        "imports": edits and state.phase != "retired",
        "asks": asks and state.phase == "in_use",
    }


async def _said(asking: Asking) -> Mapping[str, Any]:
    """Return the columns as they are, to be changed."""
    latest = asking.state.latest
    return {"columns": latest.columns} if latest else {}


def _units(asking: Asking) -> list[tuple[str, str]]:
    units = asking.services.library[Organisation].units.values()
    return sorted(((each.code, each.title[asking.language]) for each in units), key=lambda u: u[1])


def _columns(asking: Asking) -> list[tuple[str, str]]:
    latest = asking.state.latest
    return [(each.name, each.title) for each in latest.columns] if latest else []


def _views(asking: Asking) -> list[tuple[str, str]]:
    return [(each.code, each.title) for each in asking.state.views]


def _code(command: MakeTheme) -> str:
    return command.code


LIST = ListPage(
    name="theme_sets",
    view="theme_sets",
    at=AT,
    record=f"{AT}/{{id}}",
    columns=(
        Column(field="title"),
        Column(field="contents"),
        Column(field="objects"),
        Column(field="unit"),
        Column(field="rows", look="number"),
        Column(field="state", look="state"),
    ),
    orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
    filters=(
        Choice(field="contents", values=CONTENTS),
        Choice(field="objects", values=OBJECTS),
        Choice(field="state", values=PHASES, said=f"{THEME_SET}.states"),
        OfUnit(field="unit"),
    ),
    policy=signed_in_staff,
)
RECORD = RecordPage(
    kind=THEME_SET,
    at=AT,
    heading="title",
    good=("in_use",),
    bad=("retired",),
    notice=("draft",),
    told=("reason",),
    named=_code,
    choices={
        "GrantView.unit": _units,
        "GrantView.columns": _columns,
        "GrantView.rows_by": _columns,
        "EndView.view": _views,
    },
    filled={"ChangeColumns": _said},
    untold=("ViewAsked",),
    purposes=(),
    panels=(Panel(template="insight/theme_panel.html", made=_told),),
    policy=signed_in_staff,
)
