"""The entities in memory of one engine, and the bounds of their mailboxes."""

import math
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from time import perf_counter

import msgspec

from actors.kernel.errors import Crowded, Fault, HandlerFailed, Overloaded, Quarantined, Unavailable
from actors.runtime.activation import Activation, Wish
from actors.runtime.codec import Codec
from actors.runtime.placement import SHARDS, shard_of
from actors.runtime.settings import RuntimeSettings
from actors.runtime.stats import Stats

STOPPING = "the host is stopping"
FENCED = "the host cannot show that it lives, and does nothing"


class Moved(Fault):
    """The entity belongs to another host. The router looks up which, and goes there."""


class EntityInMemory(msgspec.Struct, frozen=True, kw_only=True):
    """How one entity stands in a host: nothing but its numbers when it is not in memory.

    `waiting` commands wait in its mailbox, the oldest for `oldest_wait` seconds; `busy` says that a
    commit is under way; `alarms` are the instants that it waits for, by name; `quarantined` says
    why it cannot be loaded.
    """

    in_memory: bool = False
    seq: int = 0
    snapshot_seq: int = 0
    waiting: int = 0
    oldest_wait: float = 0.0
    busy: bool = False
    alarms: dict[str, datetime] = {}
    quarantined: str = ""


class Residents:
    """Who is in memory, who may be, and what waits for whom. `now` is the loop's time."""

    def __init__(
        self,
        codecs: Mapping[str, Codec],
        settings: RuntimeSettings,
        stats: Stats,
        now: Callable[[], float],
        *,
        before_leaving: Callable[[Activation], None],
        when_of_another: Callable[[], None],
    ) -> None:
        """`before_leaving` is called with an entity before it goes to another host,
        `when_of_another` when one is asked for that another host owns. After `serve_until` nobody
        is served at all."""
        self.serve_until = math.inf
        self.table: dict[str, Activation] = {}
        self.owned: Mapping[int, int] | None = None
        self.waiting = 0
        self._set_aside: dict[str, tuple[Quarantined, float]] = {}  # why, and until when
        self._codecs = codecs
        self._settings = settings
        self._stats = stats
        self._now = now
        self._before_leaving = before_leaving
        self._when_of_another = when_of_another

    @property
    def quarantined(self) -> dict[str, str]:
        """The entities that cannot be loaded, each with the reason."""
        return {key: str(reason) for key, (reason, _) in self._set_aside.items()}

    def own(self, shards: Mapping[int, int] | None) -> None:
        """Serve `shards` only, each with its epoch (None: all, at epoch 0); see `Engine.own`."""
        self.owned = shards
        if shards is not None:
            for key in [key for key in self._set_aside if shard_of(key) not in shards]:
                del self._set_aside[key]  # its next owner, perhaps of a newer release, tries again
        for activation in list(self.table.values()):
            if not activation.busy:
                self.serves(activation)

    def inspect(self, key: str) -> EntityInMemory:
        """Return how the entity `key` stands; it is not loaded for that."""
        activation = self.table.get(key)
        if activation is None:
            return EntityInMemory(quarantined=self.quarantined.get(key, ""))
        queue = activation.queue
        return EntityInMemory(
            in_memory=activation.ready,
            seq=activation.seq,
            snapshot_seq=activation.saved,
            waiting=len(queue) if queue else 0,
            oldest_wait=perf_counter() - queue[0].arrived if queue else 0.0,
            busy=activation.busy,
            alarms={name: each.at for name, each in activation.alarms.items() if each.at},
        )

    def scanned(self) -> Mapping[int, int] | None:
        """Return the shards whose alarms are to be looked for; None means all."""
        return None if self.owned is None or len(self.owned) == SHARDS else self.owned

    def epoch(self, activation: Activation) -> int:
        """Return the epoch under which `activation` is served."""
        return 0 if self.owned is None else self.owned.get(activation.shard, 0)

    def serves(self, activation: Activation) -> bool:
        """Tell whether `activation` is still served here; one that is not leaves memory.

        Neither is one whose shard was elsewhere in between: what is in memory may be old.
        """
        if self.owned is None or self.owned.get(activation.shard) == activation.epoch:
            return True
        if activation.ready:
            self._before_leaving(activation)
        self.dismiss(activation, Moved())
        return False

    def activate(self, key: str) -> Activation:
        """Take a place for the entity `key`, which is not in memory; its state is still to load.
        One that is quarantined is tried again from time to time: what it lacked may be back.

        Raises:
            Quarantined, Moved: it cannot be loaded, or not here.
            HandlerFailed: there is no such kind.
        """
        reason, until = self._set_aside.get(key, (None, 0.0))
        if reason is not None and self._now() < until:
            raise type(reason)(str(reason))
        codec = self._codecs.get(key.partition(":")[0])
        if codec is None:
            raise HandlerFailed(f"no entity kind for {key!r}")
        activation = Activation(key, codec, shard_of(key), self._now())
        activation.epoch = self.epoch(activation)
        if not self.serves(activation):
            self._when_of_another()
            raise Moved()
        self.table[key] = activation
        return activation

    def quarantine(self, activation: Activation, reason: Quarantined) -> None:
        """Set an entity aside that cannot be loaded."""
        self._set_aside[activation.key] = reason, self._now() + self._settings.quarantine_seconds
        self.dismiss(activation, reason)

    def loaded(self, activation: Activation) -> None:
        """Have `activation` take part; if it was quarantined, that has ended."""
        activation.ready = True
        activation.failures = 0
        self._set_aside.pop(activation.key, None)

    def enqueue(self, activation: Activation, wish: Wish) -> bool:
        """Put `wish` into the mailbox, or answer Crowded or Overloaded and return False."""
        queue = activation.queue
        if queue is None:
            queue = activation.queue = deque()
        if self._full(activation, queue):
            self.expire(activation)
            if (fault := self._full(activation, queue)) is not None:
                self._stats.overloads += 1
                wish.answer(fault)
                return False
        queue.append(wish)
        self.waiting += 1
        return True

    def put_back(self, activation: Activation, wish: Wish) -> None:
        """Put `wish`, which was begun, before all others again; no bound keeps it out."""
        if activation.queue is None:
            activation.queue = deque()
        activation.queue.appendleft(wish)
        self.waiting += 1

    def dequeue(self, activation: Activation) -> Wish | None:
        """Return the next wish that is still in time, None when there is none."""
        queue = activation.queue
        while queue:
            wish = queue.popleft()
            self.waiting -= 1
            if not self._expired(wish):
                return wish
        activation.queue = None
        return None

    def expire(self, activation: Activation) -> None:
        """Let wishes go whose callers have given up, so that they take no place from others."""
        queue = activation.queue
        if not queue:
            return
        wishes = list(queue)
        queue.clear()
        queue.extend(wish for wish in wishes if not self._expired(wish))
        self.waiting -= len(wishes) - len(queue)

    def wanted(self, activation: Activation) -> bool:
        """Tell whether anybody still waits for `activation`; one without leaves memory."""
        self.expire(activation)
        if activation.queue:
            return True
        self.drop(activation)
        return False

    def dismiss(self, activation: Activation, fault: Fault) -> None:
        """Take `activation` out of memory; answer `fault` to all that wait for it."""
        self.turn_away(activation, fault)
        self.drop(activation)

    def turn_away(self, activation: Activation, fault: Fault) -> None:
        """Answer `fault` to all that wait for `activation`."""
        while activation.queue:
            self.waiting -= 1
            activation.queue.popleft().answer(fault)
        activation.queue = None

    def drop(self, activation: Activation) -> None:
        """Take `activation` out of memory; nothing may wait for it."""
        if self.table.get(activation.key) is activation:
            del self.table[activation.key]

    def _full(self, activation: Activation, queue: deque[Wish]) -> Overloaded | None:
        """Return which bound is reached, that of the entity or that of the host."""
        if len(queue) >= activation.codec.kind.limits.mailbox:
            return Crowded()
        return Overloaded() if self.waiting >= self._settings.max_waiting else None

    def _expired(self, wish: Wish) -> bool:
        if wish.deadline >= self._now():
            return False
        self._stats.expired += 1
        wish.answer(Unavailable("the deadline had passed before it was begun"))
        return True
