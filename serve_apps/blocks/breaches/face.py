"""Breaches: their list, each with what can be done, and the report to print."""

from actors.blocks.breaches.records import BREACH, OFFICER, CountPersons
from serve_apps.blocks.breaches import pages
from serve_apps.blocks.breaches.counting import prepared
from serve_apps.front.face import Entry, Face, Preparation
from serve_apps.front.policies import staff_with
from serve_apps.pages.filters import Choice
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.record import RecordPage

_OFFICERS = staff_with(OFFICER)

FACE = Face(
    routers=(pages.router,),
    before=(Preparation(command=CountPersons, prepare=prepared),),
    lists=(
        ListPage(
            name="breaches",
            view="breaches",
            at="/breaches",
            record="/breaches/{id}",
            columns=(
                Column(field="title"),
                Column(field="phase", look="state"),
                Column(field="discovered_at"),
                Column(field="due"),
                Column(field="persons", look="number"),
                Column(field="closed_at"),
            ),
            orders=(Sorting(name="due", fields=("due",)),),
            filters=(Choice(field="state", values=("open", "closed"), said="breach.states"),),
            policy=_OFFICERS,
        ),
    ),
    records=(
        RecordPage(
            kind=BREACH,
            at="/breaches",
            heading="title",
            good=("closed",),
            notice=("open",),
            told=("title", "hours", "happened", "kinds", "cause", "harm", "persons", "lessons"),
            left_out=("CountPersons",),
            purposes=(),
            policy=_OFFICERS,
        ),
    ),
    entries=(Entry(word="entries.breaches", href="/breaches", roles=(OFFICER,), rank=71),),
)
