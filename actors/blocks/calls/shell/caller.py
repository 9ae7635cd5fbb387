"""Makes the calls that were wished for, one party beside the other.

What is due stands in the view `calls`; each try is begun at the call's own entity, which gives it
to one caller at a time, and its outcome is recorded there. Whoever dies between the two leaves a
try that lapses, and whose outcome is unknown then. So any number of callers may run, anywhere.
"""

import asyncio
import contextlib
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import msgspec
import stamina
import structlog
from pymongo.errors import PyMongoError

from actors.blocks.calls import breaker as b
from actors.blocks.calls.backing_off import lease_of
from actors.blocks.calls.breaker import Breaker
from actors.blocks.calls.outcome import Outcome, safe
from actors.blocks.calls.party import PARTY, EnrolParty, NoteHealth, PartyState
from actors.blocks.calls.records import CALL, Begin, RecordOutcome, Try
from actors.blocks.calls.shell.adapter import Adapter, Call, Party
from actors.blocks.calls.shell.comparing import compare_wanted
from actors.blocks.calls.shell.finding import Connected
from actors.kernel.errors import Fault, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.ports import Clock, Receipt, Sender
from actors.kernel.turn import Command
from storage.mongo import Database, Document
from storage.tasks import begin, end

LOOK = 0.2  # seconds between two looks at what is due
_PARTY_LOOK = 1.0  # seconds between two looks at what operators say of a party
_STALE = 60.0  # seconds after which a row knows of a try that was begun
_SOON = 2.0  # seconds until one is begun again that could not be
_log = structlog.get_logger("yimen.calls")
Mark = Callable[[str], Awaitable[None]]
"""Called at each point between which a caller may die: "begun", "answered", "recorded"."""


async def _passes(point: str) -> None:
    """Pass `point`."""


class Caller:
    """Calls `parties` through `sender`; `worker` tells it from others."""

    def __init__(
        self,
        database: Database,
        sender: Sender,
        parties: Mapping[str, Connected],
        clock: Clock,
        *,
        worker: str = "",
        mark: Mark = _passes,
    ) -> None:
        self._lines = [
            _Line(
                database,
                sender,
                each.party,
                each.adapter,
                clock,
                worker or uuid.uuid4().hex[:12],
                mark,
            )
            for each in parties.values()
            if each.adapter is not None
        ]

    async def run(self) -> None:
        """Make calls until cancelled."""
        tasks = [begin(line.run()) for line in self._lines]
        try:
            await asyncio.gather(*tasks)
            await asyncio.Event().wait()  # there is no party: nothing is to be done, ever
        finally:
            await end(*tasks)


