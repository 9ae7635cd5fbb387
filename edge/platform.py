"""What the terminal knows of the platform: items, keys, its configuration. Kept for times without
a link."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

from actors.blocks.cases.items import ServiceItem
from actors.blocks.terminals import frames
from actors.blocks.terminals.reports import ConfigurationReported
from edge.outbox import Outbox, wall_clock

KEEP_LEASE = timedelta(minutes=10)  # between two times that the lease is written
_SKEW = timedelta(minutes=5)  # that a clock may be set back
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """For how long the terminal may take applications without a word of the platform: `seconds`
    from `since`, the last one; `kept` is when that was last written. By the terminal's own clock:
    one that was set back by much ends it."""

    since: datetime = _LONG_AGO
    seconds: float = 0.0
    kept: datetime = _LONG_AGO

    def runs(self, now: datetime) -> bool:
        """Tell whether applications may be taken at `now`."""
        return self.since - _SKEW <= now < self.since + timedelta(seconds=self.seconds)


class Platform:
    """The platform as this terminal last heard of it, and whether it still wants this terminal."""

    def __init__(self, outbox: Outbox, on_change: Callable[[], None]) -> None:
        self._outbox = outbox
        self._on_change = on_change
        self.items_rev = ""
        self.items: tuple[ServiceItem, ...] = ()
        self.box_key = b""
        self.desired_rev = 0
        self.configuration: dict[str, object] = {}
        self.locked = False
        self.refused = ""
        self._lease = Lease()

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
        self.refused = (await self._outbox.run(spool.kept, "refused")).decode()
        lease = await self._outbox.run(spool.kept, "lease")
        if lease:
            self._lease = msgspec.msgpack.decode(lease, type=Lease)

    @property
    def closed(self) -> str:
        """Why nobody may use this kiosk now, as a word of the screens; "" when it is open."""
        if self.refused:
            return "closed_revoked"
        if self.locked:
            return "closed_locked"
        if not self.box_key:
            return "closed_new"
        if not self._lease.runs(wall_clock()):
            return "closed_lease"
        return ""

    async def heard(self, seconds: float = 0.0) -> None:
        """The platform said something: the time without a word begins anew, of `seconds` if the
        platform said so. It is kept now and then, for the time after a restart."""
        now = wall_clock()
        before, self._lease = self._lease, Lease(since=now, seconds=seconds or self._lease.seconds)
        if seconds or now - before.kept >= KEEP_LEASE:
            self._lease = msgspec.structs.replace(self._lease, kept=now)
            lease = msgspec.msgpack.encode(self._lease)
            await self._outbox.run(self._outbox.spool.keep, "lease", lease)
        else:
            self._lease = msgspec.structs.replace(self._lease, kept=before.kept)

    async def refuse(self, why: str) -> None:
        """The platform wants nothing of this terminal any more, until it lets it in again."""
        self.refused = why
        await self._outbox.run(self._outbox.spool.keep, "refused", why.encode())
        self._on_change()

    @property
    def terminal_name(self) -> str:
        """The terminal's name on receipts, as configured."""
        return str(self.configuration.get("name", ""))

    def item(self, code: str) -> ServiceItem | None:
        """Return the item, or None when it is not offered here."""
        return next((item for item in self.items if item.code == code), None)

    async def welcome(self, frame: frames.Welcome) -> None:
        """The platform lets the terminal in. Keep the key that filings are sealed to."""
        if self.refused:
            await self.refuse("")
        await self.heard(frame.lease_seconds)
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
