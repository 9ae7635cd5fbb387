"""Questions and complaints: one's own pages, and the lists of those who answer."""

from actors.blocks.cases.roles import APPROVER, WINDOW_CLERK
from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.complaints.records import COMPLAINT, Ask
from serve_apps.blocks.complaints import own
from serve_apps.blocks.complaints.held import HELD
from serve_apps.front.face import Entry, Face, Preparation
from serve_apps.front.policies import staff_with
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.record import RecordPage

STATES = ("received", "assigned", "reopened", "answered", "closed")
_OFFICES = staff_with(APPROVER, SUPERVISOR, WINDOW_CLERK)

FACE = Face(
    routers=(own.router,),
    before=(Preparation(command=Ask, prepare=own.prepared),),
    lists=(
        ListPage(
            name="complaints",
            view="complaints",
            at="/staff/complaints",
            record="/staff/complaints/{id}",
            columns=(
                Column(field="number"),
                Column(field="matter"),
                Column(field="unit"),
                Column(field="phase", look="state"),
                Column(field="asked_at"),
                Column(field="due"),
            ),
            orders=(Sorting(name="due", fields=("due",)),),
            filters=(
                Choice(field="state", values=STATES, said="complaint.states"),
                Choice(field="matter", values=("consultation", "complaint")),
                OfUnit(field="unit"),
            ),
            policy=_OFFICES,
        ),
    ),
    records=(
        RecordPage(
            kind=COMPLAINT,
            at="/staff/complaints",
            heading="number",
            good=("closed",),
            notice=("received", "assigned", "reopened"),
            left_out=("Ask",),
            purposes=("complaint", "supervision"),
            policy=_OFFICES,
        ),
    ),
    entries=(
        Entry(
            word="entries.complaints",
            href="/staff/complaints",
            roles=(APPROVER, SUPERVISOR),
            rank=26,
        ),
        Entry(word="entries.my_complaints", href="/complaints", of="resident", rank=30),
    ),
    holdings=(HELD,),
)
