"""What a host takes in from routers, and the replies that wait for them."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping

import msgspec
import structlog

from actors.kernel.errors import HandlerFailed
from actors.runtime.activation import Answer, Wish
from actors.runtime.codec import Codec
from actors.runtime.envelope import Envelope, Reply, pack_replies, reply_of, unpack_delivery

_log = structlog.get_logger("yimen.runtime")
_PARKED = 2  # calls of one router that may wait for replies
_PATIENCE = 10.0  # seconds a call waits for replies
_FORGET = 120.0  # seconds after which the replies for a silent router are dropped


class ReplyBox:
    """The replies for one router, and its calls that wait for some."""

    def __init__(self, now: float) -> None:
        self.ready: list[Reply] = []
        self.parked: deque[asyncio.Future[None]] = deque()
        self.seen = now

    def put(self, reply: Reply) -> None:
        """Have `reply` go with the call that has waited longest."""
        self.ready.append(reply)
        if len(self.ready) == 1:
            self.release()

    def release(self) -> None:
        """Let the call go that has waited longest."""
        while self.parked:
            waiter = self.parked.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return

    def take(self) -> list[Reply]:
        """Return what is ready, and forget it."""
        ready, self.ready = self.ready, []
        return ready


class Replies:
    """Hands what routers deliver to `submit`, and gives them the answers."""

    def __init__(self, codecs: Mapping[str, Codec], submit: Callable[[Wish], None]) -> None:
        self._codecs = codecs
        self._submit = submit
        self._boxes: dict[str, ReplyBox] = {}
        self._closing = False
        self._loop = asyncio.get_running_loop()

    async def exchange(self, payload: bytes) -> bytes:
        """Take in a packed `Delivery`, and return the replies that are ready for its router.

        When none is, the call waits for some, up to ten seconds; of one router at most two calls
        wait, so that it always has calls left to deliver with.
        """
        delivery = unpack_delivery(payload)
        now = self._loop.time()
        box = self._boxes.get(delivery.router)
        if box is None:
            box = self._boxes[delivery.router] = ReplyBox(now)
        box.seen = now
        for envelope in delivery.envelopes:
            self._take_in(envelope, box, now)
        if not box.ready and not self._closing:
            if len(box.parked) >= _PARKED:
                box.release()
            waiter: asyncio.Future[None] = self._loop.create_future()
            box.parked.append(waiter)
            timer = self._loop.call_later(_PATIENCE, box.release)
            try:
                await waiter
            finally:
                timer.cancel()
        return pack_replies(box.take())

    def close(self) -> None:
        """Keep no call waiting any more."""
        self._closing = True
        for box in self._boxes.values():
            while box.parked:
                box.release()

    def forget_silent(self) -> None:
        """Drop the replies for routers that have not called for long."""
        horizon = self._loop.time() - _FORGET
        for router in [name for name, box in self._boxes.items() if box.seen < horizon]:
            del self._boxes[router]

    def _take_in(self, envelope: Envelope, box: ReplyBox, now: float) -> None:
        codec = self._codecs.get(envelope.key.partition(":")[0])
        number = envelope.number
        command = None
        if envelope.command is not None and codec is not None:
            try:
                command = codec.unpack_command(envelope.command)
            except msgspec.DecodeError as error:
                box.put(reply_of(number, HandlerFailed(f"not a command: {error}"), codec))
                return

        def answer(value: Answer) -> None:
            try:
                reply = reply_of(number, value, codec)
            except Exception as error:  # a state that does not encode is the kind's mistake
                _log.error("reply.failed", key=envelope.key, error=type(error).__name__)
                reply = reply_of(number, HandlerFailed(type(error).__name__), codec)
            box.put(reply)

        self._submit(
            Wish(
                envelope.key,
                command,
                envelope.id,
                envelope.by,
                now + envelope.ttl / 1000,
                answer,
                envelope.trace,
            )
        )
