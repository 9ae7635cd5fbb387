"""Clients that send by the same id until they know, and write down what they saw."""

import asyncio
from collections.abc import Sequence
from random import Random
from typing import get_args

from actors.kernel.alarms import Missed
from actors.kernel.errors import Fault, Refusal
from actors.kernel.identity import Identity
from actors.kernel.ports import Sender
from actors.kernel.turn import Command
from actors.runtime.simulation.checker import History
from actors.runtime.simulation.ledger import Cancel, Put, PutEvery, PutLater, PutTo
from actors.runtime.simulation.scenario import Scenario
from actors.runtime.simulation.trace import Trace

_BY = Identity("person:simulated")
_PAUSE = 0.2  # seconds before a client tries again
_MAIL = 0.25  # of the commands send messages, where there is mail
_REPEATS = 0.15  # of them set an alarm that repeats, where some do
_NAMES = ("first", "second")  # of alarms
_REPEATING = "repeating"  # the one that repeats
_POLICIES: tuple[Missed, ...] = get_args(Missed)


class Client:
    """Sends commands to some of `keys`, and reads now and then."""

    def __init__(
        self,
        name: str,
        sender: Sender,
        history: History,
        chance: Random,
        trace: Trace,
        scenario: Scenario,
    ) -> None:
        self.name = name
        self._sender = sender
        self._history = history
        self._chance = chance
        self._trace = trace
        self._scenario = scenario

    async def run(self, keys: Sequence[str], moments: Sequence[float]) -> None:
        """Send a command at each of `moments`, or as soon after as that before it is answered."""
        chance = self._chance
        for number, moment in enumerate(moments):
            await asyncio.sleep(max(moment - self._history.now(), 0.0))
            key = chance.choice(keys)
            if chance.random() < 0.5:
                await self.read(key)
            await self.command(key, f"{self.name}-{number}", self._choose(key, keys))

    async def read(self, key: str) -> bool:
        """Read `key` once; tell whether there was an answer."""
        began = self._history.now()
        try:
            shown = await self._sender.show(key, timeout=3.0)
        except Fault:
            return False
        self._history.add(key, "", began, "ok", seq=shown.seq, read=True)
        self._trace.note(self.name, f"reads {key} at {shown.seq}: {shown.state.total}")
        return True

    async def command(self, key: str, id: str, command: Command) -> None:
        """Send `command` to `key` until it is known what became of it."""
        self._trace.note(self.name, f"sends {key} {id} {command}")
        while True:
            began = self._history.now()
            timeout = self._chance.choice((0.3, 1.0, 4.0))
            try:
                receipt = await self._sender.send(key, command, id=id, by=_BY, timeout=timeout)
            except Refusal:
                self._history.add(key, id, began, "refused")
                self._trace.note(self.name, f"{id} is refused")
                return
            except Fault as fault:
                self._history.add(key, id, began, "unknown")
                self._trace.note(self.name, f"{id} has no answer: {type(fault).__name__}")
                await asyncio.sleep(_PAUSE)
            else:
                self._history.add(key, id, began, "ok", seq=receipt.seq, replayed=receipt.replayed)
                self._trace.note(self.name, f"{id} is {receipt.seq} of {key}")
                return

    def _choose(self, key: str, keys: Sequence[str]) -> Command:
        chance = self._chance
        others = [each for each in keys if each != key]
        if self._scenario.mail and others and chance.random() < _MAIL:
            to = tuple(chance.choices(others, k=chance.randint(1, 3)))
            return PutTo(to, chance.randint(1, 9))
        if self._scenario.repeats and chance.random() < _REPEATS:
            return self._repeating()
        kind = chance.random()
        if kind < 0.6:
            return Put(chance.randint(1, 9))
        if kind < 0.75:
            return Put(-chance.randint(1, 30))  # refused, if that is more than there is
        if kind < 0.95:
            return PutLater(chance.randint(1, 9), chance.uniform(0.1, 6.0), chance.choice(_NAMES))
        return Cancel(chance.choice((*_NAMES, _REPEATING)))

    def _repeating(self) -> Command:
        chance = self._chance
        return PutEvery(
            chance.randint(1, 9),
            seconds=chance.uniform(0.1, 3.0),
            every=chance.choice((1, 2, 3)),
            times=chance.randint(3, 8),
            missed=chance.choice(_POLICIES),
            name=_REPEATING,
        )
