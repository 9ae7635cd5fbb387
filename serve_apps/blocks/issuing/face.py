"""The issuing desk: what waits there, and signing it out."""

from actors.blocks.issuing.records import HANDOVER, SignOut
from serve_apps.blocks.issuing import signing_out
from serve_apps.blocks.issuing.held import HELD
from serve_apps.front.face import Entry, Face, Preparation
from serve_apps.front.policies import staff_with
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.record import RecordPage

STANDINGS = (
    "awaited", "shelved", "unfetched", "ordered", "posted", "silent", "returned", "lost", "handed",
)  # fmt: skip
_DESK = staff_with("window_clerk", "approver", "supervisor")

FACE = Face(
    routers=(signing_out.router,),
    before=(Preparation(command=SignOut, prepare=signing_out.prepared),),
    lists=(
        ListPage(
            name="handovers",
            view="handovers",
            at="/staff/results",
            record="/staff/results/{id}",
            columns=(
                Column(field="number"),
                Column(field="title"),
                Column(field="unit"),
                Column(field="phase", look="state"),
                Column(field="shelf"),
                Column(field="parcel"),
                Column(field="since"),
                Column(field="reminders", look="number"),
            ),
            orders=(Sorting(name="longest", fields=("since",)),),
            filters=(
                Choice(field="standing", values=STANDINGS, said="handover.states"),
                OfUnit(field="unit"),
            ),
            policy=_DESK,
        ),
    ),
    records=(
        RecordPage(
            kind=HANDOVER,
            at="/staff/results",
            heading="number",
            good=("handed",),
            notice=("shelved", "awaited", "ordered", "posted"),
            bad=("lost",),
            left_out=("SignOut",),
            purposes=("window_service",),
            panels=(signing_out.WAY,),
            policy=_DESK,
        ),
    ),
    entries=(
        Entry(word="entries.results", href="/staff/results", roles=("window_clerk",), rank=13),
    ),
    holdings=(HELD,),
)
