"""What a host notes of every turn: by kind, by entity, the slowest, and traces of some."""

from collections.abc import Iterable

from actors.kernel.ports import Clock
from actors.runtime.activation import Activation, Wish
from actors.runtime.sketches import Frequent, Slowest, SlowTurn
from actors.runtime.stats import Stats
from actors.runtime.timings import KindTimings
from actors.runtime.tracing import Spans

_TOLD = 10  # hottest entities and slowest turns


class Recorder:
    """Notes turns in `stats`. It runs for each command, so it does little."""

    def __init__(self, kinds: Iterable[str], stats: Stats, spans: Spans, clock: Clock) -> None:
        self._kinds = {kind: KindTimings() for kind in kinds}
        stats.kinds = self._kinds
        self._stats = stats
        self._spans = spans
        self._clock = clock
        self._frequent = Frequent()
        self._slowest = Slowest()

    def decided(self, activation: Activation, wish: Wish, now: float) -> None:
        """Note that the turn of `wish` is over."""
        wish.decided = now
        seconds = now - wish.began
        timings = self._kinds[activation.codec.kind.name]
        timings.wait.add(wish.began - wish.arrived)
        timings.turn.add(seconds)
        self._frequent.add(activation.key, now)
        if self._slowest.among(seconds, now):
            command = type(wish.command).__name__
            self._slowest.add(SlowTurn(seconds, self._clock.now(), activation.key, command))

    def durable(self, activation: Activation, wish: Wish, now: float) -> None:
        """Note that what `wish` decided is durable."""
        self._kinds[activation.codec.kind.name].commit.add(now - wish.decided)
        if wish.span:
            self._spans.answered(wish, now, "Receipt", durable=True)

    def without_commit(self, wish: Wish, answer: object) -> None:
        """Note that `wish` was answered by its turn alone."""
        if wish.span:
            self._spans.answered(wish, wish.decided, type(answer).__name__, durable=False)

    def tell(self, now: float) -> None:
        """Bring what stands out in `stats` up to date."""
        self._stats.hottest = self._frequent.top(_TOLD, now)
        self._stats.slowest = self._slowest.top(_TOLD, now)
