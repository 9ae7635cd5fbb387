"""One kiosk put together: devices, spool, link and screen, joined and not yet running."""

import asyncio
from collections import Counter
from collections.abc import Mapping

from actors.blocks.terminals import frames
from edge import SOFTWARE
from edge.devices.escpos import MODELS
from edge.devices.id_card_reader import IdCardReader
from edge.devices.keeper import DeviceKeeper
from edge.devices.receipt_printer import ReceiptPrinter
from edge.inquiry import Inquiry
from edge.journey import Journey
from edge.keys import Keys
from edge.link import Link
from edge.metrics import Snapshot, page
from edge.orders import Ended, Operation, OrderDesk
from edge.outbox import Outbox
from edge.platform import Platform
from edge.printing import ReceiptDesk
from edge.screens.app import Screens
from edge.screens.view import View
from edge.services import Services
from edge.session import Sessions, Why
from edge.settings import EdgeSettings
from edge.spool import Spool
from edge.window_card import WindowCards


class Kiosk:
    """The parts of one kiosk, each told of the others.

    Making it opens the spool's file; no device is asked, nothing listens and nothing is sent before
    its parts are started.
    """

    def __init__(self, settings: EdgeSettings, keys: Keys) -> None:
        self.restart_asked = asyncio.Event()
        self.outbox = Outbox(Spool(settings.data / "spool.sqlite", max_bytes=settings.spool_bytes))
        self.platform = Platform(self.outbox, self.refresh)
        self.sessions = Sessions(
            self.outbox,
            idle_seconds=settings.idle_seconds,
            warning_seconds=settings.warning_seconds,
            pseudonym_key=keys.pseudonym_key(),
            on_change=self.refresh,
        )
        reader = IdCardReader(settings.reader)
        printer = ReceiptPrinter(settings.printer, model=MODELS[settings.paper])
        self.keeper = DeviceKeeper((reader, printer), self.outbox, self.refresh)
        self.services = Services(
            self.platform, self.outbox, self.keeper.statuses, lambda: self.link.online
        )
        desk = ReceiptDesk(self.sessions, self.platform, printer, self.refresh)
        self.journey = Journey(
            self.sessions,
            self.platform,
            self.outbox,
            reader,
            self.services,
            desk,
            terminal=keys.terminal,
            answer_seconds=settings.answer_seconds,
            on_change=self.refresh,
        )
        self._window = WindowCards(
            self.sessions,
            self.platform,
            reader,
            lambda frame: self.link.tell(frame),
            terminal=keys.terminal,
        )
        self.orders = OrderDesk(self.outbox, self._operations())
        self.link = Link(
            settings.platform,
            keys,
            self.outbox,
            software=SOFTWARE,
            longest_seconds=settings.retry_seconds,
            handle=self._handle,
            items_rev=lambda: self.platform.items_rev,
        )
        self.link.on_change = self.refresh
        inquiry = Inquiry(self.sessions, self.services, self.link, desk, self.refresh)
        self._view = View(
            self.sessions,
            self.platform,
            self.services,
            self.keeper.statuses,
            boot=self.outbox.boot,
            desk=settings.desk,
        )
        self.screens = Screens(self._view, self.journey, inquiry, self.sessions, self.figures)
        self._terminal = keys.terminal
        self._sessions_ended: Counter[str] = Counter()
        self._orders_ended: Counter[str] = Counter()
        self.sessions.on_end = self._note_end
        self.orders.on_end = lambda code: self._orders_ended.update((code,))

    def refresh(self) -> None:
        """Have the screen show what has changed."""
        self._view.online = self.link.online
        self.screens.refresh()

    async def figures(self) -> bytes:
        """Return the page that Prometheus reads."""
        spool = self.outbox.spool
        return page(
            Snapshot(
                terminal=self._terminal,
                software=SOFTWARE,
                online=self.link.online,
                session=self.sessions.current is not None,
                locked=self.platform.locked,
                link=self.link.figures,
                waiting=await self.outbox.run(spool.waiting_by_lane),
                waiting_bytes=spool.waiting_bytes,
                most_bytes=spool.max_bytes,
                full=self.outbox.full,
                lost=spool.lost,
                devices=dict(self.keeper.statuses),
                sessions=self._sessions_ended,
                orders=self._orders_ended,
            )
        )

    async def close(self, drain_seconds: float) -> None:
        """End the session, wait `drain_seconds` for orders under way, and let go of everything."""
        self.sessions.end("stopped")
        await self.screens.stop()
        await self.journey.close()
        await self.orders.close(drain_seconds)
        await self.keeper.close()
        await self.outbox.close()

    def _note_end(self, why: Why) -> None:
        self._sessions_ended.update((why,))
        self._view.greet()

    def _operations(self) -> Mapping[str, Operation]:
        return {
            "print_receipt": self.journey.print_receipt,
            "lock": lambda arguments, deadline: self._lock(True),
            "unlock": lambda arguments, deadline: self._lock(False),
            "read_card": self._window.read_card,
            "restart": lambda arguments, deadline: self._ask_restart(),
        }

    async def _lock(self, locked: bool) -> Ended:
        await self.platform.lock(locked)
        return Ended("done")

    async def _ask_restart(self) -> Ended:
        self.restart_asked.set()
        return Ended("done")

    async def _handle(self, frame: frames.ToTerminal) -> frames.Frame | None:
        """Take what the platform says outside the handshake and the stream."""
        match frame:
            case frames.Welcome():
                await self.platform.welcome(frame)
            case frames.Pong():
                await self.platform.heard()
            case frames.Bye() if frame.refused:
                await self.platform.refuse(frame.refused)
                self.journey.cut_off()
            case frames.Items():
                await self.platform.take_items(frame)
            case frames.Desired():
                await self.platform.take_desired(frame)
            case frames.Perform():
                return await self.orders.perform(frame)
            case _:
                pass
        return None
