"""Supervision: the wall, the cards, one case seen from outside."""

from actors.blocks.clocks.roles import SUPERVISOR
from serve_apps.front.face import Entry, Face
from serve_apps.systems.supervision import oversight
from serve_apps.systems.supervision.watched import WATCHED

FACE = Face(
    routers=(oversight.router,),
    lists=(WATCHED,),
    services=(lambda wiring: oversight.Wall(),),
    entries=(
        Entry(word="entries.supervision", href="/oversight", roles=(SUPERVISOR,), rank=20),
        Entry(word="entries.watched", href=WATCHED.at, roles=(SUPERVISOR,), rank=21),
    ),
)
