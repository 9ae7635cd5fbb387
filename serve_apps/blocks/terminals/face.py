"""Kiosks: the list for operators, their link, and operating them by program."""

from actors.blocks.operations.roles import OPERATOR
from serve_apps.blocks.terminals import api, api_office, card_reading, kiosks, link
from serve_apps.blocks.terminals.feed import TerminalFeed
from serve_apps.front.face import Entry, Face

FACE = Face(
    routers=(kiosks.router, link.router, api.router, card_reading.router),
    api=(api_office.router,),
    services=(lambda wiring: TerminalFeed(wiring.database),),
    entries=(Entry(word="entries.terminals", href="/terminals", roles=(OPERATOR,), rank=31),),
)
