"""Licences: what somebody holds, and for organs those that they have issued."""

from actors.blocks.cases.roles import APPROVER
from actors.blocks.licences.licence import LICENCE
from serve_apps.blocks.licences import api, pages
from serve_apps.blocks.licences.held import HELD
from serve_apps.front.face import Entry, Face
from serve_apps.front.policies import staff_with
from serve_apps.pages.filters import Choice
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.record import RecordPage

_ORGANS = staff_with(APPROVER)
STATES = ("in_force", "replaced", "revoked", "expired")

FACE = Face(
    routers=(pages.router,),
    api=(api.router,),
    lists=(
        ListPage(
            name="licences",
            view="licences",
            at="/staff/licences",
            record="/staff/licences/{id}",
            columns=(
                Column(field="kind"),
                Column(field="organ"),
                Column(field="phase", look="state"),
                Column(field="since"),
                Column(field="until"),
            ),
            orders=(Sorting(name="since", fields=("since",), descending=True),),
            filters=(Choice(field="state", values=STATES, said="licence.states"),),
            policy=_ORGANS,
        ),
    ),
    records=(
        RecordPage(
            kind=LICENCE,
            at="/staff/licences",
            heading="kind",
            good=("in_force",),
            bad=("revoked",),
            notice=("expired", "replaced"),
            left_out=("ConsentToUse", "UseLicence"),
            policy=_ORGANS,
        ),
    ),
    entries=(Entry(word="entries.licences", href="/staff/licences", roles=(APPROVER,), rank=48),),
    holdings=(HELD,),
)
