"""The postman (投递员): carries the letters that are ready, each once, at the pace of the platform.

He reads which there are from the view `letters`, a page at a time, so that his memory does not grow
with what waits. A letter is his once it says so itself (`TakeLetter`): of two postmen one gets it.
What he has taken he hands over, and says what became of it until the letter has noted that. Of what
a dead one had taken nobody knows whether it went out: after a minute the letter is told that.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

import msgspec
import structlog
from pymongo.errors import PyMongoError

from actors.blocks.calls.shell.finding import connect, declared, settings_file, stamp_of
from actors.blocks.messages.carrying import GATEWAY
from actors.blocks.messages.letter import (
    LETTER,
    Dispatch,
    LapseLetter,
    NoteOutcome,
    TakeLetter,
)
from actors.blocks.messages.reach import Channel
from actors.blocks.messages.shell.bucket import Bucket
from actors.blocks.messages.shell.carrier import Away, Carrier, Delivery, Line
from actors.blocks.messages.shell.mail import Mail
from actors.blocks.messages.shell.mail_settings import read_mail_settings
from actors.blocks.messages.shell.push import Push
from actors.blocks.messages.shell.push_key import PushKey
from actors.blocks.messages.shell.push_settings import read_push_settings
from actors.blocks.messages.template import Letters
from actors.blocks.messages.writing import Written, write
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Fault, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.library import Library
from actors.kernel.ports import Clock, Receipt, Sender
from actors.kernel.system import Installed
from actors.kernel.turn import Command
from storage.mongo import Database, Document
from storage.secrecy.keeping import lookups
from storage.tasks import begin, end

PAGE = 200  # letters looked at together
AT_ONCE = 32  # under way
IDLE = 0.5  # seconds until the next look when there was nothing
LAPSE = 60.0  # seconds after which whoever took a letter and says nothing is taken for dead
_SWEEP = 15.0  # seconds between two looks for those
_REMEMBERED = 4 * PAGE  # letters that were carried, until the view says so too
_AWAY = (1.0, 60.0)  # seconds that a channel is left alone, at first and at most
_log = structlog.get_logger("yimen.postman")


async def carry(database: Database, sender: Sender, library: Library, clock: Clock) -> None:
    """Carry letters until cancelled, by the channels that the environment names."""
    mail, push = read_mail_settings(), read_push_settings()
    carriers: list[Carrier] = [Mail(mail, library, lookups())] if mail.host else []
    if push.hosts:
        carriers.append(Push(push, PushKey(push.key_file), sender, clock))
    await Postman(database, sender, library, carriers, called=Gateways(library).there).run()


class Gateways:
    """Which channels go by calls of outside parties, as the file of parties says whenever it is
    asked: one that is named later carries what has waited for it."""

    def __init__(self, library: Library) -> None:
        self._parties = declared(library[Installed])
        self._file = settings_file()
        self._read: tuple[object, tuple[Channel, ...]] | None = None

    def there(self) -> tuple[Channel, ...]:
        """Return the channels that have a gateway."""
        stamp = stamp_of(self._file)
        if self._read is None or self._read[0] != stamp:
            gateway = connect(self._parties, self._file).get(GATEWAY)
            self._read = stamp, ("sms",) if gateway and gateway.adapter else ()
        return self._read[1]


class Postman:
    """Carries letters by `carriers`, and has those of the channels `called` carried by calls of
    outside parties, which go with their being taken; `lapse` is in seconds."""

    def __init__(
        self,
        database: Database,
        sender: Sender,
        library: Library,
        carriers: Sequence[Carrier],
        *,
        called: Callable[[], Sequence[Channel]] = tuple,
        bucket: Bucket | None = None,
        lapse: float = LAPSE,
        sweep: float = _SWEEP,
    ) -> None:
        rate = library[Letters].rules.rate
        self._letters = database["letters"]
        self._sender = sender
        self._library = library
        self._carriers: Mapping[Channel, Carrier] = {each.channel: each for each in carriers}
        self._called = called
        self._bucket = bucket or Bucket(rate.minute, rate.burst)
        self._lapse = lapse
        self._sweep = sweep
        self._name = uuid4().hex
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._carried: dict[str, int] = {}
        self._seen: dict[tuple[str, int], float] = {}
        self._left_alone: dict[Channel, tuple[float, float]] = {}

    async def run(self) -> None:
        """Carry letters until cancelled, whatever happens to the database meanwhile."""
        sweeping = begin(self._look_for_lapsed())
        try:
            while True:
                try:
                    found = await self._round()
                except PyMongoError as error:
                    _log.warning("letters.unread", error=type(error).__name__)
                    found = 0
                await asyncio.sleep(0.05 if found else IDLE)
        finally:
            await end(sweeping, *self._under_way.values())
            for carrier in self._carriers.values():
                await carrier.close()

    async def _round(self) -> int:
        """Begin to carry a page of letters; return how many they were."""
        now = time.monotonic()
        channels = (*self._carriers, *self._called())
        open_now = [each for each in channels if self._left_alone.get(each, (0.0, 0.0))[0] <= now]
        query = {"phase": "ready", "channel": {"$in": open_now}}
        order = [("written_at", 1), ("_id", 1)]
        rows = await self._letters.find(query).sort(order).limit(PAGE).to_list()
        fresh = [row for row in rows if self._is_fresh(row)]
        for row in fresh:
            if not self._is_fresh(row):  # whoever was under way has come back meanwhile
                continue
            while len(self._under_way) >= AT_ONCE:
                await asyncio.wait(self._under_way.values(), return_when="FIRST_COMPLETED")
            await self._bucket.take()
            self._begin(row)
        return len(fresh)

    def _is_fresh(self, row: Document) -> bool:
        id = row["_id"]
        return id not in self._under_way and self._carried.get(id, 0) < row["attempt"]

    def _begin(self, row: Document) -> None:
        id = row["_id"]
        carrier = self._carriers.get(row["channel"])
        attempt = row["attempt"]
        task = begin(self._carry(id, attempt, carrier) if carrier else self._call(id, attempt))
        self._under_way[id] = task
        task.add_done_callback(lambda _: self._under_way.pop(id, None))

    async def _carry(self, id: str, attempt: int, carrier: Carrier) -> None:
        try:
            async with carrier.line() as line:
                self._left_alone.pop(carrier.channel, None)
                await self._hand_over(id, attempt, line)
        except Away as away:
            _, wait = self._left_alone.get(carrier.channel, (0.0, _AWAY[0] / 2))
            wait = min(2 * wait, _AWAY[1])
            self._left_alone[carrier.channel] = time.monotonic() + wait, wait
            _log.warning("channel.away", channel=carrier.channel, reason=str(away))

    async def _call(self, id: str, attempt: int) -> None:
        """Have a letter carried by a call, which goes with its being taken."""
        await self._take(id, attempt)

    async def _hand_over(self, id: str, attempt: int, line: Line) -> None:
        dispatch = await self._take(id, attempt)
        if dispatch is None:
            return
        written = self._written(dispatch)
        delivery = (
            await line.deliver(dispatch, written)
            if written
            else Delivery("rejected", "no_template")
        )
        outcome = NoteOutcome(attempt=attempt, outcome=delivery.outcome, code=delivery.code)
        await self._send(f"{LETTER}:{id}", outcome, f"outcome/{attempt}")

    async def _take(self, id: str, attempt: int) -> Dispatch | None:
        """Take a letter; None: it was taken before, or the view was late."""
        try:
            each = (
                uuid4().hex
            )  # taking it once more is no repetition, which would be answered alike
            taken = await self._send(
                f"{LETTER}:{id}", TakeLetter(attempt=attempt), f"take/{attempt}/{each}"
            )
        except Refusal:
            return None
        finally:
            self._remember(id, attempt)
        return msgspec.convert(taken.reply, Dispatch)

    def _written(self, dispatch: Dispatch) -> Written | None:
        letters = self._library[Letters]
        template = letters.templates.get(dispatch.template)
        if template is None:
            return None
        return write(
            template,
            dispatch.channel,
            dispatch.facts,
            dispatch.language,
            letters,
            self._library[Organisation].title,
        )

    def _remember(self, id: str, attempt: int) -> None:
        self._carried.pop(id, None)
        self._carried[id] = attempt
        while len(self._carried) > _REMEMBERED:
            self._carried.pop(next(iter(self._carried)))

    async def _send(self, key: str, command: Command, id: str) -> Receipt:
        """Send `command` until it is answered.

        Raises:
            Refusal: the letter says no.
        """
        wait = 0.1
        while True:
            try:
                return await self._sender.send(key, command, id=f"{self._name}/{id}", by=PLATFORM)
            except Fault:
                await asyncio.sleep(wait)
                wait = min(2 * wait, 5.0)

    async def _look_for_lapsed(self) -> None:
        while True:
            try:
                await self._tell_lapsed()
            except PyMongoError as error:
                _log.warning("letters.unread", error=type(error).__name__)
            await asyncio.sleep(self._sweep)

    async def _tell_lapsed(self) -> None:
        """Tell letters whose taker has said nothing for long that nobody knows. Seconds are counted
        from when they were first seen here: clocks of machines are not compared."""
        rows: list[dict[str, Any]] = await (
            self._letters.find(
                {"phase": "taken", "channel": {"$in": list(self._carriers)}}, {"attempt": 1}
            )
            .limit(PAGE)
            .to_list()
        )
        now = time.monotonic()
        taken = {(row["_id"], row["attempt"]) for row in rows if row["_id"] not in self._under_way}
        self._seen = {each: self._seen.get(each, now) for each in taken}
        for (id, attempt), since in self._seen.items():
            if now - since >= self._lapse:
                lapse = LapseLetter(attempt=attempt)
                await self._send(f"{LETTER}:{id}", lapse, f"lapse/{attempt}")
