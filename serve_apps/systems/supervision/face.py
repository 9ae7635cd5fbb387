"""Supervision: the wall, the cards, one case seen from outside."""

from actors.blocks.clocks.roles import SUPERVISOR
from serve_apps.front.face import Entry, Face
from serve_apps.systems.supervision import oversight

FACE = Face(
    routers=(oversight.router,),
    services=(lambda wiring: oversight.Wall(),),
    entries=(Entry(word="entries.supervision", href="/oversight", roles=(SUPERVISOR,), rank=20),),
)
