"""The waiting room, on pages and by program."""

from serve_apps.blocks.waiting import api, pages
from serve_apps.blocks.waiting.rooms import WaitingRooms
from serve_apps.front.face import Face
from serve_apps.front.wiring import Wiring


def _rooms(wiring: Wiring) -> WaitingRooms:
    return WaitingRooms(wiring.sender, wiring.clock, wiring.settings.most_places)


FACE = Face(routers=(pages.router,), api=(api.router,), services=(_rooms,))
