"""Looks after the devices' health: asks them one by one and tells what has changed."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from actors.blocks.terminals.reports import DeviceChanged
from edge.devices.interface import Device, Status
from edge.outbox import Outbox

log = logging.getLogger("yimen.edge")


class DeviceKeeper:
    """Knows the last status of every device. A device starts as "unknown"."""

    def __init__(
        self, devices: Sequence[Device], outbox: Outbox, on_change: Callable[[], None]
    ) -> None:
        self._devices = devices
        self._outbox = outbox
        self._on_change = on_change
        self._told: dict[str, Status] = {}
        self.statuses = {device.name: Status("unknown", "not asked yet") for device in devices}

    async def run(self, poll_seconds: float) -> None:
        """Ask every device every `poll_seconds`; never returns."""
        while True:
            await asyncio.gather(*(self._look(device) for device in self._devices))
            await asyncio.sleep(poll_seconds)

    async def close(self) -> None:
        """Let every line go."""
        for device in self._devices:
            await device.close()

    async def _look(self, device: Device) -> None:
        try:
            status = await device.status()
        except Exception as surprise:  # of one device; the others and the kiosk go on
            log.warning("a device cannot be asked: %s (%s)", device.name, type(surprise).__name__)
            status = Status("unknown", type(surprise).__name__)
        self.statuses[device.name] = status
        if self._told.get(device.name) == status:
            return
        self._told[device.name] = status
        report = DeviceChanged(
            device=device.name,
            state=status.state,
            detail=status.detail,
            supplies=dict(status.supplies),
        )
        self._outbox.note(report)
        self._on_change()
