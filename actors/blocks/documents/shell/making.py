"""Makes the papers that were ordered, in the order of their acts, beside everything else.

The rows of the view are the queue: one that is ordered is made, one that waits for a seal is
sealed, and what became of it is told to its entity under an id made from its attempt. Whoever is
killed in between has lost nothing: the same work gives the same file, which is kept by its digest.
"""

import asyncio
import io
from collections.abc import Mapping
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from actors.blocks.documents.paper import (
    DOCUMENT,
    Paper,
    RecordFailed,
    RecordMade,
    RecordSealed,
)
from actors.blocks.documents.shell.lent import lent
from actors.blocks.documents.shell.pool import Broken, Pool, TooLong, pool_here
from actors.blocks.documents.shell.settings import Settings, read_settings
from actors.blocks.documents.shell.stamper import (
    STAMPER,
    SealRefused,
    Stamper,
    StampOrder,
    StampUnavailable,
)
from actors.blocks.documents.shell.work import Flaw, Rendered, Work
from actors.blocks.documents.template import Papers, Template
from actors.blocks.documents.view import PAPERS
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Fault, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.library import Library
from actors.kernel.ports import Clock, Sender
from actors.kernel.turn import Command
from storage.files import Files, stored_of
from storage.mongo import Database
from storage.secrecy.data_keys import NoKeyLeft
from storage.signing import UnusableKey
from storage.tasks import end

LOOK = 0.25  # seconds between two looks at the queue while it is empty
PAGE = 100  # papers looked at ahead
PACE = 0.2  # seconds between two papers of an invented past, which nobody waits for
LATER = 5.0  # seconds until one is tried again for which something was away; then twice as long
LATEST = 300.0
BREAKS = 3  # times that whoever makes a paper may break off
_EMPTY: Mapping[str, Any] = {
    "text": "", "long_text": "", "day": "", "texts": [], "pairs": [], "truth": False,
}  # fmt: skip
_ASKED = ("attempt", "state", "ordered_at", "invented")
_AWAY = (PyMongoError, Fault, UnusableKey, NoKeyLeft, StampUnavailable)
_log = structlog.get_logger("yimen.papers")


async def make_papers(database: Database, sender: Sender, library: Library, clock: Clock) -> None:
    """Make what is ordered until cancelled."""
    settings = read_settings()
    pool = pool_here(settings.at_once)
    stamper: Stamper | None = lent(STAMPER, database, sender, library)
    try:
        await Making(database, sender, library, pool, settings, stamper).run()
    finally:
        pool.stop()


