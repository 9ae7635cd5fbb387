"""Waiting rooms by program: one's place, the board, and the operator's switch."""

from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Depends, Path, Request, Response

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.operations.roles import OPERATOR
from actors.blocks.waiting.commands import SetRoom
from actors.blocks.waiting.state import HALL, Board, Place
from serve_apps.blocks.waiting.rooms import WaitingRooms
from serve_apps.front.bodies import IdempotencyKey, answer, command_id, operation, read
from serve_apps.front.policies import SignedIn, anyone, staff_with
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired

router = APIRouter(tags=["waiting"])
Operator = Annotated[Visitor, Depends(staff_with(OPERATOR))]
RoomId = Annotated[
    str, Path(max_length=64, description='Code of an item, or "hall" for all', examples=[HALL])
]


class RoomOut(msgspec.Struct, frozen=True):
    """A waiting room: whether people wait in it, how many, and how many are let in a minute.

    `pace` is what it does now, `capacity` what it may do; `minutes` is how long an admission is
    good for."""

    room: str
    open: bool
    mode: Literal["off", "on", "automatic"]
    waiting: int
    admitted: int
    pace: int
    capacity: int
    minutes: int


class RoomSettings(msgspec.Struct, frozen=True):
    """How a room is switched. `capacity` is people a minute; 0 leaves a setting as it is."""

    mode: Literal["off", "on", "automatic"]
    capacity: int = 0
    minutes: int = 0


@router.get("/waiting/{room}", dependencies=[Depends(anyone)], **operation(gives=RoomOut))
async def show_room(services: Wired, room: RoomId) -> Response:
    """Show how a waiting room stands."""
    return answer(_told(room, await services[WaitingRooms].board(_known(services, room))))


@router.post("/waiting/{room}", **operation(gives=Place))
async def take_place(visitor: SignedIn, services: Wired, room: RoomId) -> Response:
    """Take your place, or ask where you stand: sent again, it is the same place.

    With status "called" you may apply until `until`, with "open" at any time."""
    room = _known(services, room)
    place = await services[WaitingRooms].place(room, visitor.identity.id)
    seconds = max(1, min(place.wait_seconds // 4, 30))
    return answer(place, headers={"retry-after": str(seconds)} if place.ahead else None)


@router.put(
    "/waiting/{room}",
    **operation(gives=RoomOut, takes=RoomSettings, example={"mode": "on", "capacity": 50}),
)
async def set_room(
    request: Request,
    visitor: Operator,
    services: Wired,
    room: RoomId,
    idempotency_key: IdempotencyKey,
) -> Response:
    """Switch a waiting room on, off or to automatic, and set how many are let in."""
    wish = await read(request, RoomSettings)
    command = SetRoom(mode=wish.mode, capacity=wish.capacity, minutes=wish.minutes)
    receipt = await services.sender.send(
        f"waiting_room:{_known(services, room)}",
        command,
        id=command_id(visitor.identity.id, idempotency_key, command),
        by=visitor.identity,
    )
    return answer(_told(room, msgspec.convert(receipt.reply, Board)))


def _known(services: Services, room: str) -> str:
    """Return `room` if there can be one of that name.

    Raises:
        Refusal: kind "unknown".
    """
    return room if room == HALL else services.library[Catalogue].item(room).code


def _told(room: str, board: Board) -> RoomOut:
    return RoomOut(
        room=room,
        open=board.open,
        mode=board.mode,
        waiting=board.tail - board.head,
        admitted=board.head,
        pace=board.pace,
        capacity=board.capacity,
        minutes=board.minutes,
    )
