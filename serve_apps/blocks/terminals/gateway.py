"""The platform's end of one kiosk's link, from sign-in to goodbye."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import msgspec
import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from starlette.websockets import WebSocket, WebSocketDisconnect

from actors.blocks.security import sorts
from actors.blocks.terminals import commands, frames
from actors.blocks.terminals.decide import BEAT_SECONDS, terminal_identity
from actors.blocks.terminals.events import Connected, DesiredSet, OrderGiven, Revoked
from actors.blocks.terminals.reports import ApplicationFiled, Entry, Kept, Sealed, SentEntry
from actors.blocks.terminals.state import Order, TerminalState
from actors.blocks.terminals.trust import trust_in
from actors.kernel.errors import Overloaded, Refusal, Unavailable
from actors.kernel.ports import Receipt
from actors.kernel.turn import Command
from serve_apps.blocks.terminals.boxes import BoxKey
from serve_apps.blocks.terminals.feed import Queue, TerminalFeed
from serve_apps.blocks.terminals.filing import file
from serve_apps.blocks.terminals.inquiring import inquire
from serve_apps.blocks.terminals.link_ends import AGAIN_SECONDS, LinkEnds, cut_off, ends_for
from serve_apps.blocks.terminals.offered import kiosk_items
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records
from storage.card_readings import CardReadings
from storage.clock import whole_milliseconds

log = structlog.get_logger(__name__)

T = TypeVar("T")
HELLO_SECONDS = 10.0  # for signing in
SILENCE_SECONDS = 45.0  # without a frame, the link is dead
WINDOW = 512  # entries that may be on the way
WAITING_BATCHES = 16  # taken off the socket and not yet durable
TRIES = 4  # of a command whose outcome is open, before the link is cut and resumed


class TerminalGateway:
    """Serves one WebSocket. Nothing is acknowledged before it is durable."""

    def __init__(self, socket: WebSocket, services: Services) -> None:
        self._socket = socket
        self._services = services
        self._box_key = BoxKey(services.secrets.signing_key)
        self._connection = uuid4().hex
        self._batches: asyncio.Queue[tuple[SentEntry, ...]] = asyncio.Queue(WAITING_BATCHES)
        self._heard = asyncio.Event()
        self._terminal = ""
        self._epoch = ""
        self._place = ""
        self._received = 0
        self._behind = timedelta()  # what the terminal's clock lacks of ours

    async def serve(self) -> None:
        """Serve until either side ends the link."""
        await self._socket.accept()
        try:
            hello = await self._sign_in()
            with self._services[TerminalFeed].subscribe(self._terminal) as news:
                await self._welcome(hello)
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._record_batches())
                    tasks.create_task(self._beat())
                    tasks.create_task(self._pass_news(news))
                    await self._receive()
        except* LinkEnds as ends:
            await self._say_goodbye(ends.exceptions[0])
        except* (WebSocketDisconnect, TimeoutError, RuntimeError):
            pass  # gone without a word; the terminal resumes by itself
        except* (Overloaded, Unavailable, Refusal) as failed:
            error = failed.exceptions[0]
            log.warning("link cut", terminal=self._terminal, error=type(error).__name__)
            await self._say_goodbye(ends_for(error))
        finally:
            if self._epoch:
                with suppress(Overloaded, Unavailable, Refusal):
                    await self._send(commands.Disconnect(connection=self._connection), "close")

    async def _sign_in(self) -> frames.Hello:
        nonce = os.urandom(32)
        await self._tell(frames.Challenge(nonce=nonce))
        async with asyncio.timeout(HELLO_SECONDS):
            hello = await self._next()
        if not isinstance(hello, frames.Hello) or hello.version != frames.VERSION:
            raise LinkEnds("hello expected", AGAIN_SECONDS)
        state = await self._state(hello.terminal)
        if not state.public_key:
            raise cut_off() if state.revoked else LinkEnds("unknown", AGAIN_SECONDS, "unknown")
        signed = frames.hello_text(nonce, hello.terminal, hello.epoch, hello.boot)
        try:
            Ed25519PublicKey.from_public_bytes(state.public_key).verify(hello.signature, signed)
        except InvalidSignature:
            log.warning("terminal not admitted", terminal=hello.terminal)
            known = f"terminal:{hello.terminal}"
            self._services.security.note(sorts.FORGED, known, outcome="terminal_signature")
            raise LinkEnds("signature does not fit", AGAIN_SECONDS, "unknown") from None
        self._terminal = hello.terminal
        self._behind = self._services.clock.now() - hello.clock
        return hello

    async def _welcome(self, hello: frames.Hello) -> None:
        connect = commands.Connect(
            connection=self._connection,
            software=hello.software[:40],
            boot=hello.boot[:64],
            epoch=hello.epoch[:64],
        )
        receipt = await self._send(connect, "connect")
        self._epoch = hello.epoch
        self._received = receipt.reply["received"]
        await self._tell(
            frames.Welcome(
                connection=self._connection,
                now=self._services.clock.now(),
                received=self._received,
                window=WINDOW,
                box_key=self._box_key.public,
            )
        )
        items = kiosk_items(self._services.library)
        if items.rev != hello.items_rev:
            await self._tell(items)
        await self._catch_up()

    async def _catch_up(self) -> None:
        """Tell the terminal everything that it should have and do; it knows what it has done."""
        state = await self._state(self._terminal)
        if not state.public_key:
            raise cut_off()
        self._place = state.place
        desired = {"name": state.name, **state.desired}
        await self._tell(frames.Desired(rev=state.desired_rev, configuration=desired))
        for order in state.orders:
            await self._perform(order)

    async def _receive(self) -> None:
        while True:
            async with asyncio.timeout(SILENCE_SECONDS):
                frame = await self._next()
            self._heard.set()
            match frame:
                case frames.Entries():
                    await self._batches.put(frame.entries)
                case frames.Ping():
                    now = self._services.clock.now()
                    await self._tell(frames.Pong(sent=frame.sent, now=now))
                case frames.Bye():
                    raise LinkEnds("goodbye")
                case frames.Inquire():
                    await self._tell(await inquire(self._services, frame))
                case frames.CardShown():
                    await self._hand_over(frame)
                case frames.Performing():
                    pass  # how the order ends follows as an entry
                case frames.Hello():
                    raise LinkEnds("hello only once")

    async def _hand_over(self, shown: frames.CardShown) -> None:
        """Keep what a card says for the clerk who asked for it; what nobody asks for is dropped."""
        readings = CardReadings(self._services[Records].database)
        now = self._services.clock.now()
        kept = await readings.show(
            shown.reading, self._terminal, now, box=shown.box, trouble=shown.trouble
        )
        if not kept:
            log.warning("card dropped: nobody waits for it", terminal=self._terminal)

    async def _next(self) -> frames.ToPlatform:
        message = await self._socket.receive_bytes()
        if len(message) > frames.MAX_BYTES:
            raise LinkEnds("frame too large", AGAIN_SECONDS)
        try:
            return frames.read_at_platform(message)
        except msgspec.MsgspecError:
            raise LinkEnds("frame not understood", AGAIN_SECONDS) from None

    async def _record_batches(self) -> None:
        while True:
            batch = await self._batches.get()
            fresh = [entry for entry in batch if entry.seq > self._received]
            if fresh:
                await self._record(fresh)
            await self._tell(frames.Ack(received=self._received))

    async def _record(self, fresh: list[SentEntry]) -> None:
        entries = tuple([await self._kept(entry) for entry in fresh])
        record = commands.RecordEntries(
            connection=self._connection, epoch=self._epoch, entries=entries
        )
        name = f"{self._epoch}/{entries[0].seq}-{entries[-1].seq}"
        receipt = await self._send(record, name)
        self._received = receipt.reply["received"]

    async def _kept(self, entry: SentEntry) -> Entry:
        report: Kept
        if isinstance(entry.report, Sealed):
            report = await self._file(entry.report, entry.at)
        else:
            report = entry.report
        return Entry(
            seq=entry.seq,
            lane=entry.lane,
            at=whole_milliseconds(entry.at),
            mono=entry.mono,
            boot=entry.boot,
            report=report,
        )

    async def _file(self, sealed: Sealed, at: datetime) -> ApplicationFiled:
        """Ask before each application whether the terminal may still file: the news of its end may
        be on the way."""
        state = await self._state(self._terminal)
        if not state.public_key:
            raise cut_off()
        trust = trust_in(state, at + self._behind)
        return await self._patiently(
            lambda: file(self._services, self._box_key, self._terminal, self._place, sealed, trust)
        )

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            if self._heard.is_set():
                self._heard.clear()
                await self._send(commands.Beat(connection=self._connection), uuid4().hex)

    async def _pass_news(self, queue: Queue) -> None:
        while True:
            news = await queue.get()
            match news:
                case None | DesiredSet():
                    await self._catch_up()
                case Revoked():
                    raise cut_off()
                case Connected(connection=connection) if connection != self._connection:
                    raise LinkEnds("another connection took over", 5.0)
                case OrderGiven():
                    await self._perform(news.order)
                case _:
                    pass

    async def _perform(self, order: Order) -> None:
        left = (order.expires_at - self._services.clock.now()) / timedelta(seconds=1)
        await self._tell(
            frames.Perform(
                id=order.id,
                operation=order.operation,
                arguments=order.arguments,
                seconds=max(0.0, left),
            )
        )

    async def _state(self, terminal: str) -> TerminalState:
        return (await self._services.sender.show(f"terminal:{terminal}")).state

    async def _send(self, command: Command, name: str) -> Receipt:
        """Send `command` to the terminal's image, `name` making its id within this link."""
        id = f"{self._connection}/{name}"
        key, by = f"terminal:{self._terminal}", terminal_identity(self._terminal)
        return await self._patiently(lambda: self._services.sender.send(key, command, id=id, by=by))

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        for attempt in range(1, TRIES + 1):
            try:
                return await work()
            except Overloaded as overloaded:
                if attempt == TRIES:
                    raise
                await asyncio.sleep(overloaded.retry_after)
            except Unavailable:
                if attempt == TRIES:
                    raise
        raise AssertionError("unreachable: the last try returns or raises")

    async def _tell(self, frame: frames.Frame) -> None:
        await self._socket.send_bytes(frames.pack(frame))

    async def _say_goodbye(self, ends: BaseException) -> None:
        assert isinstance(ends, LinkEnds)
        with suppress(RuntimeError, WebSocketDisconnect):
            await self._tell(
                frames.Bye(why=ends.why, wait_seconds=ends.wait_seconds, refused=ends.refused)
            )
            await self._socket.close()
