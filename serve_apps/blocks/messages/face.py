"""The bell and the list of notices."""

from serve_apps.blocks.messages import pages
from serve_apps.blocks.messages.notices import Notices
from serve_apps.front.face import Face

FACE = Face(
    routers=(pages.router,),
    services=(lambda wiring: Notices(wiring.database),),
)
