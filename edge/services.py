"""What a person can do at the kiosk, and what it needs: what is broken closes that alone."""

from collections.abc import Callable, Mapping
from typing import Literal, get_args

from edge.devices.interface import Status
from edge.outbox import Outbox
from edge.platform import Platform

Service = Literal[
    "apply",  # 申请
    "progress",  # 进度查询
    "receipt",  # 打印回执
]
# Devices without which a service is closed. What is not named here needs the screen alone: guides
# can always be read, and who applies without paper is shown the number to note or to photograph.
NEEDS: Mapping[Service, tuple[str, ...]] = {
    "apply": ("id_card_reader",),
    "progress": (),
    "receipt": ("receipt_printer",),
}


class Services:
    """Tells what is closed, and why, as words of the screens."""

    def __init__(
        self,
        platform: Platform,
        outbox: Outbox,
        statuses: Mapping[str, Status],
        online: Callable[[], bool],
    ) -> None:
        """`statuses` are the last known ones of the devices, `online` whether there is a link."""
        self._platform = platform
        self._outbox = outbox
        self._statuses = statuses
        self._online = online

    def closed(self, service: Service) -> str:
        """Return why `service` is closed now, "" when it is open."""
        if self._platform.closed:
            return self._platform.closed
        for device in NEEDS[service]:
            if not self._statuses[device].usable:
                return f"without_{device}"
        if service == "apply" and self._outbox.full:
            return "out_of_room"
        if service == "progress" and not self._online():
            return "no_link"
        return ""

    def all(self) -> dict[Service, str]:
        """Return every service with why it is closed, "" where it is open."""
        return {service: self.closed(service) for service in get_args(Service)}
