"""Boats on pages: nothing but what the kind and the view say."""

from actors.blocks.organisation.units import Organisation
from serve_apps.front.face import Entry, Face
from serve_apps.pages.asking import Asking
from serve_apps.pages.filters import Choice, Days, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.record import RecordPage


def _units(asking: Asking) -> list[tuple[str, str]]:
    units = asking.services.library[Organisation].units.values()
    return [(unit.code, unit.title[asking.language]) for unit in units]


FACE = Face(
    lists=(
        ListPage(
            name="boats",
            view="boats",
            at="/boats",
            record="/boats/{id}",
            columns=(
                Column(field="title"),
                Column(field="sort"),
                Column(field="unit"),
                Column(field="crew", look="number"),
                Column(field="state", look="state"),
                Column(field="registered_on"),
            ),
            orders=(
                Sorting(name="latest", fields=("updated_at",), descending=True),
                Sorting(name="title", fields=("title",)),
            ),
            filters=(
                Choice(field="sort", values=("trawler", "ferry", "yacht")),
                Choice(field="state", values=("moored", "retired"), said="boat.states"),
                OfUnit(field="unit"),
                Days(field="registered_on", moments=False),
            ),
            size=10,
        ),
    ),
    records=(
        RecordPage(
            kind="boat",
            at="/boats",
            back="/boats",
            bad=("retired",),
            choices={"unit": _units},
            uploads=("Inspect.photograph",),
        ),
    ),
    entries=(Entry(word="entries.boats", href="/boats", action="boat.read", rank=15),),
)
