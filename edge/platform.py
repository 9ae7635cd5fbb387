"""What the terminal knows of the platform: items, keys, its configuration. Kept for times without
a link."""

from collections.abc import Callable

import msgspec

from actors.blocks.cases.items import ServiceItem
from actors.blocks.terminals import frames
from actors.blocks.terminals.reports import ConfigurationReported
from edge.outbox import Outbox


class Platform:
    """The platform as this terminal last heard of it. `usable` tells whether devices and link
    allow an application now."""

    def __init__(self, outbox: Outbox, on_change: Callable[[], None]) -> None:
        self._outbox = outbox
        self._on_change = on_change
        self.items_rev = ""
        self.items: tuple[ServiceItem, ...] = ()
        self.box_key = b""
        self.desired_rev = 0
        self.configuration: dict[str, object] = {}
        self.locked = False
        self.usable: Callable[[], bool] = lambda: True

    async def load(self) -> None:
        """Take up what was kept before the last stop."""
        spool = self._outbox.spool
        items = await self._outbox.run(spool.kept, "items")
        if items:
            kept = msgspec.msgpack.decode(items, type=frames.Items)
            self.items_rev, self.items = kept.rev, kept.items
        self.box_key = await self._outbox.run(spool.kept, "box_key")
        desired = await self._outbox.run(spool.kept, "desired")
        if desired:
            self._apply(msgspec.msgpack.decode(desired, type=frames.Desired))
        self.locked = await self._outbox.run(spool.kept, "locked") == b"1"

    @property
    def can_apply(self) -> bool:
        """Whether somebody may begin an application now."""
        return bool(self.box_key) and not self.locked and not self._outbox.full and self.usable()

    @property
    def terminal_name(self) -> str:
        """The terminal's name on receipts, as configured."""
        return str(self.configuration.get("name", ""))

    def item(self, code: str) -> ServiceItem | None:
        """Return the item, or None when it is not offered here."""
        return next((item for item in self.items if item.code == code), None)

    async def welcome(self, frame: frames.Welcome) -> None:
        """Keep the key that filings are sealed to."""
        self.box_key = frame.box_key
        await self._outbox.run(self._outbox.spool.keep, "box_key", frame.box_key)

    async def take_items(self, frame: frames.Items) -> None:
        """Offer these items from now on; a session that runs keeps its own."""
        self.items_rev, self.items = frame.rev, frame.items
        await self._outbox.run(self._outbox.spool.keep, "items", frames.pack(frame))
        self._on_change()

    async def take_desired(self, frame: frames.Desired) -> None:
        """Put a configuration into force, and say so, unless it is in force already."""
        if self.configuration and (frame.rev, frame.configuration) == self._in_force:
            return
        await self._outbox.run(self._outbox.spool.keep, "desired", frames.pack(frame))
        self._apply(frame)
        report = ConfigurationReported(rev=frame.rev, configuration=self.configuration)
        self._outbox.note(report)
        self._on_change()

    async def lock(self, locked: bool) -> None:
        """Take the kiosk out of service, or back into it; survives a restart."""
        self.locked = locked
        await self._outbox.run(self._outbox.spool.keep, "locked", b"1" if locked else b"0")
        self._on_change()

    @property
    def _in_force(self) -> tuple[int, dict[str, object]]:
        return self.desired_rev, self.configuration

    def _apply(self, frame: frames.Desired) -> None:
        self.desired_rev, self.configuration = frame.rev, frame.configuration
