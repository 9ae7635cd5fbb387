"""What a terminal reports. None of these can hold personal data; `Sealed` hides what does."""

from datetime import datetime
from typing import Literal

import msgspec

from actors.kernel.errors import Reason

# The words of XFS4IoT (CWA 17852). "unknown" is a state of its own and never reads as good.
DeviceState = Literal[
    "unknown",
    "starting",
    "online",
    "offline",
    "power_off",
    "no_device",
    "hardware_error",
    "user_error",
    "busy",
]
Supply = Literal["unknown", "full", "low", "out", "jammed"]
Completion = Literal[
    "done",  # carried out
    "failed",  # tried, and the device said no
    "unknown",  # begun, and a crash hides how it ended; never tried again by itself
    "expired",  # its time ran out before it was begun
    "refused",  # the terminal does not know the operation or may not do it now
]


class Report(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type"):
    """Something that a terminal noticed or did."""


class Started(Report, frozen=True, kw_only=True, tag="started"):
    """The agent came up; `boot` of the entry is new."""

    software: str


class DeviceChanged(Report, frozen=True, kw_only=True, tag="device_changed"):
    """A device's health is not what it was. `supplies`: by name, such as "paper"."""

    device: str
    state: DeviceState
    detail: str = ""
    supplies: dict[str, Supply] = {}


class SessionOpened(Report, frozen=True, kw_only=True, tag="session_opened"):
    """Somebody began. `session` is a random pseudonym."""

    session: str


class CardRead(Report, frozen=True, kw_only=True, tag="card_read"):
    """An identity card was read. `card` is a keyed hash of its number, the key known to the
    terminal alone."""

    session: str
    card: str


class OtherCardIgnored(Report, frozen=True, kw_only=True, tag="other_card_ignored"):
    """Somebody else's card was laid on the reader while a session had one; it was not taken, and
    nothing of it is told."""

    session: str


class SessionClosed(Report, frozen=True, kw_only=True, tag="session_closed"):
    """The session ended and everything personal was wiped. "stopped": the agent or its screen stood
    still, or the kiosk was closed."""

    session: str
    why: Literal["finished", "left", "idle", "stopped"]


class CommandDone(Report, frozen=True, kw_only=True, tag="command_done"):
    """How a command of the platform ended. `detail` is for operators."""

    id: str
    code: Completion
    detail: str = ""


class ConfigurationReported(Report, frozen=True, kw_only=True, tag="configuration_reported"):
    """What the terminal has put into force of its desired configuration."""

    rev: int
    configuration: dict[str, object]


class EntriesLost(Report, frozen=True, kw_only=True, tag="entries_lost"):
    """The spool was full and dropped `count` of the oldest entries, never those of lane A."""

    count: int
    first_at: datetime
    last_at: datetime


class Measured(Report, frozen=True, kw_only=True, tag="measured"):
    """Telemetry: the newest value of `name`, in the unit that the name ends in."""

    name: str
    value: float


class Sealed(Report, frozen=True, kw_only=True, tag="sealed"):
    """An application filed at the terminal, readable by the platform alone.

    `idempotency_key` and `provisional` (临时回执号) were made by the terminal; `box` is a `Filing`
    in MessagePack, sealed to the platform's public key. It exists in the terminal's spool and on
    the link, never in the terminal's journal.
    """

    session: str
    item: str
    item_version: int
    idempotency_key: str
    provisional: str
    box: bytes


class ApplicationFiled(Report, frozen=True, kw_only=True, tag="application_filed"):
    """What the platform made of a `Sealed`: the case and its number, or why it was refused
    (`refused`; the facts of reasons hold no personal data)."""

    session: str
    item: str
    provisional: str
    case: str
    number: str = ""
    refused: tuple[Reason, ...] = ()


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """Inside a sealed box: who applies, and the answers. Personal data. `promised` names the
    materials that the applicant promised to hand in later (容缺); the others that the item needs
    come from the licence store. `identified` tells how it is known who applies: "card" of one that
    was read, "" from kiosks that did not say. `statement` is what the screen told of the
    applicant's data."""

    name: str
    id_number: str
    phone: str
    form: dict[str, object]
    promised: tuple[str, ...] = ()
    identified: Literal["", "card"] = ""
    statement: str = ""


class CardText(msgspec.Struct, frozen=True, kw_only=True):
    """Inside a sealed box: what the card of who is present at a window says. Personal data, never
    on a terminal's disk and in no journal."""

    name: str
    id_number: str


Told = (
    Started
    | DeviceChanged
    | SessionOpened
    | CardRead
    | OtherCardIgnored
    | SessionClosed
    | CommandDone
    | ConfigurationReported
    | EntriesLost
    | Measured
)
Sent = Told | Sealed  # over the link
Kept = Told | ApplicationFiled  # in the journal

# A: transactions and audit, never dropped; B: changes of state; C: telemetry, newest value only.
Lane = Literal["A", "B", "C"]


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A report with its place in the terminal's stream.

    `seq` counts from 1 within an epoch of the spool, without gaps. `at` is the terminal's own wall
    clock, `mono` whole milliseconds of its monotonic clock within `boot`.
    """

    seq: int
    lane: Lane
    at: datetime
    mono: int
    boot: str
    report: Kept


class SentEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An entry as it travels; the same fields as `Entry`."""

    seq: int
    lane: Lane
    at: datetime
    mono: int
    boot: str
    report: Sent
