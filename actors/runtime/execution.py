"""What becomes of a wish: its turn, its commit, and only then its answer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import structlog

from actors.kernel.command_ids import parted, same_wish
from actors.kernel.errors import Reason, Refusal, Unavailable
from actors.kernel.ports import Receipt, Shown
from actors.runtime.activation import Activation, Wish
from actors.runtime.alarms import Alarms
from actors.runtime.committer import Committer, Pending
from actors.runtime.inquiries import Inquiries
from actors.runtime.loader import Loader
from actors.runtime.pending import fired_alarm
from actors.runtime.recorder import Recorder
from actors.runtime.residents import FENCED, STOPPING, Residents
from actors.runtime.rounds import Rounds
from actors.runtime.settings import RuntimeSettings
from actors.runtime.sleeper import Sleeper
from actors.runtime.stats import Stats
from actors.runtime.store import Store
from actors.runtime.turns import Decision, Turns
from storage.chain import digest
from storage.mongo import Document
from storage.secrecy.data_keys import NoKeyLeft

_log = structlog.get_logger("yimen.runtime")

_HOT = 8  # wishes in a mailbox above which its entity rides with the commits of others


@dataclass(frozen=True, kw_only=True)
class Machinery:
    """What a wish passes on its way: `residents` hold the entity, which `loader` has loaded from
    the `store`; `turns` decide, `committer` writes, `sleeper` keeps snapshots and `recorder` notes
    how it went. `alarms` is None where history is virtual."""

    store: Store
    residents: Residents
    loader: Loader
    turns: Turns
    committer: Committer
    sleeper: Sleeper
    alarms: Alarms | None
    recorder: Recorder


class Execution:
    """Carries out what waits in mailboxes: one commit of an entity at a time, entities one after
    the other. `on_commit` is called with each commit document once it is durable."""

    def __init__(
        self,
        machinery: Machinery,
        stats: Stats,
        settings: RuntimeSettings,
        on_commit: Callable[[Document], None] | None,
    ) -> None:
        self._residents = machinery.residents
        self._loader = machinery.loader
        self._turns = machinery.turns
        self._committer = machinery.committer
        self._sleeper = machinery.sleeper
        self._alarms = machinery.alarms
        self._recorder = machinery.recorder
        self._stats = stats
        self._settings = settings
        self._on_commit = on_commit
        self._rounds = Rounds(self._serve, when_failed=self._failed)
        self._inquiries = Inquiries(
            machinery.store, when_answered=self._next, when_of_another=self._lost
        )
        self._now = asyncio.get_running_loop().time

    @property
    def quiet(self) -> bool:
        """Tell whether nothing is under way."""
        return self._committer.quiet and self._inquiries.quiet

    def wake(self, activation: Activation) -> None:
        """Have what waits for `activation` carried out; it must be ready and not busy."""
        self._rounds.wake(activation)

    def begin(self, activation: Activation) -> None:
        """Take up an entity that was loaded."""
        self._note_alarms(activation)
        self._next(activation)

    def show(self, activation: Activation, wish: Wish) -> None:
        """Answer with the durable state of an entity that is ready."""
        self._stats.shows += 1
        wish.answer(Shown(activation.key, activation.seq, activation.state))

    def _serve(self, activation: Activation) -> None:
        if self._now() > self._residents.serve_until:
            self._residents.turn_away(activation, Unavailable(FENCED))
            return
        while activation.ready and not activation.busy:
            wish = self._residents.dequeue(activation)
            if wish is None:
                return
            if wish.command is None:
                self.show(activation, wish)
                continue
            id, digest = parted(wish.id)
            done = activation.recent.get(id)
            if done is None:
                self._turn(activation, wish)
            elif same_wish(done.digest, digest):
                self._stats.replays += 1
                self._inquiries.replay(activation, wish, done.seq)
            else:
                self._stats.refusals += 1
                wish.answer(Refusal(Reason("command.key_reused")))

    def _failed(self, activation: Activation, error: Exception) -> None:
        _log.error("serve.failed", key=activation.key, error=type(error).__name__)
        self._next(activation)

    def _turn(self, activation: Activation, wish: Wish) -> None:
        wish.began = perf_counter()
        try:
            decision = self._turns.run(activation, wish, self._residents.epoch(activation))
        except NoKeyLeft:
            self._residents.put_back(activation, wish)
            self._inquiries.key(activation)
            return
        self._recorder.decided(activation, wish, perf_counter())
        if not isinstance(decision, Decision):
            if isinstance(decision, Receipt) and fired_alarm(activation.key, wish.id):
                self._inquiries.end_alarm(activation, wish, decision)
            else:
                wish.answer(decision)
                self._recorder.without_commit(wish, decision)
            return
        activation.busy = True

        def settled(durable: bool | None) -> None:
            activation.busy = False
            if durable:
                self._committed(activation, wish, decision)
            elif durable is None:
                wish.answer(Unavailable(STOPPING))
                self._residents.dismiss(activation, Unavailable(STOPPING))
            else:
                self._lost(activation, wish)

        hot = activation.queue is not None and len(activation.queue) > _HOT
        self._committer.add(Pending(decision.document, decision.raw, settled), hot=hot)

    def _committed(self, activation: Activation, wish: Wish, decision: Decision) -> None:
        document = decision.document
        activation.state = decision.state
        activation.take(document, self._settings.recent)
        activation.head = digest(decision.raw.raw)
        if self._now() > self._residents.serve_until:
            wish.answer(Unavailable(FENCED))  # another owner may have begun without this commit
        else:
            wish.answer(Receipt(activation.key, activation.seq, document["rv"]))
        self._recorder.durable(activation, wish, perf_counter())
        if document["rem"]:
            self._note_alarms(activation)
        if activation.seq - activation.saved >= self._settings.snapshot_every:
            self._sleeper.snapshot(activation)
        self._next(activation)
        if self._on_commit is not None:
            self._on_commit(document)

    def _lost(self, activation: Activation, wish: Wish) -> None:
        """Another owner wrote this seq: forget what is in memory, load again, and run again."""
        self._stats.lost_places += 1
        self._residents.put_back(activation, wish)
        if self._residents.serves(activation):
            activation.ready = False
            self._loader.add(activation)

    def _next(self, activation: Activation) -> None:
        """Go on with an entity that was loaded or busy."""
        if self._residents.serves(activation) and activation.queue:
            self._rounds.wake(activation)

    def _note_alarms(self, activation: Activation) -> None:
        if activation.alarms and self._alarms is not None:
            pending = activation.alarms.values()
            self._alarms.note(activation.key, activation.shard, activation.seq, pending)
