"""The list of forms, and the page of a demand."""

from collections.abc import Iterable

from actors.systems.community_service.form_demand.records import FORM_DEMAND, FormDemand
from serve_apps.front.policies import signed_in_staff
from serve_apps.front.words import word
from serve_apps.pages.asking import Asking
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.record import RecordPage
from serve_apps.systems.community_service import choosing as c
from serve_apps.systems.community_service.demands.pages import FORMS

STATES = ("requested", "listed", "issued", "returned", "refused", "expired", "unlisted")


def _forms(asking: Asking) -> Iterable[tuple[str, str]]:
    """Return the forms of the asker's place; of a department all."""
    state: FormDemand = asking.state
    titles = {unit: title for unit, title in c.units(asking)}
    own = "village_clerk" in asking.by.roles
    return [
        (str(each.number), f"{each.number} · {titles.get(each.unit, each.unit)}")
        for each in state.forms
        if not own or each.unit == asking.by.unit
    ]


def _held(asking: Asking) -> Iterable[tuple[str, str]]:
    """Return the held fields of the demand."""
    state: FormDemand = asking.state
    return [(f, word(f"form_demand.choices.held.{f}", asking.language)) for f in state.held]


def _notes(asking: Asking) -> Iterable[tuple[str, str]]:
    """Return the open notes on forms of the asker's place."""
    state: FormDemand = asking.state
    return [
        (str(each.number), each.text)
        for each in state.open_notes
        if state.forms[each.form - 1].unit == asking.by.unit
    ]


LIST = ListPage(
    name="form_demands",
    view="form_demands",
    at="/form-demands",
    record="/form-demands/{id}",
    columns=(
        Column(field="title"),
        Column(field="unit"),
        Column(field="frequency"),
        Column(field="state", look="state"),
        Column(field="until"),
        Column(field="minutes", look="number"),
    ),
    orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
    filters=(
        OfUnit(field="unit"),
        Choice(field="state", values=STATES, said="form_demand.states"),
    ),
    policy=signed_in_staff,
)
RECORD = RecordPage(
    kind=FORM_DEMAND,
    at="/form-demands",
    heading="title",
    good=("listed", "returned"),
    bad=("refused", "unlisted"),
    notice=("requested", "issued"),
    told=("title", "basis", "held", "asked", "reason", "notes"),
    purposes=(),
    left_out=("IssueForm", "ReturnForm", "RefillForm"),
    choices={
        "department": c.units,
        "DisputeValue.form": _forms,
        "DisputeValue.field": _held,
        "SettleNote.note": _notes,
    },
    panels=(FORMS,),
    policy=signed_in_staff,
)