class _Line:
    """What is called of one party."""

    def __init__(
        self,
        database: Database,
        sender: Sender,
        party: Party,
        adapter: Adapter,
        clock: Clock,
        worker: str,
        mark: Mark,
    ) -> None:
        self._database = database
        self._sender = sender
        self._party = party
        self._adapter = adapter
        self._clock = clock
        self._worker = worker
        self._mark = mark
        self._breaker = Breaker()
        self._noted: datetime | None = None
        self._held = False
        self._looked = 0.0
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._begun: dict[str, tuple[int, float]] = {}
        self._comparing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Make calls until cancelled."""
        enrolled = False
        try:
            while True:
                try:
                    if not enrolled:
                        await self._enrol()
                        enrolled = True
                    await self._heed_operators()
                    await self._begin_due()
                except (PyMongoError, Fault, Refusal) as error:  # other parties go on meanwhile
                    _log.warning("calls.unread", party=self._party.name, error=type(error).__name__)
                await asyncio.sleep(LOOK)
        finally:
            await end(*self._under_way.values(), self._comparing)

    async def _enrol(self) -> None:
        wish = EnrolParty(reconciles=self._party.reconciles)
        await self._send(self._key, wish, f"{self._worker}/enrol")

    async def _heed_operators(self) -> None:
        """Look, now and then, at what stands of the party."""
        if time.monotonic() - self._looked < _PARTY_LOOK:
            return
        state: PartyState = (await self._sender.show(self._key)).state
        self._held = state.held
        released = self._noted and self._noted == self._breaker.until and not state.breaker.until
        if not self._looked or released:
            self._breaker = state.breaker  # as another caller knew it, or an operator wants it
        self._looked = time.monotonic()
        if state.wanted and not state.held and (self._comparing is None or self._comparing.done()):
            self._comparing = begin(
                compare_wanted(self._database, self._sender, self._party, self._adapter, state)
            )

    async def _begin_due(self) -> None:
        now = self._clock.now()
        under_way = len(self._under_way)
        room = 0 if self._held else b.room(self._breaker, self._party.at_once, under_way, now)
        if not room:
            return
        due = self._database["calls"].find(
            {"adapter": self._party.name, "next": {"$lte": now}}, {"n": 1}
        )
        rows = await due.sort([("next", 1), ("_id", 1)]).limit(room + under_way + 20).to_list()
        self._forget_old()
        fresh = [row for row in rows if self._is_fresh(row)]
        for row in fresh[:room]:
            id = row["_id"]
            self._begun[id] = (row["n"] + 1, time.monotonic())
            task = self._under_way[id] = begin(self._make(id, row["n"] + 1))
            task.add_done_callback(lambda _, id=id: self._under_way.pop(id, None))

    def _is_fresh(self, row: Document) -> bool:
        """Tell whether `row` knows of what was begun here: it may be behind."""
        return (
            row["_id"] not in self._under_way
            and row["n"] >= self._begun.get(row["_id"], (0, 0.0))[0]
        )

    def _forget_old(self) -> None:
        old = time.monotonic() - _STALE
        self._begun = {id: each for id, each in self._begun.items() if each[1] > old}

    async def _make(self, id: str, number: int) -> None:
        """Make one try of the call `id`."""
        patience = self._party.patience
        wish = Begin(worker=self._worker, patience=patience)
        try:
            receipt = await self._send(f"{CALL}:{id}", wish, f"{self._worker}/{id}/{number}/begin")
        except (Refusal, Fault):  # somebody else makes it, or it is not due by the host's clock
            self._begun[id] = (number, time.monotonic() - _STALE + _SOON)
            return
        made = msgspec.convert(receipt.reply, Try)
        held = time.monotonic() + lease_of(patience).total_seconds()
        probes = self._breaker.state(self._clock.now()) != "closed"
        await self._mark("begun")
        outcome = await self._outcome(made)
        await self._mark("answered")
        await self._note(outcome)
        left = held - time.monotonic()
        told = RecordOutcome(n=made.n, outcome=outcome, counts=not (probes and b.is_sick(outcome)))
        with contextlib.suppress(Refusal, Fault):  # it lapses
            await self._send(
                f"{CALL}:{id}", told, f"{self._worker}/{id}/{made.n}/end", seconds=left
            )
        await self._mark("recorded")

    async def _outcome(self, made: Try) -> Outcome:
        try:
            async with asyncio.timeout(self._party.patience.seconds):
                if made.doing == "ask":
                    return await self._adapter.ask(made.id)
                return await self._adapter.run(Call(id=made.id, body=made.body, n=made.n))
        except TimeoutError:
            return Outcome(state="unknown", reason="timeout")
        except Exception as error:  # an adapter's own code: nobody knows how far it came
            _log.error("calls.broken", party=self._party.name, error=type(error).__name__)
            return Outcome(state="unknown", reason=type(error).__name__)

    async def _note(self, outcome: Outcome) -> None:
        """Note what `outcome` tells of the party's health, for all to see if it is news."""
        if not self._party.breaks:
            return
        before, self._breaker = self._breaker, b.after(self._breaker, outcome, self._clock.now())
        if before.until == self._breaker.until:
            return
        _log.warning("calls.health", party=self._party.name, until=str(self._breaker.until))
        note = NoteHealth(breaker=self._breaker, reason=safe(outcome).reason)
        with contextlib.suppress(Refusal, Fault):  # noted the next time
            await self._send(self._key, note, f"{self._worker}/{uuid.uuid4().hex}", seconds=2.0)
            self._noted = note.breaker.until

    async def _send(self, key: str, command: Command, id: str, *, seconds: float = 5.0) -> Receipt:
        """Send `command` until it is known to be carried out, for `seconds` at most.

        Raises:
            Refusal: the rules say no.
            Fault: nobody answered; whether it was carried out is unknown.
        """
        async for attempt in stamina.retry_context(
            on=Fault, attempts=None, timeout=seconds, wait_initial=0.05, wait_max=2.0
        ):
            with attempt:
                return await self._sender.send(key, command, id=id, by=PLATFORM)
        raise AssertionError("stamina ends by raising")

    @property
    def _key(self) -> str:
        return f"{PARTY}:{self._party.name}"
