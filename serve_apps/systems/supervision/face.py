"""Supervision: the wall, the cards, one case seen from outside."""

from serve_apps.front.face import Face
from serve_apps.systems.supervision import oversight

FACE = Face(routers=(oversight.router,))
