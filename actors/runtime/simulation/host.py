"""A simulated host process (placeholder)."""

import asyncio
from collections import deque

from pymongo.errors import PyMongoError

from actors.runtime.activation import Wish
from actors.runtime.envelope import pack_replies, reply_of, unpack_delivery
from actors.runtime.placement import raised


class ReplyBox:
    def __init__(self, now):
        self.ready = []
        self.parked = deque()

    def put(self, reply):
        self.ready.append(reply)
        if len(self.ready) == 1:
            self.release()

    def release(self):
        while self.parked:
            waiter = self.parked.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return

    def take(self):
        ready, self.ready = self.ready, []
        return ready


class HostCore:
    def __init__(self, name, kinds, store, placements, clock, settings, engine, exit):
        self._name = name
        self._placements = placements
        self._args = (kinds, store, clock, settings)
        self._make = engine
        self._boxes = {}
        self._exit = exit
        self._engine = None
        self._loop = asyncio.get_running_loop()

    @property
    def owner(self):
        return self._engine.name if self._engine else ""

    async def run(self):
        placement = await self._begin_anew()
        owned = placement.owned_by(self._name)
        self._generation = max(owned.values(), default=0)
        kinds, store, clock, settings = self._args
        self._engine = self._make(
            kinds, store, clock, settings, name=f"{self._name}#{self._generation}"
        )
        self._engine.own(owned)
        await self._engine.__aenter__()
        self._revision = placement.rev
        await self._follow()

    async def exchange(self, payload):
        if self._engine is None:
            raise ConnectionError
        delivery = unpack_delivery(payload)
        now = self._loop.time()
        box = self._boxes.get(delivery.router)
        if box is None:
            box = self._boxes[delivery.router] = ReplyBox(now)
        for e in delivery.envelopes:
            self._take_in(e, box, now)
        if not box.ready:
            if len(box.parked) >= 2:
                box.release()
            waiter = self._loop.create_future()
            box.parked.append(waiter)
            timer = self._loop.call_later(10.0, box.release)
            try:
                await waiter
            finally:
                timer.cancel()
        return pack_replies(box.take())

    def _take_in(self, envelope, box, now):
        codec = self._engine.codecs["ledger"]
        command = None if envelope.command is None else codec.unpack_command(envelope.command)

        def answer(value):
            box.put(reply_of(envelope.number, value, codec))

        self._engine.submit(
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

    async def _begin_anew(self):
        while True:
            try:
                old = await self._placements.read()
                shards = old.owned_by(self._name)
                if not shards or await self._placements.replace(
                    old, hosts=old.hosts, shards=old.shards, epochs=raised(old.epochs, list(shards))
                ):
                    return await self._placements.read()
            except PyMongoError:
                await asyncio.sleep(1.0)

    async def _follow(self):
        while True:
            await asyncio.sleep(1.0)
            try:
                if await self._placements.revision() == self._revision:
                    continue
                placement = await self._placements.read()
            except PyMongoError:
                continue
            ours = self._engine.owned or {}
            owned = placement.owned_by(self._name)
            if any(owned.get(s, e) > e for s, e in ours.items()):
                self._exit()
                return
            self._engine.own(owned)
            self._revision = placement.rev
