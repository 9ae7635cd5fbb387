"""A world for scenarios in which the store fails every command, on the simulated database.

Time and database are the simulator's, so nothing waits; engine and store are those of a host.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any, Self

import structlog
from bson.raw_bson import RawBSONDocument

from actors.kernel import errors
from actors.kernel.errors import Refusal
from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.kernel.ports import Receipt, Shown
from actors.kernel.turn import Command
from actors.runtime.codec import Codec
from actors.runtime.engine import Engine
from actors.runtime.settings import RuntimeSettings
from actors.runtime.simulation.access import Access
from actors.runtime.simulation.checker import History, Operation, Status, judge
from actors.runtime.simulation.database import Database
from actors.runtime.simulation.keys import keyless, meant
from actors.runtime.simulation.loop import Process
from actors.runtime.simulation.loop import World as Machines
from actors.runtime.simulation.network import Network
from actors.runtime.simulation.store import SimulatedStore
from actors.runtime.simulation.trace import Trace
from actors.testing.scenario import START
from benchmarks.chaos.checker import replayed
from storage.chain import commit_id, digest, root
from storage.clock import FixedClock
from storage.journal import Outcome, plain_of
from storage.mongo import Document
from tests.faults.faulty_store import Fault, FaultyStore

_SILENT = structlog.make_filtering_bound_logger(50)  # every fault here is meant, and would be told
PATIENCE = 10.0  # seconds of virtual time that a command may take


@dataclass
class Try:
    """What became of one command that was sent to one owner: `answer` is None if nobody heard."""

    began: float
    ended: float = 0.0
    answer: Receipt | Shown | Refusal | None = None


class MortalStore(FaultyStore):
    """A faulty store whose owner, `process`, does not outlive its first commit."""

    process: Process

    async def append_many(self, commits: Sequence[RawBSONDocument]) -> list[Outcome]:
        try:
            return await super().append_many(commits)
        finally:
            self.process.end()


class FailingWorld:
    """Every command goes to an owner that is new, loads the entity and meets `fault` the first time
    that it does anything with its store; and then by the same id to its heir, whose store is sound.

    With `dies` the owner ends, as by kill -9, when the fault of its commit has had its effect, and
    nobody hears what came of it. `settings` are those of every owner.
    """

    def __init__(
        self,
        kinds: Mapping[str, EntityKind[Any]],
        fault: Fault,
        *,
        dies: bool,
        settings: RuntimeSettings | None = None,
    ) -> None:
        self.codecs: Mapping[str, Codec] = {name: Codec(kind) for name, kind in kinds.items()}
        self._kinds = kinds
        self._fault = fault
        self._dies = dies
        self._settings = settings
        self._machines = Machines()
        self._database = Database(self._machines, Random(1), Trace(self._machines, keep=False))
        self._network = Network(self._machines, Random(1))
        self._owners = 0
        self._history = History()
        self._wrong: list[str] = []

    def __enter__(self) -> Self:
        self._logging = structlog.get_config()
        structlog.configure(wrapper_class=_SILENT)
        return self

    def __exit__(self, *_: object) -> None:
        self._machines.close()
        structlog.configure(**self._logging)

    async def place(self, commit: Document) -> None:
        """Take no history that was not made here: it would be without a chain."""
        raise NotImplementedError("begin with commands instead of `given`")

    async def send(
        self, key: str, command: Command, id: str, by: Identity, at: datetime
    ) -> tuple[Any, Document | None]:
        """Carry out `command`, in spite of everything."""
        first = self._ask(self._fault, key, command, id, by, at)
        if isinstance(first.answer, Receipt) and not self._has(key, first.answer.seq):
            self._wrong.append(f"{key}: {id} was acknowledged and is not in the journal")
        heirs = self._ask(Fault.NONE, key, command, id, by, at)
        answer = heirs.answer
        written = self._commit(key, answer.seq, id) if isinstance(answer, Receipt) else None
        for each in (first, heirs):
            self._note(each, key, id, read=not isinstance(answer, Refusal) and written is None)
        if isinstance(answer, Refusal):
            raise answer
        if not isinstance(answer, Receipt):
            raise AssertionError("; ".join([*self._wrong, f"{key}: {id} was never answered"]))
        if isinstance(first.answer, Receipt) and first.answer.reply != answer.reply:
            self._wrong.append(f"{key}: {id} was answered in two ways")
        return answer.reply, written

    async def state(self, key: str) -> Any:
        """Return the state of the entity `key`, as a new owner shows it."""
        shown = self._ask(Fault.NONE, key).answer
        assert isinstance(shown, Shown)
        return shown.state

    async def broken(self) -> list[str]:
        """Return every broken promise as a sentence."""
        found = (meant(self._database.durable, packed) for packed in self._packed())
        commits = [commit for commit in found if commit is not None]
        broken = judge(self._history.operations, commits) + self._wrong
        broken += keyless(self._database.durable)
        for key in sorted({commit["key"] for commit in commits}):
            kind = self._kinds[key.partition(":")[0]]
            if replayed(kind, key, commits)[1] != await self.state(key):
                broken.append(f"{key}: a replay of its journal makes another state")
        return broken + self._unchained() + self._machines.failures()

    def _ask(self, fault: Fault, key: str, *what: Any) -> Try:
        """Send a command, or with none the wish to see the entity, to an owner of its own."""
        self._owners += 1
        process = self._machines.process(f"owner-{self._owners}")
        faults = {method: fault for method in ("append_many", "load_many", "commits", "save_many")}
        mortal = self._dies and fault is not Fault.NONE
        store = (MortalStore if mortal else FaultyStore)(
            SimulatedStore(Access(process, self._network, self._database), Random(1)),
            lambda method: faults.pop(method, Fault.NONE),
            list,
        )
        if isinstance(store, MortalStore):
            store.process = process
        kind = key.partition(":")[0]
        engine = Engine(
            {kind: self._kinds[kind]},
            store,
            FixedClock(START),
            self._settings,
            name=process.name,
            virtual=True,
        )
        attempt = Try(self._machines.now)
        process.spawn(_own(engine, attempt, key, *what))
        self._machines.run(self._machines.now + PATIENCE)
        attempt.ended = self._machines.now
        return attempt

    def _note(self, attempt: Try, key: str, id: str, *, read: bool) -> None:
        answer = attempt.answer
        status: Status = "unknown"
        if isinstance(answer, Refusal):
            status = "refused"
        elif answer is not None:
            status = "ok"
        self._history.record(
            Operation(
                key=key,
                id=id,
                began=attempt.began,
                ended=attempt.ended,
                status=status,
                seq=answer.seq if isinstance(answer, Receipt) else 0,
                replayed=isinstance(answer, Receipt) and answer.replayed,
                read=read,
            )
        )

    def _has(self, key: str, seq: int) -> bool:
        return seq == 0 or commit_id(key, seq) in self._database.durable["journal"]

    def _commit(self, key: str, seq: int, command_id: str) -> Document | None:
        """Return the commit `seq` if it is that of the command `command_id`."""
        packed = self._database.durable["journal"].get(commit_id(key, seq))
        commit = meant(self._database.durable, packed) if packed else None
        return commit if commit and commit["cmd"] == command_id else None

    def _packed(self) -> list[bytes]:
        return list(self._database.durable["journal"].values())

    def _unchained(self) -> list[str]:
        heads: dict[str, bytes] = {}
        broken: list[str] = []
        for packed in self._packed():
            commit = plain_of(packed)
            key = commit["key"]
            if commit["prev"] != heads.get(key, root(key)):
                broken.append(f"{key}: the chain is broken at {commit['seq']}")
            heads[key] = digest(packed)
        return broken


async def _own(engine: Engine, attempt: Try, key: str, *what: Any) -> None:
    """Live as an owner that is asked for one thing, and again until it knows."""
    async with engine:
        while attempt.answer is None:
            try:
                attempt.answer = await _answer(engine, key, *what)
            except Refusal as refusal:
                attempt.answer = refusal
            except errors.Fault:
                continue


async def _answer(engine: Engine, key: str, *what: Any) -> Receipt | Shown:
    if not what:
        return await engine.show(key)
    command, id, by, at = what
    return await engine.send(key, command, id=id, by=by, at=at)
