"""The link: one WebSocket to the platform that resumes where it was cut."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import uuid4

import aiohttp
import msgspec

from actors.blocks.terminals import frames
from edge.keys import Keys
from edge.outbox import Outbox, wall_clock

BATCH = 64  # entries in one frame
PING_SECONDS = 10.0
SILENCE_SECONDS = 30.0  # without a frame for so long, the connection is dead
INQUIRY_SECONDS = 10.0  # for an answer to a person who waits
SHORTEST = 0.5  # seconds before the second try, at most

log = logging.getLogger("yimen.edge")
Handler = Callable[[frames.ToTerminal], Awaitable[frames.Frame | None]]


class LinkBroken(Exception):
    """This connection is of no use any more; the message says why."""


@dataclass
class LinkFigures:
    """Counted since the agent started: times let in, entries sent, entries acknowledged."""

    connections: int = 0
    sent: int = 0
    acknowledged: int = 0


class Link:
    """Keeps a connection for as long as it runs.

    `longest_seconds` bounds the wait between two tries. `handle` gets what concerns neither the
    handshake nor the stream, and may return an answer. `items_rev` tells the revision of the items
    that the terminal has.
    """

    def __init__(
        self,
        platform: str,
        keys: Keys,
        outbox: Outbox,
        *,
        software: str,
        longest_seconds: float,
        handle: Handler,
        items_rev: Callable[[], str],
    ) -> None:
        self._url = f"{platform}/api/v1/terminals/link"
        self._keys = keys
        self._outbox = outbox
        self._software = software
        self._longest_seconds = longest_seconds
        self._handle = handle
        self._items_rev = items_rev
        self._wait_seconds = 0.0
        self._tries = 0
        self._received = 0
        self._welcomed = asyncio.Event()
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._questions: dict[str, asyncio.Future[frames.Inquired]] = {}
        self.figures = LinkFigures()
        self.on_change: Callable[[], None] = lambda: None

    @property
    def online(self) -> bool:
        """Whether the platform has let the terminal in on this connection."""
        return self._welcomed.is_set()

    async def inquire(self, number: str, id_tail: str, stars: int = 0) -> frames.Inquired:
        """Ask how far a case has come and, with `stars`, rate its service.

        Raises:
            LinkBroken: there is no link, or it broke before the answer came.
            TimeoutError: no answer came in time.
        """
        socket = self._socket
        if socket is None:
            raise LinkBroken("no link")
        question = frames.Inquire(id=uuid4().hex, number=number, id_tail=id_tail, stars=stars)
        answer: asyncio.Future[frames.Inquired] = asyncio.get_running_loop().create_future()
        self._questions[question.id] = answer
        try:
            async with asyncio.timeout(INQUIRY_SECONDS):
                await socket.send_bytes(frames.pack(question))
                return await answer
        except (aiohttp.ClientError, OSError) as error:
            raise LinkBroken("the link broke") from error
        finally:
            del self._questions[question.id]

    async def tell(self, frame: frames.Frame) -> None:
        """Send a frame that is of use now or never.

        Raises:
            LinkBroken: there is no link, or it broke.
        """
        socket = self._socket
        if socket is None:
            raise LinkBroken("no link")
        try:
            await socket.send_bytes(frames.pack(frame))
        except (aiohttp.ClientError, OSError) as error:
            raise LinkBroken("the link broke") from error

    async def run(self) -> None:
        """Connect, and connect again whenever the connection ends; never returns."""
        async with aiohttp.ClientSession() as session:
            while True:
                reason = "closed"
                try:
                    await self._once(session)
                except* (LinkBroken, aiohttp.ClientError, OSError, TimeoutError) as broken:
                    reason = "; ".join(map(repr, broken.exceptions))
                except* msgspec.MsgspecError as broken:
                    reason = f"a frame that cannot be read: {broken.exceptions[0]!r}"
                self._socket = None
                for answer in self._questions.values():
                    if not answer.done():
                        answer.set_exception(LinkBroken("the link broke"))
                if self.online:
                    self._welcomed.clear()
                    self.on_change()
                delay = self._next_delay()
                log.info("link down (%s), next try in %.1f s", reason, delay)
                await asyncio.sleep(delay)

    def _next_delay(self) -> float:
        """Full jitter: after an outage, many terminals must not come back in one instant."""
        ceiling = min(self._longest_seconds, SHORTEST * 2**self._tries)
        self._tries = min(self._tries + 1, 16)
        wait, self._wait_seconds = self._wait_seconds, 0.0
        return wait + random.uniform(0, ceiling)  # nosec B311 # no secret

    async def _once(self, session: aiohttp.ClientSession) -> None:
        async with session.ws_connect(
            self._url,
            max_msg_size=frames.MAX_BYTES,
            timeout=aiohttp.ClientWSTimeout(ws_close=2.0),
        ) as socket:
            welcome = await self._sign_in(socket)
            self._received = welcome.received
            self._tries = 0
            self.figures.connections += 1
            await self._handle(welcome)
            self._socket = socket
            self._welcomed.set()
            self.on_change()
            log.info("link up as %s, received %d", welcome.connection, welcome.received)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._send_entries(socket, welcome))
                tasks.create_task(self._ping(socket))
                await self._receive(socket)  # ends only by raising, which ends the other two

    async def _sign_in(self, socket: aiohttp.ClientWebSocketResponse) -> frames.Welcome:
        spool, boot = self._outbox.spool, self._outbox.boot
        challenge = await self._next(socket)
        if not isinstance(challenge, frames.Challenge):
            raise await self._refused(challenge)
        hello = frames.Hello(
            terminal=self._keys.terminal,
            epoch=spool.epoch,
            boot=boot,
            software=self._software,
            clock=wall_clock(),
            signature=self._keys.sign_hello(challenge.nonce, spool.epoch, boot),
            items_rev=self._items_rev(),
        )
        await socket.send_bytes(frames.pack(hello))
        welcome = await self._next(socket)
        if not isinstance(welcome, frames.Welcome):
            raise await self._refused(welcome)
        if not await self._outbox.run(spool.agrees_with, welcome.received):
            await self._outbox.run(spool.renew_epoch)
            raise LinkBroken("spool and platform disagree; begun a new epoch")
        await self._forget(welcome.received)
        return welcome

    async def _forget(self, received: int) -> None:
        spool = self._outbox.spool
        self.figures.acknowledged += await self._outbox.run(spool.acknowledge, received)

    async def _refused(self, frame: frames.ToTerminal) -> LinkBroken:
        if isinstance(frame, frames.Bye):
            self._wait_seconds = frame.wait_seconds
            await self._handle(frame)
            return LinkBroken(f"the platform says goodbye: {frame.why}")
        return LinkBroken(f"unexpected frame {type(frame).__name__}")

    async def _next(self, socket: aiohttp.ClientWebSocketResponse) -> frames.ToTerminal:
        async with asyncio.timeout(SILENCE_SECONDS):
            message = await socket.receive()
        if message.type is not aiohttp.WSMsgType.BINARY:
            raise LinkBroken(f"the connection ended ({message.type.name}, {message.data})")
        return frames.read_at_terminal(message.data)

    async def _receive(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while True:
            frame = await self._next(socket)
            if isinstance(frame, frames.Bye):
                raise await self._refused(frame)
            if isinstance(frame, frames.Ack):
                await self._forget(frame.received)
                self._received = max(self._received, frame.received)
                self._outbox.changed.set()
                continue
            if isinstance(frame, frames.Inquired):
                question = self._questions.get(frame.id)
                if question is not None and not question.done():
                    question.set_result(frame)
                continue
            answer = await self._handle(frame)
            if answer is not None:
                await socket.send_bytes(frames.pack(answer))

    async def _send_entries(
        self, socket: aiohttp.ClientWebSocketResponse, welcome: frames.Welcome
    ) -> None:
        sent = welcome.received
        while True:
            self._outbox.changed.clear()
            room = min(BATCH, welcome.window - (sent - self._received))
            if room > 0:
                batch = await self._outbox.run(self._outbox.spool.next_batch, sent, room)
                if batch:
                    await socket.send_bytes(frames.pack(frames.Entries(entries=tuple(batch))))
                    sent = batch[-1].seq
                    self.figures.sent += len(batch)
                    continue
            await self._outbox.changed.wait()

    async def _ping(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while True:
            await socket.send_bytes(frames.pack(frames.Ping(sent=wall_clock())))
            await asyncio.sleep(PING_SECONDS)
