"""Waiting rooms as the channels see them: who may send an application now, and who waits where.

A room is asked for many people at once, and polls are answered from its board, which is at most a
second old; so a rush costs the room about ten commands a second from each replica, however many
people wait.
"""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Sequence
from contextvars import Context
from dataclasses import dataclass, field
from uuid import uuid4

import msgspec
import structlog

from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.waiting.commands import Join, Joiner, Look, ReportLoad, Use, UseAdmissions
from actors.blocks.waiting.line import place_of
from actors.blocks.waiting.state import HALL, Board, Place
from actors.kernel.errors import Fault, Unavailable
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.ports import Clock, Receipt, Sender
from actors.kernel.turn import Command
from serve_apps.front.gathering import Gathering
from serve_apps.front.limits import Attempts, TooManyPlaces, WaitFirst
from storage.tasks import end

log = structlog.get_logger(__name__)
FRESH = 1.0  # seconds that a board is believed
PEOPLE = 500  # in one command
PAUSE = 0.1  # seconds between two commands to one room
TICKETS_KEPT = 200_000  # that a replica remembers; a room knows them all
ATTEMPTS = 3  # sends of one command whose outcome is unknown
SHEDS = 20  # people turned away within `SHED_SECONDS` that make a load worth reporting
SHED_SECONDS = 5.0


@dataclass
class _Room:
    """What this process knows of a room. `seen` is the loop's time of the board."""

    joins: Gathering[Joiner, int]
    uses: Gathering[Use, bool]
    tickets: OrderedDict[str, int] = field(default_factory=OrderedDict[str, int])
    board: Board = field(default_factory=Board)
    seen: float = float("-inf")
    looking: asyncio.Task[None] | None = None


