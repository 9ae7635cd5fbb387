"""What a terminal is at a moment: the fold of its events."""

from datetime import datetime

import msgspec

from actors.blocks.terminals.reports import DeviceState, Entry, Supply

RECENT = 20  # entries that the state remembers, for the operator's page


class Device(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The last known health of one device; `at` by the terminal's clock."""

    state: DeviceState
    at: datetime
    detail: str = ""
    supplies: dict[str, Supply] = {}


class Order(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A command to the terminal that has not ended. `id` is unique for the terminal for ever."""

    id: str
    operation: str
    arguments: dict[str, object] = {}
    expires_at: datetime


class TerminalState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One terminal. `public_key` is raw Ed25519 (32 bytes), empty until it enrolled.

    `connection` names its newest link, empty while it is offline. `received_seq` is the last entry
    of `epoch` that is in the journal. `place` is a division code of 6 to 12 digits.
    """

    id: str
    name: str = ""
    place: str = ""
    code_hash: str = ""  # SHA-256 (hex) of the one-time code, empty once it was used
    code_expires_at: datetime | None = None
    public_key: bytes = b""
    used_code_hash: str = ""
    revoked: bool = False
    revoked_at: datetime | None = None  # last
    enrolled_at: datetime | None = None  # last
    online: bool = False
    connection: str = ""
    last_seen: datetime | None = None
    software: str = ""
    boot: str = ""
    epoch: str = ""
    received_seq: int = 0
    devices: dict[str, Device] = {}
    session: str = ""
    orders: tuple[Order, ...] = ()
    desired_rev: int = 0
    desired: dict[str, object] = {}
    reported_rev: int = 0
    reported: dict[str, object] = {}
    recent: tuple[Entry, ...] = ()  # the newest last
    applications: int = 0  # filed here, refused ones not counted
