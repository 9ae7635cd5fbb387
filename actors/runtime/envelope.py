"""What travels between a router and a host: one `bytes` payload per Ray call, many envelopes in it.

Structs are arrays on the wire, so hosts and routers of one cluster must run one release.
"""

from typing import Any

import msgspec

from actors.kernel.errors import (
    Crowded,
    Destroyed,
    Fault,
    HandlerFailed,
    Overloaded,
    Quarantined,
    Reason,
    Refusal,
    RefusalKind,
    Unavailable,
)
from actors.kernel.identity import Identity
from actors.kernel.ports import Receipt, Shown
from actors.runtime.activation import Answer
from actors.runtime.codec import Codec
from actors.runtime.residents import Moved


class Envelope(msgspec.Struct, frozen=True, array_like=True):
    """One wish. `number` is the router's own, to find the reply's owner; `command` is the packed
    command, None to see the entity; `ttl` is what is left to the caller's deadline in ms; `trace`
    is that of the request, `span` what waits in it when it is traced."""

    number: int
    key: str
    id: str
    command: bytes | None
    by: Identity
    ttl: int
    trace: str = ""
    span: str = ""


class Delivery(msgspec.Struct, frozen=True, array_like=True):
    """What one call brings to a host."""

    router: str
    envelopes: list[Envelope]


class Done(msgspec.Struct, frozen=True, array_like=True, tag=0):
    """The command is durable."""

    number: int
    seq: int
    reply: Any
    replayed: bool


class Seen(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """The entity as its owner sees it; `state` is packed."""

    number: int
    seq: int
    state: bytes


class Refused(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """The rules say no."""

    number: int
    kind: RefusalKind
    reasons: tuple[Reason, ...]
    allowed: tuple[str, ...]
    because: str = ""


class Failed(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """Something broke; `fault` is the name of its class."""

    number: int
    fault: str
    text: str
    retry_after: float


class Elsewhere(msgspec.Struct, frozen=True, array_like=True, tag=4):
    """The entity belongs to another host."""

    number: int


Reply = Done | Seen | Refused | Failed | Elsewhere

_FAULTS: dict[str, type[Fault]] = {
    each.__name__: each for each in (Unavailable, HandlerFailed, Quarantined, Destroyed)
}
_pack = msgspec.msgpack.Encoder().encode
_unpack_delivery = msgspec.msgpack.Decoder(Delivery).decode
_unpack_replies = msgspec.msgpack.Decoder(list[Reply]).decode


def pack_delivery(delivery: Delivery) -> bytes:
    """Return `delivery` as one payload."""
    return _pack(delivery)


def unpack_delivery(payload: bytes) -> Delivery:
    """Return what `pack_delivery` packed."""
    return _unpack_delivery(payload)


def pack_replies(replies: list[Reply]) -> bytes:
    """Return `replies` as one payload."""
    return _pack(replies)


def unpack_replies(payload: bytes) -> list[Reply]:
    """Return what `pack_replies` packed."""
    return _unpack_replies(payload)


def reply_of(number: int, answer: Answer, codec: Codec | None) -> Reply:
    """Return `answer` of the engine as it travels; `codec` is that of the entity's kind."""
    if isinstance(answer, Receipt):
        return Done(number, answer.seq, answer.reply, answer.replayed)
    if isinstance(answer, Shown) and codec is not None:
        return Seen(number, answer.seq, codec.pack_state(answer.state))
    if isinstance(answer, Moved):
        return Elsewhere(number)
    if isinstance(answer, Refusal):
        return Refused(number, answer.kind, answer.reasons, answer.allowed, answer.because)
    retry_after = answer.retry_after if isinstance(answer, Overloaded) else 0.0
    return Failed(number, type(answer).__name__, str(answer), retry_after)


def answer_of(reply: Reply, key: str, codec: Codec) -> Answer:
    """Return what `reply` stands for, the other way round than `reply_of`."""
    match reply:
        case Done():
            return Receipt(key, reply.seq, reply.reply, reply.replayed)
        case Seen():
            return Shown(key, reply.seq, codec.unpack_state(reply.state))
        case Refused():
            return Refusal(
                *reply.reasons, kind=reply.kind, allowed=reply.allowed, because=reply.because
            )
        case Failed(fault="Overloaded"):
            return Overloaded(reply.retry_after)
        case Failed(fault="Crowded"):
            return Crowded(reply.retry_after)
        case Failed():
            return _FAULTS.get(reply.fault, HandlerFailed)(reply.text)
        case Elsewhere():
            return Moved()