class WaitingRooms:
    """The rooms of the platform, by id: the code of an item, or "hall" for all of them.

    `most_places` new ones a minute may people take from one network address who give no account.
    """

    def __init__(self, sender: Sender, clock: Clock, most_places: int) -> None:
        self._sender = sender
        self._clock = clock
        self._unnamed = Attempts(most_places, 60.0, error=TooManyPlaces)
        self._rooms: dict[str, _Room] = {}
        self._shed = 0
        self._reporting: asyncio.Task[None] | None = None

    async def board(self, room: str) -> Board:
        """Return the board of `room`, at most a second old; an older one if it does not answer.

        Raises:
            Overloaded, Unavailable: it has never answered yet.
        """
        known = self._known(room)
        now = asyncio.get_running_loop().time()
        if now - known.seen > FRESH:
            if known.looking is None or known.looking.done():
                looking = asyncio.create_task(self._look(room, known), context=Context())
                known.looking = looking
            try:
                await asyncio.shield(known.looking)
            except Fault:
                if known.seen == float("-inf"):
                    raise
        return known.board

    async def boards(self) -> dict[str, Board]:
        """Return the boards of the hall and of every room that this process has met people in. A
        room that is open is asked anew, and what does not answer at once stays as it was."""
        opened = [room for room, known in self._rooms.items() if known.board.open]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FRESH):
                await asyncio.gather(*map(self.board, opened), return_exceptions=True)
        used = {room: known.board for room, known in self._rooms.items() if known.board.tail}
        return {HALL: self._known(HALL).board} | used

    async def place(self, room: str, who: str, before: str = "", address: str = "") -> Place:
        """Return where `who` stands in `room`; whoever has no place gets the next.

        `who` is an identity's id, `before` what the same person was known as before signing in.
        `address` is where somebody comes from whom nothing but a cookie names.

        Raises:
            TooManyPlaces: too many have taken one from `address`.
            Overloaded, Unavailable: the room could not be asked.
        """
        known = self._known(room)
        board = await self.board(room)
        if not board.open:
            return Place(status="open")
        number = known.tickets.get(who, 0)
        if number:
            place = place_of(board, number, self._clock.now())
            if place.status != "lapsed":
                return place
        if address:
            self._unnamed.record(address, asyncio.get_running_loop().time())
        number = await known.joins.ask(Joiner(who, before))
        _remember(known, who, number)
        return place_of(await self.board(room), number, self._clock.now())

    async def require(self, by: Identity, item: str, back: str) -> None:
        """Let `by` apply for `item`, or send him to wait.

        Only residents wait here: who stands at a window or at a kiosk has queued already.

        Raises:
            WaitFirst: a room is open and he has no admission.
            Overloaded, Unavailable: the room could not be asked.
        """
        if RESIDENT not in by.roles:
            return
        room = await self._open_room(item)
        if room is None:
            return
        place = await self.place(room, by.id)
        if place.status not in ("called", "open"):
            raise WaitFirst(room, back, max(1, min(place.wait_seconds, 30)))

    async def use(self, by: Identity, item: str, case: str, back: str) -> None:
        """Use the admission of `by` for `case`, durably, before the application is sent.

        Raises:
            WaitFirst: it has lapsed, or was used for another case.
            Overloaded, Unavailable: the room could not be asked.
        """
        if RESIDENT not in by.roles:
            return
        room = await self._open_room(item)
        if room is None:
            return
        known = self._known(room)
        if not await known.uses.ask(Use(by.id, case)):
            known.tickets.pop(by.id, None)
            raise WaitFirst(room, back, 1)

    def shed(self) -> None:
        """Count somebody who was turned away; a load is reported to the automatic rooms."""
        self._shed += 1
        if self._reporting is None or self._reporting.done():
            self._reporting = asyncio.create_task(self._report(), context=Context())

    async def stop(self) -> None:
        """End what is under way in the background."""
        await end(self._reporting)

    async def _open_room(self, item: str) -> str | None:
        """Return the room to wait in for `item`: its own before the hall's."""
        for room in (item, HALL):
            if (await self.board(room)).open:
                return room
        return None

    def _known(self, room: str) -> _Room:
        known = self._rooms.get(room)
        if known is None:

            async def join(people: list[Joiner]) -> Sequence[int]:
                numbers = (await self._send(room, Join(people=tuple(people)))).reply
                self._known(room).seen = float("-inf")  # some may have been let in at once
                return numbers

            async def use(uses: list[Use]) -> Sequence[bool]:
                return (await self._send(room, UseAdmissions(uses=tuple(uses)))).reply

            known = self._rooms[room] = _Room(
                Gathering(join, most=PEOPLE, pause=PAUSE),
                Gathering(use, most=PEOPLE, pause=PAUSE / 4),
            )
        return known

    async def _look(self, room: str, known: _Room) -> None:
        receipt = await self._send(room, Look())
        known.board = msgspec.convert(receipt.reply, Board)
        known.seen = asyncio.get_running_loop().time()

    async def _send(self, room: str, command: Command) -> Receipt:
        id = uuid4().hex
        for _ in range(ATTEMPTS - 1):
            try:
                return await self._sender.send(f"waiting_room:{room}", command, id=id, by=PLATFORM)
            except Unavailable:
                continue
        return await self._sender.send(f"waiting_room:{room}", command, id=id, by=PLATFORM)

    async def _report(self) -> None:
        await asyncio.sleep(SHED_SECONDS)
        shed, self._shed = self._shed, 0
        if shed < SHEDS:
            return
        log.warning("load.shed", requests=shed)
        for room in {HALL, *self._rooms}:
            try:
                if (await self.board(room)).mode == "automatic":
                    await self._send(room, ReportLoad())
                    self._known(room).seen = float("-inf")
            except Fault as fault:
                log.warning("load.unreported", room=room, error=type(fault).__name__)


def _remember(known: _Room, who: str, number: int) -> None:
    known.tickets[who] = number
    known.tickets.move_to_end(who)
    while len(known.tickets) > TICKETS_KEPT:
        known.tickets.popitem(last=False)
