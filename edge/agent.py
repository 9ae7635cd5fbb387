"""The kiosk's agent: one process that runs a kiosk for as long as it lives."""

import asyncio
import logging
from pathlib import Path

import aiohttp

from actors.blocks.terminals.reports import Started
from edge import SOFTWARE
from edge.keys import Keys, NotEnrolled, enrol, is_fresh, load_keys
from edge.kiosk import Kiosk
from edge.settings import EdgeSettings
from edge.spool import Spool

_ENROL_AGAIN_SECONDS = 2.0
_DRAIN_SECONDS = 5.0
log = logging.getLogger("yimen.edge")


class RestartAsked(Exception):
    """The platform ordered a restart, and no session is open."""


class Agent:
    """Runs one kiosk. `address` is the page of its screen once it has started."""

    def __init__(self, settings: EdgeSettings) -> None:
        self.settings = settings
        self.address = ""
        self.started = asyncio.Event()
        self._late_code = False

    async def run(self) -> None:
        """Run until cancelled.

        Raises:
            NotEnrolled: there is no key and no code that the platform takes.
            RestartAsked: start the process anew.
        """
        kiosk = Kiosk(self.settings, await self._keys())
        await kiosk.platform.load()
        kiosk.outbox.note(Started(software=SOFTWARE))
        await kiosk.orders.recover()
        self.address = await kiosk.screens.start(self.settings.screen_port)
        self.started.set()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(kiosk.link.run())
                tasks.create_task(kiosk.keeper.run(self.settings.poll_seconds))
                tasks.create_task(kiosk.screens.tick())
                if self._late_code:
                    tasks.create_task(self._enrol_anew(kiosk))
                await _until_restart(kiosk)
        except* RestartAsked as asked:
            raise RestartAsked from asked
        finally:
            await kiosk.close(_DRAIN_SECONDS)

    async def _keys(self) -> Keys:
        """Return the keys, enrolling first if need be: with a code that was not used yet anew,
        whatever keys there are. A kiosk without keys waits for a platform that is not up yet; one
        that has some goes on with them, and tries again beside its work.

        Raises:
            NotEnrolled: there is no key and no code that the platform takes; or the code is for
                another terminal than the one whose unsent work lies here.
        """
        data, code = self.settings.data, self.settings.code
        keys = load_keys(data)
        known = keys if keys is not None and keys.enrolled else None
        if known is not None and not is_fresh(code, known):
            return known
        if not code:
            raise NotEnrolled(
                "this terminal is not enrolled: get a one-time code from an operator and "
                "start once with YIMEN_EDGE_CODE"
            )
        if known is not None:
            _require_same(data, known, code)
        while True:
            try:
                return await enrol(data, self.settings.platform, code)
            except NotEnrolled as refused:
                if known is None:
                    raise
                log.warning("%s; going on with the keys that there are", refused)
                return known
            except (aiohttp.ClientError, OSError) as error:
                log.info("the platform cannot be reached for enrolment yet (%r)", error)
            if known is not None:
                self._late_code = True
                return known
            await asyncio.sleep(_ENROL_AGAIN_SECONDS)

    async def _enrol_anew(self, kiosk: Kiosk) -> None:
        """Use the code as soon as the platform can be reached, and start anew with the new keys."""
        while True:
            await asyncio.sleep(_ENROL_AGAIN_SECONDS)
            try:
                await enrol(self.settings.data, self.settings.platform, self.settings.code)
            except NotEnrolled as refused:
                log.warning("%s; going on with the keys that there are", refused)
                return
            except (aiohttp.ClientError, OSError):
                continue
            kiosk.restart_asked.set()
            return


def _require_same(data: Path, keys: Keys, code: str) -> None:
    """What was sealed as one terminal can be opened as no other: it must not be stranded.

    Raises:
        NotEnrolled: the code is for another terminal, and there is unsent work.
    """
    if code.partition(".")[0] == keys.terminal:
        return
    spool = Spool(data / "spool.sqlite")
    waiting = spool.waiting_by_lane().get("A", 0)
    spool.close()
    if waiting:
        raise NotEnrolled(
            f"{waiting} reports of {keys.terminal} were not sent yet: enrol as {keys.terminal} "
            "until they are, or set the folder aside"
        )


async def _until_restart(kiosk: Kiosk) -> None:
    await kiosk.restart_asked.wait()
    while kiosk.sessions.current is not None:
        await asyncio.sleep(0.5)
    await asyncio.sleep(0.5)  # let the order's end reach the disk and the link
    raise RestartAsked
