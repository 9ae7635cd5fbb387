"""The inbox of every kind, and batches."""

from serve_apps.blocks.tasks import batches, keys, pages
from serve_apps.blocks.tasks.batches import BATCHES
from serve_apps.blocks.tasks.inbox import TASKS, Inbox
from serve_apps.blocks.tasks.running import Acts
from serve_apps.front.face import Entry, Face

FACE = Face(
    routers=(pages.router, batches.router, keys.router),
    api=(batches.api,),
    services=(
        lambda wiring: Inbox(wiring.database, wiring.library),
        lambda wiring: Acts(wiring.library),
    ),
    entries=(Entry(word="entries.tasks", href="/tasks", rank=15),),
    parts=(TASKS, BATCHES),
)
