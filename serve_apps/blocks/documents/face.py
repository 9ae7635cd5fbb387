"""Papers for administrators: what waits and what failed, and a specimen of each template."""

from actors.blocks.documents.paper import DOCUMENT
from actors.blocks.organisation.roles import ADMINISTRATOR
from serve_apps.blocks.documents import pages
from serve_apps.blocks.documents.previews import Previews
from serve_apps.front.face import Entry, Face
from serve_apps.front.policies import staff_with
from serve_apps.pages.filters import Choice
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.record import RecordPage

_READERS = staff_with(ADMINISTRATOR)

FACE = Face(
    routers=(pages.router,),
    services=(Previews,),
    lists=(
        ListPage(
            name="papers",
            view="papers",
            at="/papers",
            record="/papers/{id}",
            columns=(
                Column(field="template"),
                Column(field="phase", look="state"),
                Column(field="number"),
                Column(field="organ"),
                Column(field="code"),
                Column(field="attempt", look="number"),
                Column(field="ordered_at"),
                Column(field="made_at"),
            ),
            orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
            filters=(
                Choice(
                    field="state",
                    values=("ordered", "made", "sealed", "failed"),
                    said="document.states",
                ),
            ),
            above="papers/above.html",
            policy=_READERS,
        ),
    ),
    records=(
        RecordPage(
            kind=DOCUMENT,
            at="/papers",
            heading="template",
            good=("sealed",),
            bad=("failed",),
            told=("number", "detail", "field", "ordered_at", "made_at", "sealed_at"),
            purposes=(),
            policy=_READERS,
        ),
    ),
    entries=(Entry(word="entries.papers", href="/papers", roles=(ADMINISTRATOR,), rank=46),),
)
