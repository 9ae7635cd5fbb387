"""Verification: whoever holds a paper finds out whether it is genuine and in force."""

from serve_apps.blocks.verification import api, pages
from serve_apps.front.face import Entry, Face

FACE = Face(
    routers=(pages.router,),
    api=(api.router,),
    entries=(Entry(word="entries.verification", href="/verify", of="visitor", rank=35),),
)
