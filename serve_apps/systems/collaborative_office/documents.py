"""The pages of outgoing documents (发文): a list, and one page for everything that is done with
each."""

from collections.abc import Mapping
from typing import Any

from actors.systems.collaborative_office.outgoing.commands import Earlier
from actors.systems.collaborative_office.outgoing.dispatching import recallable
from actors.systems.collaborative_office.outgoing.evolve import before
from actors.systems.collaborative_office.outgoing.state import (
    OFFICIAL_DOCUMENT,
    ORDER,
    DocumentState,
)
from actors.systems.collaborative_office.profile import profile
from serve_apps.front.policies import signed_in_staff
from serve_apps.front.words import known_word
from serve_apps.pages.asking import Asking
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.record import RecordPage
from serve_apps.systems.collaborative_office.choices import (
    Titled,
    every_unit,
    genres,
    recorded,
    units,
)
from serve_apps.systems.collaborative_office.papers import panels

AT = "/official-documents"


def _text(asking: Asking) -> Titled:
    """Return the one text that can be signed, or sealed: the one that the page tells of."""
    state: DocumentState = asking.state
    return [(state.sha256, state.title)] if state.sha256 else []


def _files(asking: Asking) -> Titled:
    """Return the files of the draft."""
    state: DocumentState = asking.state
    return [(each.sha256, each.name) for each in state.attachments]


def _earlier(asking: Asking) -> Titled:
    """Return the steps before the one that the document is at."""
    state: DocumentState = asking.state
    return [
        (step, known_word(f"{OFFICIAL_DOCUMENT}.choices.to.{step}", asking.language))
        for step in Earlier.__args__
        if state.phase and before(step, state.phase)
    ]


def _recallable(asking: Asking) -> Titled:
    """Return the recipients that have not signed for it."""
    return units(asking, recallable(asking.state))


async def _draft(asking: Asking) -> Mapping[str, Any]:
    """Return the draft; that it is read is on record first.

    Raises:
        Overloaded, Unavailable: it is not known to be recorded.
    """
    state: DocumentState = asking.state
    names = ("genre", "main", "copies", "urgency", "title", "body")
    await recorded(asking, OFFICIAL_DOCUMENT)
    return {name: getattr(state, name) for name in names}


async def _as_it_stands(asking: Asking) -> Mapping[str, Any]:
    """Return the text that was signed; that it is read is on record first.

    Raises:
        Overloaded, Unavailable: it is not known to be recorded.
    """
    state: DocumentState = asking.state
    await recorded(asking, OFFICIAL_DOCUMENT)
    return {"title": state.title, "body": state.body}


DOCUMENTS = ListPage(
    name="official_documents",
    view="official_documents",
    at=AT,
    record=f"{AT}/{{id}}",
    columns=(
        Column(field="title"),
        Column(field="genre"),
        Column(field="number"),
        Column(field="organ"),
        Column(field="state", look="state"),
        Column(field="due"),
        Column(field="level", look="level"),
    ),
    orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
    filters=(
        Choice(field="state", values=ORDER[1:], said=f"{OFFICIAL_DOCUMENT}.states"),
        Choice(field="genre", values=tuple(profile().kinds), said="choices.genre"),
        OfUnit(field="organ"),
    ),
    policy=signed_in_staff,
)
DOCUMENT = RecordPage(
    kind=OFFICIAL_DOCUMENT,
    at=AT,
    heading="title",
    good=("issued", "archived"),
    told=("title", "dispatches"),
    choices={
        "genre": genres,
        "main": every_unit,
        "copies": every_unit,
        "units": every_unit,
        "RecallDocument.units": _recallable,
        "SignDocument.sha256": _text,
        "SealDocument.sha256": _text,
        "file": _files,
        "to": _earlier,
    },
    panels=panels(AT),
    uploads=("AttachToDocument",),
    filled={"EditDocument": _draft, "RecheckDocument": _as_it_stands},
    policy=signed_in_staff,
)
