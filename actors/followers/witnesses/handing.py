"""Hands every seal to every witness, in order, and keeps the receipts."""

import asyncio
from collections.abc import Sequence

import structlog
from pymongo.errors import PyMongoError

from actors.followers.witnesses.witness import Witness, WitnessContradicts, WitnessSilent
from storage.attestation import BadAttestation
from storage.clock import WallClock
from storage.mongo import Database
from storage.receipts import Receipts
from storage.tasks import begin, end

_LOOK = 5.0  # seconds between two looks for seals that another process made
_AGAIN = 1.0  # seconds after the first failure; twice as long after each that follows
_LONGEST = 60.0
_log = structlog.get_logger("yimen.seals")


class Handing:
    """Hands over what waits for each of `witnesses`, each by itself: one that is slow or silent
    holds up no other.

    A seal is handed over again when nobody knows whether it was taken: before its receipt is kept,
    this process may end at any point.
    """

    def __init__(self, database: Database, witnesses: Sequence[Witness]) -> None:
        self._receipts = Receipts(database)
        self._witnesses = witnesses
        self._news = {witness.name: asyncio.Event() for witness in witnesses}

    def tell(self) -> None:
        """Tell that a seal was made."""
        for news in self._news.values():
            news.set()

    async def run(self) -> None:
        """Hand over until cancelled."""
        tasks = [begin(self._serve(witness)) for witness in self._witnesses]
        try:
            await asyncio.Event().wait()
        finally:
            await end(*tasks)

    async def once(self) -> dict[str, str]:
        """Hand over what waits now; return by witness why something still waits, "" if nothing.

        Raises:
            PyMongoError: the database did not answer.
        """
        troubles = await asyncio.gather(*(self._hand_over(each) for each in self._witnesses))
        names = (witness.name for witness in self._witnesses)
        return dict(zip(names, troubles, strict=True))

    async def _serve(self, witness: Witness) -> None:
        wait, news = _AGAIN, self._news[witness.name]
        while True:
            news.clear()
            try:
                trouble = await self._hand_over(witness)
            except PyMongoError as error:  # what waits goes on waiting
                trouble = type(error).__name__
            if not trouble:
                wait = _AGAIN
                await _either(news, _LOOK)
            else:
                _log.warning("seals.not_witnessed", witness=witness.name, why=trouble)
                await asyncio.sleep(wait)
                wait = min(2 * wait, _LONGEST)

    async def _hand_over(self, witness: Witness) -> str:
        """Hand over all that waits for `witness`; return why not, "" when all is handed over."""
        await self._receipts.begin(witness.name)
        while seal := await self._receipts.next(witness.name):
            if not seal.signer:
                return f"seal {seal.number} cannot be read"
            try:
                receipt = await witness.give(seal)
            except (WitnessSilent, BadAttestation) as error:
                return str(error)
            except WitnessContradicts as error:
                _log.error("seals.contradicted", witness=witness.name, seal=seal.number)
                await self._receipts.contradicted(witness.name, seal)
                return str(error)
            await self._receipts.keep(witness.name, seal, receipt, WallClock().now())
            _log.info("seals.witnessed", witness=witness.name, seal=seal.number)
        return ""


async def _either(news: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await news.wait()
    except TimeoutError:
        return
