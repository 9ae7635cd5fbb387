"""The pages of incoming documents (收文): a list, and one page for everything that is done with
each."""

from actors.blocks.organisation.units import Organisation
from actors.systems.collaborative_office.addressing import handling_units
from actors.systems.collaborative_office.exchange import INCOMING_DOCUMENT
from actors.systems.collaborative_office.incoming.commands import Earlier
from actors.systems.collaborative_office.incoming.handling import (
    before,
    readers_of,
)
from actors.systems.collaborative_office.incoming.state import STATES, IncomingState
from actors.systems.collaborative_office.outgoing.state import OUT
from serve_apps.front.policies import signed_in_staff
from serve_apps.front.words import known_word
from serve_apps.pages.asking import Asking
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.picking import Pick
from serve_apps.pages.record import RecordPage
from serve_apps.systems.collaborative_office.choices import Titled, staff, units
from serve_apps.systems.collaborative_office.follow_up import OF_A_DOCUMENT
from serve_apps.systems.collaborative_office.papers import panels
from storage.mongo import Document
from storage.rows import Order

AT = "/incoming-documents"


def _handling(asking: Asking) -> Titled:
    """Return the units that may handle it."""
    organisation = asking.services.library[Organisation]
    return units(asking, handling_units(organisation, asking.state.organ))


def _readers(asking: Asking) -> Titled:
    """Return who may be asked to read it."""
    return staff(asking, readers_of(asking.services.library[Organisation], asking.state))


def _unread(asking: Asking) -> Titled:
    """Return its readers that have not read it."""
    state: IncomingState = asking.state
    unread = (each.by for each in state.reading if each.reading == "unread")
    return staff(asking, [by.removeprefix("staff:") for by in unread])


def _earlier(asking: Asking) -> Titled:
    """Return the steps of the organ before the one that the document is at."""
    state: IncomingState = asking.state
    return [
        (step, known_word(f"{INCOMING_DOCUMENT}.choices.to.{step}", asking.language))
        for step in Earlier.__args__
        if before(step, state.phase)
    ]


def _to_the_sender(state: IncomingState) -> Document:
    """Return the query of what this organ, or who handles it, has issued to its sender."""
    return {
        "state": {"$in": list(OUT)},
        "organ": {"$in": [state.organ, state.lead]},
        "recipients": state.sender,
    }


INCOMING = ListPage(
    name="incoming_documents",
    view="incoming_documents",
    at=AT,
    record=f"{AT}/{{id}}",
    columns=(
        Column(field="title"),
        Column(field="sender"),
        Column(field="number"),
        Column(field="received_number"),
        Column(field="state", look="state"),
        Column(field="lead"),
        Column(field="due"),
        Column(field="level", look="level"),
    ),
    orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
    filters=(
        Choice(field="state", values=STATES, said=f"{INCOMING_DOCUMENT}.states"),
        OfUnit(field="sender"),
        OfUnit(field="organ"),
    ),
    policy=signed_in_staff,
)
RECORD = RecordPage(
    kind=INCOMING_DOCUMENT,
    at=AT,
    heading="title",
    good=("answered", "archived"),
    bad=("refused", "returned", "recalled"),
    told=("title", "paper"),
    choices={
        "lead": _handling,
        "assisting": _handling,
        "readers": _readers,
        "RecallReaders.readers": _unread,
        "to": _earlier,
    },
    panels=panels(AT),
    related=(OF_A_DOCUMENT,),
    picks={
        "reply": Pick(
            view="official_documents",
            told=("number", "title"),
            number="number",
            order=Order(("updated_at",), descending=True),
            only=_to_the_sender,
        )
    },
    policy=signed_in_staff,
)
