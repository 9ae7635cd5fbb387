"""The waiting room, on pages and by program."""

from actors.kernel.words import Title
from serve_apps.blocks.waiting import api, pages
from serve_apps.blocks.waiting.rooms import WaitingRooms
from serve_apps.front.face import Face, Figure
from serve_apps.front.wiring import Services, Wiring


def _rooms(wiring: Wiring) -> WaitingRooms:
    return WaitingRooms(wiring.sender, wiring.clock, wiring.settings.most_places)


async def _in_line(services: Services) -> int:
    boards = await services[WaitingRooms].boards()
    return sum(one.tail - one.head for one in boards.values())


FACE = Face(
    routers=(pages.router,),
    api=(api.router,),
    figures=(Figure(title=Title(zh="等候室人数", en="In waiting rooms"), count=_in_line),),
    services=(_rooms,),
)