class Making:
    """Works the queue off: at most `pool.at_once` papers at a time, those ordered first first."""

    def __init__(
        self,
        database: Database,
        sender: Sender,
        library: Library,
        pool: Pool,
        settings: Settings,
        stamper: Stamper | None = None,
    ) -> None:
        self._rows = database[PAPERS]
        self._files = Files(database)
        self._sender = sender
        self._library = library
        self._pool = pool
        self._settings = settings
        self._stamper = stamper
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._done: dict[str, tuple[int, str]] = {}  # rows that follow what was done behind it
        self._broke: dict[str, int] = {}
        self._not_before: dict[str, float] = {}
        self._put_off: dict[str, int] = {}

    async def run(self) -> None:
        """Make papers until cancelled."""
        try:
            while True:
                try:
                    rows = await self._waiting()
                except PyMongoError as error:
                    _log.warning("papers.unread", error=type(error).__name__)
                    rows = []
                for row in rows:
                    await self._room()
                    self._begin(row)
                    if row["invented"]:
                        await asyncio.sleep(PACE)
                if not rows:
                    await asyncio.sleep(LOOK)
        finally:
            await end(*self._under_way.values())

    async def _waiting(self) -> list[Mapping[str, Any]]:
        """Return what is to be done now, in the order of the acts; of an invented past when there
        is nothing else."""
        found = await self._page({"state": "ordered", "invented": False})
        if self._stamper is not None:
            found += await self._page({"waits_for_seal": True})
        if not found:
            self._done = dict[str, tuple[int, str]]()
            found = await self._page({"state": "ordered", "invented": True})
        now = asyncio.get_running_loop().time()
        return [
            row
            for row in sorted(found, key=lambda row: (row["ordered_at"], row["_id"]))
            if row["_id"] not in self._under_way
            and self._done.get(row["_id"]) != (row["attempt"], row["state"])
            and self._not_before.get(row["_id"], 0.0) <= now
        ]

    async def _page(self, where: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        now = asyncio.get_running_loop().time()
        resting = (id for id, since in self._not_before.items() if since > now)
        known = [*self._under_way, *self._done, *resting]
        query = {**where, "_id": {"$nin": known}} if len(known) <= PAGE else where
        rows = self._rows.find(query, dict.fromkeys(_ASKED, 1))
        in_order = rows.sort([("ordered_at", 1), ("_id", 1)])
        return list(await in_order.limit(PAGE + len(known)).to_list())

    async def _room(self) -> None:
        while len(self._under_way) >= self._pool.at_once:
            await asyncio.wait(self._under_way.values(), return_when=asyncio.FIRST_COMPLETED)

    def _begin(self, row: Mapping[str, Any]) -> None:
        id = str(row["_id"])
        task = asyncio.create_task(self._work(id, int(row["attempt"]), str(row["state"])))
        self._under_way[id] = task
        task.add_done_callback(lambda _: self._under_way.pop(id, None))

    async def _work(self, id: str, attempt: int, state: str) -> None:
        try:
            shown = await self._sender.show(f"{DOCUMENT}:{id}")
            paper: Paper = shown.state
            if (paper.attempt, paper.phase) == (attempt, state):
                done = await (self._make(paper) if state == "ordered" else self._seal(paper))
                if done is not None:
                    await self._tell(id, attempt, done)
            self._done[id] = attempt, state
            self._not_before.pop(id, None)
            self._put_off.pop(id, None)
        except _AWAY as error:
            self._later(id, error)
        except Refusal:  # somebody else has told of it
            self._done[id] = attempt, state
        except Exception as error:  # a paper that nobody thought of must not hold up the others
            _log.error("paper.broken", paper=id, error=type(error).__name__)
            self._later(id, error)

    def _later(self, id: str, error: Exception) -> None:
        """Leave the paper `id` for a while, the longer the more often that was so."""
        times = self._put_off[id] = self._put_off.get(id, 0) + 1
        wait = min(LATER * 2 ** (times - 1), LATEST)
        _log.warning("paper.put_off", paper=id, error=type(error).__name__, seconds=wait)
        self._not_before[id] = asyncio.get_running_loop().time() + wait

    async def _make(self, paper: Paper) -> Command | None:
        ordered = paper.order
        assert ordered is not None
        template = self._library[Papers].template(ordered.template, paper.version)
        if template is None:
            return RecordFailed(
                attempt=paper.attempt, code="unknown_template", detail=ordered.template
            )
        work = work_of(paper, template, self._settings.verified_at(paper.id))
        try:
            made = await self._pool.make(work)
        except TooLong:
            return RecordFailed(attempt=paper.attempt, code="too_long")
        except Broken:
            self._broke[paper.id] = self._broke.get(paper.id, 0) + 1
            if self._broke[paper.id] < BREAKS:
                raise Fault("what makes papers broke off") from None
            del self._broke[paper.id]
            return RecordFailed(attempt=paper.attempt, code="broken")
        if isinstance(made, Flaw):
            return RecordFailed(
                attempt=paper.attempt, code=made.code, detail=made.detail, field=made.field
            )
        return await self._kept(paper, made, work.address)

    async def _kept(self, paper: Paper, made: Rendered, address: str) -> Command:
        sha256 = await self._keep(paper.id, made.pdf)
        return RecordMade(
            attempt=paper.attempt,
            sha256=sha256,
            bytes=len(made.pdf),
            pages=made.pages,
            mark=made.mark,
            address=address,
        )

    async def _seal(self, paper: Paper) -> Command | None:
        ordered = paper.order
        assert ordered is not None and self._stamper is not None and paper.made_at is not None
        pdf = b"".join([piece async for piece in self._files.open(paper.sha256)])
        order = StampOrder(
            seal=ordered.seal,
            document=f"{DOCUMENT}:{paper.id}",
            template=ordered.template,
            organ=ordered.organ,
            place=paper.mark,
            asked_by=ordered.asked_by,
            approved_by=ordered.approved_by,
            at=paper.made_at,
        )
        try:
            stamped = await self._stamper.stamp(pdf, order)
        except SealRefused as refused:
            return RecordFailed(attempt=paper.attempt, code="seal_refused", detail=str(refused))
        return RecordSealed(
            attempt=paper.attempt,
            sha256=await self._keep(paper.id, stamped.pdf),
            bytes=len(stamped.pdf),
            certificate=stamped.certificate,
            sealed_at=stamped.stamped_at,
        )

    async def _keep(self, id: str, pdf: bytes) -> str:
        """Keep the file for good, as that of the paper `id` alone, and return its digest."""
        stored, key = stored_of(pdf, "application/pdf"), f"{DOCUMENT}:{id}"
        await self._files.keep(io.BytesIO(pdf), stored)
        await self._files.hold((stored.sha256,), key, key)
        await self._files.keep_held((stored.sha256,), key, key)
        return stored.sha256

    async def _tell(self, id: str, attempt: int, done: Command) -> None:
        command = f"{type(done).__name__}:{id}:{attempt}"
        await self._sender.send(f"{DOCUMENT}:{id}", done, id=command, by=PLATFORM)


def work_of(paper: Paper, template: Template, address: str) -> Work:
    """Return what `paper` is made from: always the same, so that it can be made again."""
    ordered = paper.order
    assert ordered is not None and paper.ordered_at is not None
    return Work(
        source=template.source,
        facts=filled(template, ordered.facts),
        organ_name=ordered.organ_name,
        number=ordered.number,
        day=f"{local_day(paper.ordered_at)}",
        at=paper.ordered_at,
        code=paper.id,
        address=paper.address or address,
        sealed=bool(ordered.seal),
    )


def filled(template: Template, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return `facts` with an empty value for each optional field of `template` that they lack."""
    empty = {field.name: _EMPTY[field.kind] for field in template.fields if field.optional}
    return empty | dict(facts)
