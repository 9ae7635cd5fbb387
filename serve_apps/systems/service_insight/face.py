"""The service database: cases as a whole, and names that others compare theirs with."""

from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from actors.blocks.clocks.roles import SUPERVISOR
from serve_apps.front.face import Entry, Face
from serve_apps.systems.service_insight import reconcile, whole_api, whole_pages
from serve_apps.systems.service_insight.directory import Directory

FACE = Face(
    routers=(reconcile.router, reconcile.pages, whole_pages.router),
    api=(whole_api.api,),
    services=(Directory,),
    entries=(
        Entry(
            word="entries.whole_cases",
            href="/staff/whole-cases",
            roles=(WINDOW_CLERK, REVIEWER, APPROVER, SUPERVISOR),
            rank=28,
        ),
    ),
)
