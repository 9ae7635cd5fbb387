"""The stamper (用印): asks the seal as it stands, puts the use on record, and has it signed.

Whether the seal may, is asked of the seal itself just before it signs; each use is on record before
it, and what came of it after. The same paper asked for twice is one use. No key is read here: that
is for whatever carries a `Signing` out.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime

from pymongo.errors import PyMongoError

from actors.blocks.documents.shell.stamper import (
    SealRefused,
    Stamped,
    StampOrder,
    StampUnavailable,
)
from actors.blocks.seals.seal import SEAL, Seal
from actors.blocks.seals.shell.authority import Revoked
from actors.blocks.seals.shell.place import read_place
from actors.blocks.seals.shell.saying import away, refused
from actors.blocks.seals.shell.settings import SealSettings, read_settings
from actors.blocks.seals.shell.signing import Look, Signing, Unsigned, attempt, carry_out
from actors.blocks.seals.stamping import require_use
from actors.blocks.seals.use import USE, AskUse, RecordStamp, SealUse
from actors.kernel.errors import Fault, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.library import Library
from actors.kernel.ports import Clock, Sender
from actors.runtime import processes
from storage.clock import WallClock
from storage.files import Files
from storage.mongo import Database

Run = Callable[[Signing], Awaitable[tuple[bytes, datetime]]]
"""Has `carry_out` done somewhere: in a thread, or in a process of a pool."""


class SealStamper:
    """Stamps papers with the seals of `database`.

    `run` has the signing itself carried out; without one it is done in a thread.
    """

    def __init__(
        self,
        sender: Sender,
        database: Database,
        clock: Clock,
        settings: SealSettings,
        run: Run | None = None,
    ) -> None:
        self._sender = sender
        self._database = database
        self._clock = clock
        self._settings = settings
        self._run: Run = run or _in_a_thread
        self._files = Files(database)
        self._looks: dict[str, Look] = {}

    async def stamp(self, pdf: bytes, order: StampOrder) -> Stamped:
        """Return the paper with its seal. See `Stamper.stamp`."""
        try:
            return await self._stamped(pdf, order)
        except Refusal as refusal:
            reason = refusal.reasons[0]
            raise refused(reason.code, reason.facts.get("template", "")) from refusal
        except (Fault, PyMongoError) as error:
            raise away("busy", str(error)) from error

    async def _stamped(self, pdf: bytes, order: StampOrder) -> Stamped:
        digest = hashlib.sha256(pdf).hexdigest()
        try:
            place = read_place(order.place)
        except ValueError as error:
            raise refused("seal.cannot_be_set", str(error)) from error
        seal = await self._seal(order)
        state: Seal = (await self._sender.show(f"{SEAL}:{seal}")).state
        require_use(state, organ=order.organ, template=order.template, at=self._clock.now())
        use = await self._approved_use(seal, state, order, digest)
        look, revoked = await self._look(state), await revoked_seals(self._database)
        state = (await self._sender.show(f"{SEAL}:{seal}")).state  # a stop holds from its instant
        require_use(state, organ=order.organ, template=order.template, at=self._clock.now())
        assert state.certificate is not None
        signing = Signing(
            pdf=pdf,
            fingerprint=state.certificate.fingerprint,
            ours=state.certificate.source == "platform",
            look=look,
            place=place,
            revoked=tuple(revoked),
            settings=self._settings,
        )
        sealed, at = await self._run(signing)
        record = RecordStamp(
            sealed=hashlib.sha256(sealed).hexdigest(),
            certificate=state.certificate.fingerprint,
            stamped_at=at,
        )
        try:
            await self._sender.send(f"{USE}:{use}", record, id=f"stamp:{digest}", by=PLATFORM)
        except Refusal as refusal:
            if refusal.kind != "not_now":  # stamped before, and its maker had died of it
                raise
        return Stamped(sealed, state.certificate.fingerprint, at)

    async def _approved_use(self, seal: str, state: Seal, order: StampOrder, digest: str) -> str:
        """Return the id of the use, which is approved; one that is not is asked for.

        Raises:
            SealRefused: it was refused, or waits for its approval.
        """
        waiting = state.approval(order.document, digest)
        if waiting is not None:
            return waiting.use
        standing = state.stands_approved(order.template) and bool(order.approved_by)
        use = use_id(seal, order.document, digest)
        wish = AskUse(
            seal=seal,
            document=order.document,
            template=order.template,
            sha256=digest,
            organ=order.organ,
            asked_by=order.asked_by,
            approved_by=order.approved_by if standing else "",
        )
        try:
            await self._sender.send(f"{USE}:{use}", wish, id=f"use:{use}", by=PLATFORM)
        except Refusal as refusal:
            if refusal.kind != "not_now":
                raise
        asked: SealUse = (await self._sender.show(f"{USE}:{use}")).state
        if asked.phase == "refused":
            raise refused("seal_use.was_refused")
        if asked.phase == "asked":
            raise refused("seal_use.waits_for_approval")
        return use

    async def _seal(self, order: StampOrder) -> str:
        """Return the id of the seal that is wanted: the one that is named, else the one of the
        organ for papers of this kind.

        Raises:
            SealRefused: there is none in use.
        """
        seals = self._database["paper_seals"]
        if await seals.find_one({"_id": order.seal}, {"_id": 1}) is not None:
            return order.seal
        found = seals.find({"state": "in_use", "organ": order.organ})
        async for row in found.sort("_id"):
            if Seal(stamps=tuple(row["stamps"])).may_stamp(order.template):
                return str(row["_id"])
        raise refused("seal.none_in_use", order.organ)

    async def _look(self, state: Seal) -> Look:
        if state.picture not in self._looks:
            try:
                pieces = [piece async for piece in self._files.open(state.picture)]
            except FileNotFoundError as error:
                raise away("no_picture", state.picture) from error
            self._looks[state.picture] = Look(content=b"".join(pieces), media_type=state.media_type)
        return self._looks[state.picture]


def stamper(database: Database, sender: Sender, library: Library) -> SealStamper | None:
    """Return what stamps papers here, for whoever makes them; None where no time-stamp authority is
    named, so that nothing can be sealed: what wants a seal waits for it.

    Raises:
        ValueError: the settings are wrong; the message names the variable.
    """
    settings = read_settings()
    if not settings.time_stamps:
        return None
    run = _in_processes() if processes.in_ray() else None
    return SealStamper(sender, database, WallClock(), settings, run)


def use_id(seal: str, document: str, sha256: str) -> str:
    """Return the id of the use of a seal on a document with a digest, asked for by the platform."""
    return hashlib.sha256(f"use:{seal}\0{document}\0{sha256}".encode()).hexdigest()[:32]


async def revoked_seals(database: Database) -> list[Revoked]:
    """Return the certificates of ours whose seals were lost or destroyed.

    Raises:
        PyMongoError: the database does not answer.
    """
    where = {"source": "platform", "state": {"$in": ["lost", "destroyed"]}, "serial": {"$ne": ""}}
    rows = database["paper_seals"].find(where)
    return [Revoked(row["serial"], row["ended_at"], row["state"] == "lost") async for row in rows]


async def _in_a_thread(signing: Signing) -> tuple[bytes, datetime]:
    return await asyncio.to_thread(carry_out, signing)


def _in_processes() -> Run:
    """Return what has papers signed in processes that hold no entity."""
    tasks = processes.Tasks(attempt)

    async def run(signing: Signing) -> tuple[bytes, datetime]:
        try:
            done: tuple[bytes, datetime] | Unsigned = await tasks.run(signing)
        except processes.TaskBroken as error:
            raise away("busy", "the process that signs ended") from error
        if isinstance(done, Unsigned):
            raise StampUnavailable(done.said) if done.later else SealRefused(done.said)
        return done

    return run
