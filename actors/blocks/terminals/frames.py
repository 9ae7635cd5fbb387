"""The frames of the link: one WebSocket message holds one frame, a MessagePack map.

Terminal and gateway speak these and nothing else. Keys that are not known are ignored, so either
side may be the newer one; a frame of an unknown type ends the connection.
"""

from datetime import datetime
from typing import Literal

import msgspec

from actors.blocks.cases.items import ServiceItem
from actors.blocks.terminals.reports import SentEntry
from actors.kernel.errors import Reason
from actors.kernel.words import Title

VERSION = 1
MAX_BYTES = 1 << 20  # of one frame
LEASE_SECONDS = 24 * 3600.0  # that a terminal takes applications without a word of the platform


class Frame(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="t"):
    """One message of the link."""


class Challenge(Frame, frozen=True, kw_only=True, tag="challenge"):
    """Gateway, first: sign this."""

    nonce: bytes
    version: int = VERSION


class Hello(Frame, frozen=True, kw_only=True, tag="hello"):
    """Terminal: who it is. `signature` is Ed25519 over `hello_text`, `clock` its wall clock,
    `items_rev` the revision of the items that it has."""

    version: int = VERSION
    terminal: str
    epoch: str
    boot: str
    software: str
    clock: datetime
    signature: bytes
    items_rev: str = ""


class Welcome(Frame, frozen=True, kw_only=True, tag="welcome"):
    """Gateway: signed in. `received` is the last entry that is durable here, `window` how many
    may be on the way, `box_key` the X25519 public key (32 bytes) that filings are sealed to.
    Without a word of the platform for `lease_seconds` the terminal takes no new applications: one
    that was cut off while it was offline must not go on for ever."""

    connection: str
    now: datetime
    received: int
    window: int
    box_key: bytes
    lease_seconds: float = LEASE_SECONDS


class Entries(Frame, frozen=True, kw_only=True, tag="entries"):
    """Terminal: the next entries of its stream."""

    entries: tuple[SentEntry, ...]


class Ack(Frame, frozen=True, kw_only=True, tag="ack"):
    """Gateway: everything up to `received` is durable; the terminal may forget it."""

    received: int


class Perform(Frame, frozen=True, kw_only=True, tag="perform"):
    """Gateway: carry out an order within `seconds` of receiving this. Sent again until its end is
    reported; carried out once."""

    id: str
    operation: str
    arguments: dict[str, object] = {}
    seconds: float


class Performing(Frame, frozen=True, kw_only=True, tag="performing"):
    """Terminal: what becomes of a `Perform`; how it ends follows as an entry."""

    id: str
    answer: Literal["accepted", "duplicate", "refused", "expired"]


class Desired(Frame, frozen=True, kw_only=True, tag="desired"):
    """Gateway: the configuration that the terminal should have."""

    rev: int
    configuration: dict[str, object]


class Items(Frame, frozen=True, kw_only=True, tag="items"):
    """Gateway: every service item that may be applied for at this terminal."""

    rev: str
    items: tuple[ServiceItem, ...]


Rating = Literal["", "open", "kept", "once"]


class Inquire(Frame, frozen=True, kw_only=True, tag="inquire"):
    """Terminal: how far a case has come; asked by its number or the provisional one
    (临时回执号), and the end of the applicant's identity number. `id` names the question on this
    connection. With `stars`, 1 to 5, its service is rated, too (好差评)."""

    id: str
    number: str
    id_tail: str
    stars: int = 0


class Inquired(Frame, frozen=True, kw_only=True, tag="inquired"):
    """Gateway: the answer to the question `id`, without personal data.

    `outcome`: "found", "unknown" for a wrong number or end, "not_accepted" for an application that
    became no case (`refused` tells why), "too_many" tries, "failed" when it cannot be told now.
    `rating`: the service may be rated ("open"), is rated now ("kept"), or was before ("once"); ""
    while it is not over.
    """

    id: str
    outcome: Literal["found", "unknown", "not_accepted", "too_many", "failed"]
    number: str = ""
    provisional: str = ""
    item: str = ""
    title: Title | None = None
    phase: Title | None = None
    at: datetime | None = None
    refused: tuple[Reason, ...] = ()
    rating: Rating = ""


class CardShown(Frame, frozen=True, kw_only=True, tag="card_shown"):
    """Terminal: what came of the order to read a card, the `reading`: the sealed `box` of its
    `CardText`, or what hindered it, a word of `card_readings`. Said once, while its time runs."""

    reading: str
    box: bytes = b""
    trouble: str = ""


class Ping(Frame, frozen=True, kw_only=True, tag="ping"):
    """Terminal: `sent` is its wall clock."""

    sent: datetime


class Pong(Frame, frozen=True, kw_only=True, tag="pong"):
    """Gateway: the answer, with its own clock."""

    sent: datetime
    now: datetime


class Bye(Frame, frozen=True, kw_only=True, tag="bye"):
    """Either: the connection ends. `wait_seconds`: come back no sooner. `refused` tells a terminal
    that it is no longer one of the platform's: "revoked", or "unknown" where its key is no one's;
    it then takes nothing any more until it is let in again."""

    why: str
    wait_seconds: float = 0.0
    refused: Literal["", "revoked", "unknown"] = ""


ToTerminal = Challenge | Welcome | Ack | Perform | Desired | Items | Inquired | Pong | Bye
ToPlatform = Hello | Entries | Performing | Inquire | CardShown | Ping | Bye

_encoder = msgspec.msgpack.Encoder()
_to_terminal = msgspec.msgpack.Decoder(ToTerminal)
_to_platform = msgspec.msgpack.Decoder(ToPlatform)


def pack(frame: Frame) -> bytes:
    """Return the bytes of one WebSocket message."""
    return _encoder.encode(frame)


def read_at_terminal(message: bytes) -> ToTerminal:
    """Return the frame that the gateway sent.

    Raises:
        msgspec.MsgspecError: `message` is no frame for a terminal.
    """
    return _to_terminal.decode(message)


def read_at_platform(message: bytes) -> ToPlatform:
    """Return the frame that a terminal sent.

    Raises:
        msgspec.MsgspecError: `message` is no frame for the platform.
    """
    return _to_platform.decode(message)


def hello_text(nonce: bytes, terminal: str, epoch: str, boot: str) -> bytes:
    """Return what a terminal signs to prove that it holds its key, here and now."""
    return b"\n".join((b"yimen terminal 1", nonce.hex().encode(), terminal.encode(),
                       epoch.encode(), boot.encode()))  # fmt: skip
