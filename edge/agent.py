"""The kiosk's agent: one process that joins devices, spool, link and screen."""

import asyncio
import logging
from collections import Counter

import aiohttp

from actors.blocks.terminals import frames
from actors.blocks.terminals.reports import Started
from edge import SOFTWARE
from edge.devices.escpos import MODELS
from edge.devices.id_card_reader import IdCardReader
from edge.devices.keeper import DeviceKeeper
from edge.devices.receipt_printer import ReceiptPrinter
from edge.journey import Journey
from edge.keys import Keys, NotEnrolled, enrol, load_keys
from edge.link import Link
from edge.metrics import Snapshot, page
from edge.orders import Ended, OrderDesk
from edge.outbox import Outbox
from edge.platform import Platform
from edge.screens.app import Screens
from edge.screens.view import View
from edge.session import Sessions
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
        self._restart = asyncio.Event()

    async def run(self) -> None:
        """Run until cancelled.

        Raises:
            NotEnrolled: there is no key and no code that the platform takes.
            RestartAsked: start the process anew.
        """
        settings = self.settings
        keys = await self._keys()
        outbox = Outbox(Spool(settings.data / "spool.sqlite", max_bytes=settings.spool_bytes))
        platform = Platform(outbox, self._refresh)
        await platform.load()
        sessions = Sessions(
            outbox,
            idle_seconds=settings.idle_seconds,
            warning_seconds=settings.warning_seconds,
            pseudonym_key=keys.pseudonym_key(),
            on_change=self._refresh,
        )
        reader = IdCardReader(settings.reader)
        printer = ReceiptPrinter(settings.printer, model=MODELS[settings.paper])
        keeper = DeviceKeeper((reader, printer), outbox, self._refresh)
        platform.usable = lambda: keeper.usable
        journey = Journey(
            sessions,
            platform,
            outbox,
            reader,
            printer,
            terminal=keys.terminal,
            answer_seconds=settings.answer_seconds,
            on_change=self._refresh,
        )
        self._view = View(sessions, platform, desk=settings.desk)
        ends: Counter[str] = Counter()
        outcomes: Counter[str] = Counter()
        sessions.on_end = lambda why: ends.update((why,))

        async def metrics() -> bytes:
            spool = outbox.spool
            return page(
                Snapshot(
                    terminal=keys.terminal,
                    software=SOFTWARE,
                    online=self._link.online,
                    session=sessions.current is not None,
                    locked=platform.locked,
                    link=self._link.figures,
                    waiting=await outbox.run(spool.waiting_by_lane),
                    waiting_bytes=spool.waiting_bytes,
                    most_bytes=spool.max_bytes,
                    full=outbox.full,
                    lost=spool.lost,
                    devices=dict(keeper.statuses),
                    sessions=ends,
                    orders=outcomes,
                )
            )

        self._screens = Screens(self._view, journey, sessions, metrics)
        self._sessions = sessions
        desk = OrderDesk(
            outbox,
            {
                "print_receipt": journey.print_receipt,
                "lock": lambda arguments, deadline: self._lock(platform, True),
                "unlock": lambda arguments, deadline: self._lock(platform, False),
                "restart": lambda arguments, deadline: self._ask_restart(),
            },
        )
        desk.on_end = lambda code: outcomes.update((code,))
        self._link = Link(
            settings.platform,
            keys,
            outbox,
            software=SOFTWARE,
            longest_seconds=settings.retry_seconds,
            handle=lambda frame: self._handle(frame, platform, desk),
            items_rev=lambda: platform.items_rev,
        )
        self._link.on_change = self._refresh
        outbox.note(Started(software=SOFTWARE))
        await desk.recover()
        self.address = await self._screens.start(settings.screen_port)
        self.started.set()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._link.run())
                tasks.create_task(keeper.run(settings.poll_seconds))
                tasks.create_task(self._screens.tick())
                await self._until_restart()
        except* RestartAsked as asked:
            raise RestartAsked from asked
        finally:
            sessions.end("stopped")
            await self._screens.stop()
            await journey.close()
            await desk.close(_DRAIN_SECONDS)
            await keeper.close()
            await outbox.close()

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

    async def _handle(
        self, frame: frames.ToTerminal, platform: Platform, desk: OrderDesk
    ) -> frames.Frame | None:
        match frame:
            case frames.Welcome():
                await platform.welcome(frame)
            case frames.Items():
                await platform.take_items(frame)
            case frames.Desired():
                await platform.take_desired(frame)
            case frames.Perform():
                return await desk.perform(frame)
            case _:
                pass
        return None

    async def _lock(self, platform: Platform, locked: bool) -> Ended:
        await platform.lock(locked)
        return Ended("done")

    async def _ask_restart(self) -> Ended:
        self._restart.set()
        return Ended("done")

    async def _until_restart(self) -> None:
        await self._restart.wait()
        while self._sessions.current is not None:
            await asyncio.sleep(0.5)
        await asyncio.sleep(0.5)  # let the order's end reach the disk and the link
        raise RestartAsked

    def _refresh(self) -> None:
        self._view.online = self._link.online
        self._screens.refresh()
