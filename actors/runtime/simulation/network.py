"""The network: requests and answers that come late, twice, out of order, or not at all."""

import asyncio
from collections.abc import Callable
from random import Random
from typing import Any

from actors.runtime.simulation.loop import Process, World

Answer = Callable[[Any], None]
Deliver = Callable[..., None]
Serve = Callable[[Answer], None]

_NEAR = 0.002  # seconds a message usually takes
_FAR = 1.0  # seconds that the slow ones take on average


class Network:
    """Carries requests between the processes of `world`.

    While `rough` is above 0, that share of the messages is lost and as many are slow; `doubled` is
    the share of requests that arrive twice. A pair that is `cut` does not reach each other; when it
    is `held_up`, everything arrives once the pair is healed.
    """

    def __init__(self, world: World, chance: Random) -> None:
        self.rough = 0.0
        self.doubled = 0.0
        self._world = world
        self._chance = chance
        self._cut: set[tuple[str, str]] = set()
        self._held: dict[tuple[str, str], list[tuple[Deliver, Any]]] = {}

    def cut(self, one: str, other: str) -> None:
        """Let nothing through between `one` and `other`."""
        self._cut |= {(one, other), (other, one)}

    def hold_up(self, one: str, other: str) -> None:
        """Let nothing through between `one` and `other` for now."""
        self._held.setdefault((one, other), [])
        self._held.setdefault((other, one), [])

    def heal(self, one: str, other: str) -> None:
        """Let messages through again between `one` and `other`."""
        self._cut -= {(one, other), (other, one)}
        for pair in ((one, other), (other, one)):
            for deliver, what in self._held.pop(pair, ()):
                self._world.after(_NEAR * (0.5 + self._chance.random()), deliver, what)

    def heal_all(self) -> None:
        """Let everything through, in time, once."""
        self._cut.clear()
        for one, other in list(self._held):
            self.heal(one, other)
        self.rough = self.doubled = 0.0

    def request(
        self,
        sender: Process,
        receiver: str,
        serve: Serve,
        *,
        seconds: float,
        error_when_lost: Callable[[], Exception],
    ) -> "asyncio.Future[Any]":
        """Have `serve` called at the receiver, and return a future for what it answers.

        An answer that is an exception is raised. With no answer after `seconds`, or sooner if a
        message was lost on the way, `error_when_lost` makes what is raised; the request may arrive
        all the same.
        """
        answer: asyncio.Future[Any] = sender.create_future()

        def settle(value: Any) -> None:
            timer.cancel()
            _settle(answer, value)

        def lose() -> None:
            settle(error_when_lost())

        timer = self._world.after(seconds, lose)

        def carry(origin: str, target: str, deliver: Deliver, what: Any) -> None:
            if not self._carry(origin, target, deliver, what):
                self._world.after(self._chance.uniform(0.05, seconds), lose)

        def answered(value: Any) -> None:
            carry(receiver, sender.name, settle, value)

        carry(sender.name, receiver, serve, answered)
        if self.doubled and self._chance.random() < self.doubled:
            self._carry(sender.name, receiver, serve, _nobody)
        return answer

    def _carry(self, sender: str, receiver: str, deliver: Deliver, what: Any) -> bool:
        """Have `what` arrive after a while; return False if it does not."""
        if (sender, receiver) in self._cut:
            return False
        held = self._held.get((sender, receiver))
        if held is not None:
            held.append((deliver, what))
            return True
        delay = _NEAR * (0.5 + self._chance.random())
        if self.rough:
            fate = self._chance.random()
            if fate < self.rough:
                return False
            if fate < 2 * self.rough:
                delay += self._chance.expovariate(1 / _FAR)
        self._world.after(delay, deliver, what)
        return True


def _settle(answer: "asyncio.Future[Any]", value: Any) -> None:
    if answer.done():
        return
    if isinstance(value, BaseException):
        answer.set_exception(value)
    else:
        answer.set_result(value)


def _nobody(value: Any) -> None:
    """Hear the answer to a request that nobody knows of."""
