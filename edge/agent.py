"""The kiosk's agent: one process that runs a kiosk for as long as it lives."""

import asyncio
import logging

import aiohttp

from actors.blocks.terminals.reports import Started
from edge import SOFTWARE
from edge.keys import Keys, NotEnrolled, enrol, load_keys
from edge.kiosk import Kiosk
from edge.settings import EdgeSettings

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
                await _until_restart(kiosk)
        except* RestartAsked as asked:
            raise RestartAsked from asked
        finally:
            await kiosk.close(_DRAIN_SECONDS)

    async def _keys(self) -> Keys:
        """Return the keys, enrolling first if need be; waits for a platform that is not up yet."""
        while True:
            keys = load_keys(self.settings.data)
            if keys is not None and keys.enrolled:
                return keys
            if not self.settings.code:
                raise NotEnrolled(
                    "this terminal is not enrolled: get a one-time code from an operator and "
                    "start once with YIMEN_EDGE_CODE"
                )
            try:
                return await enrol(self.settings.data, self.settings.platform, self.settings.code)
            except (aiohttp.ClientError, OSError) as error:
                log.info("the platform cannot be reached for enrolment yet (%r)", error)
                await asyncio.sleep(_ENROL_AGAIN_SECONDS)


async def _until_restart(kiosk: Kiosk) -> None:
    await kiosk.restart_asked.wait()
    while kiosk.sessions.current is not None:
        await asyncio.sleep(0.5)
    await asyncio.sleep(0.5)  # let the order's end reach the disk and the link
    raise RestartAsked
