"""The inbox of every kind."""

from serve_apps.blocks.tasks import pages
from serve_apps.blocks.tasks.inbox import Inbox
from serve_apps.front.face import Face

FACE = Face(
    routers=(pages.router,),
    services=(lambda wiring: Inbox(wiring.database, wiring.library),),
)
