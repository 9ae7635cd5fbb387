"""How one kiosk is set up. Read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from edge.devices.escpos import MODELS

PREFIX = "YIMEN_EDGE_"


@dataclass(frozen=True, kw_only=True)
class EdgeSettings:
    """Settings of this folder. Every variable begins with `YIMEN_EDGE_`.

    Attributes:
        platform: `PLATFORM`, address of the platform, default "http://127.0.0.1:8000"; anything
            but this machine must be https.
        data: `DATA`, folder of the spool and the terminal's key, default "var/kiosk".
        code: `CODE`, the one-time enrolment code; needed once.
        reader, printer: `READER`, `PRINTER`, device files of the serial lines.
        paper: `PAPER`, width of the receipt paper in millimetres, 80 or 58.
        screen_port: `SCREEN_PORT` of the touch pages on 127.0.0.1, default 8470; 0: any free one.
        idle_seconds: `IDLE_SECONDS` without a touch that end a session, default 75, the last
            `warning_seconds` of them counted down.
        answer_seconds: `ANSWER_SECONDS` that a person waits for the case number before the
            provisional receipt is printed, default 15.
        retry_seconds: `RETRY_SECONDS`, longest wait between two tries to connect, default 60.
        poll_seconds: `POLL_SECONDS` between looks at the devices' health, default 10.
        spool_bytes: `SPOOL_MEGABYTES` that may wait for the platform, default 64.
        desk: `DESK`, address of the simulated devices' desk, shown on the screen; empty for real
            devices.
    """

    platform: str = "http://127.0.0.1:8000"
    data: Path = Path("var/kiosk")
    code: str = ""
    reader: str = "/dev/ttyUSB0"
    printer: str = "/dev/ttyUSB1"
    paper: str = "80"
    screen_port: int = 8470
    idle_seconds: float = 75.0
    warning_seconds: float = 15.0
    answer_seconds: float = 15.0
    retry_seconds: float = 60.0
    poll_seconds: float = 10.0
    spool_bytes: int = 64 << 20
    desk: str = ""


class WrongSettings(Exception):
    """A variable does not hold what it must; the message names it."""


def read_settings(environment: Mapping[str, str] = os.environ) -> EdgeSettings:
    """Read the settings from `environment`.

    Raises:
        WrongSettings: a variable is unknown or does not hold what it must.
    """
    given = {k[len(PREFIX) :]: v for k, v in environment.items() if k.startswith(PREFIX)}
    defaults = EdgeSettings()
    settings = EdgeSettings(
        platform=given.pop("PLATFORM", defaults.platform).rstrip("/"),
        data=Path(given.pop("DATA", str(defaults.data))).absolute(),
        code=given.pop("CODE", ""),
        reader=given.pop("READER", defaults.reader),
        printer=given.pop("PRINTER", defaults.printer),
        paper=given.pop("PAPER", defaults.paper),
        screen_port=int(_number(given, "SCREEN_PORT", defaults.screen_port, 0, 65535)),
        idle_seconds=_number(given, "IDLE_SECONDS", defaults.idle_seconds, 5, 3600),
        answer_seconds=_number(given, "ANSWER_SECONDS", defaults.answer_seconds, 0.1, 120),
        retry_seconds=_number(given, "RETRY_SECONDS", defaults.retry_seconds, 0.5, 3600),
        poll_seconds=_number(given, "POLL_SECONDS", defaults.poll_seconds, 0.1, 600),
        spool_bytes=int(_number(given, "SPOOL_MEGABYTES", 64, 1, 4096) * (1 << 20)),
        desk=given.pop("DESK", ""),
    )
    if given:
        raise WrongSettings(f"unknown setting {PREFIX}{min(given)}")
    if settings.paper not in MODELS:
        raise WrongSettings(f"{PREFIX}PAPER must be one of {', '.join(MODELS)}")
    near = ("http://127.0.0.1", "http://localhost", "http://[::1]")
    if not settings.platform.startswith(("https://", *near)):
        raise WrongSettings(f"{PREFIX}PLATFORM must be https, since it is another machine")
    return settings


def _number(
    given: dict[str, str], name: str, default: float, smallest: float, largest: float
) -> float:
    text = given.pop(name, str(default))
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not smallest <= number <= largest:
        raise WrongSettings(f"{PREFIX}{name} must be from {smallest} to {largest}, not {text!r}")
    return number
