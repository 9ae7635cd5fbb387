"""The workspace of steward, head and reviewer (数据开放工作台): a list, and one page for everything
that is done with a dataset."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from actors.kernel.errors import Reason, Refusal
from actors.systems.open_data.dataset.commands import AddDataset, HandInTable
from actors.systems.open_data.dataset.state import PHASES, Dataset
from actors.systems.open_data.dataset.terms import OPEN_DATASET, THEMES, Wording
from actors.systems.open_data.intake.reading import BadFile, read_rows
from actors.systems.open_data.roles import STEWARD
from actors.systems.open_data.shell.settings import Settings
from actors.systems.open_data.shell.stores import NoSuchFile, RawStore
from serve_apps.front.bodies import command_id
from serve_apps.front.language import language_of
from serve_apps.front.policies import signed_in_staff, staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import sentence
from serve_apps.pages.asking import Asking
from serve_apps.pages.export import FORMATS, Sheet
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Panel, Shows
from serve_apps.pages.record import RecordPage

router = APIRouter(include_in_schema=False)
Steward = Annotated[Visitor, Depends(staff_with(STEWARD))]
Id = Annotated[str, Path(pattern="^[a-z0-9_-]{2,80}$")]
AT = "/open-datasets"
MOST_MEGABYTES = 10
_UNKNOWN = Refusal(Reason("open_dataset.unknown"), kind="unknown")


@router.get(AT + "/{id}/table")
async def ask_table(request: Request, visitor: Steward, services: Wired, id: Id) -> Response:
    """Show the form by which a file is handed in.

    Raises:
        Refusal: the visitor may not hand in anything for this dataset now.
    """
    return _form(request, id, await _open_for(services, visitor, id))


@router.post(AT + "/{id}/table")
async def hand_in(request: Request, visitor: Steward, services: Wired, id: Id) -> Response:
    """Store a file in the raw store, and hand it in.

    Raises:
        Refusal: the visitor may not hand in anything for this dataset now.
        Overloaded, Unavailable: see `Sender.send`.
        OSError: the file could not be stored.
    """
    state = await _open_for(services, visitor, id)
    sent = await request.form()
    file, key = sent.get("file"), str(sent.get("key", ""))[:64]
    if not isinstance(file, UploadFile) or not 0 < (file.size or 0) <= MOST_MEGABYTES * 1_000_000:
        facts = {"most": str(MOST_MEGABYTES)}
        error = sentence("open_dataset.no_table", language_of(request), facts)
        return _form(request, id, state, error)
    raw = RawStore(services[Settings].raw)
    source = await asyncio.to_thread(raw.keep, file.file)
    wish = HandInTable(source=source, file_name=(file.filename or "")[-120:])
    once = command_id(OPEN_DATASET, key or uuid4().hex, wish)
    await services.sender.send(f"{OPEN_DATASET}:{id}", wish, id=once, by=visitor.identity)
    return RedirectResponse(f"{AT}/{id}", 303)


@router.get(AT + "/{id}/rejects.csv")
async def send_rejects(visitor: Steward, services: Wired, id: Id) -> Response:
    """Send the rows that are not in order of the version under way, or else the live one, each
    with its number and why (OPEN-46); to a steward of its unit alone, since they are raw.

    Raises:
        Refusal: there is no such version for the visitor, or its file is away or no table.
    """
    state: Dataset = (await services.sender.show(f"{OPEN_DATASET}:{id}")).state
    rules = services.kinds[OPEN_DATASET].rules
    assert rules is not None
    version = state.next or state.live
    if version is None or not rules.permitted("edit", visitor.identity, state).allowed:
        raise _UNKNOWN
    raw, dictionary = RawStore(services[Settings].raw), version.wording.columns
    try:
        content = await asyncio.to_thread(raw.content, version.source)
        found = await asyncio.to_thread(read_rows, content, dictionary)
    except (NoSuchFile, BadFile) as error:
        raise _UNKNOWN from error

    async def lines() -> AsyncIterator[list[Any]]:
        for each in found.rejected:
            yield [each.number, each.why.reason, each.why.column, *each.cells]

    heads = ["row", "reason", "column", "cells"]
    return await FORMATS["csv"](Sheet(name=f"{id}-rejects", title=id, heads=heads, lines=lines()))


async def _open_for(services: Services, visitor: Visitor, id: str) -> Dataset:
    state: Dataset = (await services.sender.show(f"{OPEN_DATASET}:{id}")).state
    rules = services.kinds[OPEN_DATASET].rules
    assert rules is not None
    if "HandInTable" not in rules.allowed(visitor.identity, state):
        raise _UNKNOWN
    return state


def _form(request: Request, id: str, state: Dataset, error: str = "") -> Response:
    context = {
        "id": id,
        "dataset": state,
        "most": MOST_MEGABYTES,
        "key": uuid4().hex,
        "error": error,
        "errors": [("file", error)] if error else (),
    }
    return page(request, "open_data/hand_in.html", context, status=422 if error else 200)


async def _said(asking: Asking) -> Mapping[str, Any]:
    """Return what is said of the dataset, to be changed."""
    state: Dataset = asking.state
    if state.wording is None:
        return {}
    return {name: getattr(state.wording, name) for name in Wording.__struct_fields__}


async def _told(
    services: Services, visitor: Visitor, id: str, state: Any, shows: Shows
) -> Mapping[str, Any] | None:
    """Return what the page tells of a dataset's dictionary and versions."""
    dataset: Dataset = state
    if not shows("wording") or dataset.wording is None:
        return None
    rules = services.kinds[OPEN_DATASET].rules
    assert rules is not None
    version = dataset.next or dataset.live
    return {
        "id": id,
        "wording": (version.wording if version else None) or dataset.wording,
        "version": version,
        "live": dataset.live,
        "former": dataset.former,
        "edits": rules.permitted("edit", visitor.identity, dataset).allowed,
        "hands_in": "HandInTable" in rules.allowed(visitor.identity, dataset),
    }


LIST = ListPage(
    name="open_datasets",
    view="open_datasets",
    at=AT,
    record=f"{AT}/{{id}}",
    columns=(
        Column(field="title"),
        Column(field="unit"),
        Column(field="theme"),
        Column(field="state", look="state"),
        Column(field="rows", look="number"),
        Column(field="k", look="number"),
        Column(field="due"),
    ),
    orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
    filters=(
        Choice(field="state", values=PHASES, said=f"{OPEN_DATASET}.states"),
        Choice(field="theme", values=THEMES, said=f"{OPEN_DATASET}.choices.theme"),
        OfUnit(field="unit"),
    ),
    policy=signed_in_staff,
)


def _slug(command: AddDataset) -> str:
    return command.slug


RECORD = RecordPage(
    kind=OPEN_DATASET,
    at=AT,
    heading="title",
    good=("live",),
    bad=("unfit", "withdrawn"),
    notice=("pending", "endorsed"),
    told=("title", "theme", "cycle", "reason", "frozen"),
    left_out=("HandInTable",),
    named=_slug,
    filled={"ChangeDataset": _said},
    purposes=(),
    panels=(Panel(template="open_data/panel.html", made=_told),),
    policy=signed_in_staff,
)
