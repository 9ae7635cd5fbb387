"""What administrators of security and audit see."""

from serve_apps.blocks.security import api, pages
from serve_apps.front.face import Entry, Face

FACE = Face(
    routers=(pages.router,),
    api=(api.router,),
    entries=(Entry(word="entries.security", href=pages.AT, roles=pages.ROLES, rank=34),),
)
