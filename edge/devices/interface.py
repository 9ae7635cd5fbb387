"""What every driver offers, and how a driver fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from actors.blocks.terminals.reports import DeviceState, Supply


@dataclass(frozen=True)
class Status:
    """A device's health. "unknown" means that the device did not say; it never reads as good."""

    state: DeviceState
    detail: str = ""
    supplies: Mapping[str, Supply] = field(default_factory=dict[str, Supply])

    @property
    def usable(self) -> bool:
        """Whether a person may be sent to this device now."""
        spent = ("out", "jammed", "unknown")
        return self.state == "online" and not any(s in spent for s in self.supplies.values())


class DeviceFailed(Exception):
    """The device could not do it, and nothing came of the try. `status` tells why."""

    def __init__(self, status: Status) -> None:
        super().__init__(f"{status.state} {status.detail}".strip())
        self.status = status


class OutcomeUnknown(Exception):
    """It was begun, and the device does not say how it ended."""


class Device(Protocol):
    """One device on one line. Methods of one device are never called at the same time."""

    name: str

    async def status(self) -> Status:
        """Ask the device how it is, opening its line if need be; never raises DeviceFailed."""
        ...

    async def close(self) -> None:
        """Let the line go."""
        ...
