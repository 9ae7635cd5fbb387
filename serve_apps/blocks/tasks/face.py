"""The inbox of every kind."""

from serve_apps.blocks.tasks import pages
from serve_apps.blocks.tasks.inbox import TASKS, Inbox
from serve_apps.front.face import Entry, Face

FACE = Face(
    routers=(pages.router,),
    services=(lambda wiring: Inbox(wiring.database, wiring.library),),
    entries=(Entry(word="entries.tasks", href="/tasks", rank=15),),
    parts=(TASKS,),
)
