"""What reaches the congress by other channels: a message a request, with the channel's signature.

The signature is an HMAC-SHA256 of the body with the channel's own key, as hexadecimal digits. A
message that comes again, or late, makes no second clue: its number is that of one clue.
"""

import hmac
from datetime import datetime
from typing import Any, Literal

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from fastapi import APIRouter, Request

from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from actors.systems.npc_motions.clue import ReceiveClue, clue_id, clue_key
from serve_apps.front.policies import ProvesItself
from serve_apps.front.wiring import Wired

router = APIRouter(include_in_schema=False)
SIGNATURE = "x-signature"
OutsideChannel = Literal["wechat", "microblog", "sms", "email"]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A message as a channel sends it; `told_at` is an instant with its zone."""

    external_id: str
    told_at: datetime
    text: str
    topic: str = ""
    region: str = ""
    person: str = ""
    contact: str = ""


def channel_key(signing_key: bytes, channel: OutsideChannel) -> bytes:
    """Return the key that `channel` signs with; no other can be derived from it."""
    return HKDF(SHA256(), 32, None, f"yimen intake {channel} 1".encode()).derive(signing_key)


def signature(key: bytes, body: bytes) -> str:
    """Return what stands in the header of a message with `body`."""
    return hmac.digest(key, body, "sha256").hex()


@router.post("/intake/npc/{channel}")
async def take_in(
    request: Request, _: ProvesItself, services: Wired, channel: OutsideChannel
) -> dict[str, Any]:
    """Take in one message, and return the id of its clue.

    Raises:
        Refusal: it is not signed by the channel, or says nothing that can be a clue.
        Overloaded, Unavailable: see `Sender.send`; the channel sends it again.
    """
    body = await request.body()
    expected = signature(channel_key(services.secrets.signing_key, channel), body)
    given = request.headers.get(SIGNATURE, "")
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise Refusal(Reason("clue.forbidden"), kind="forbidden")
    try:
        told = msgspec.json.decode(body, type=Told)
    except (msgspec.ValidationError, msgspec.DecodeError):
        raise Refusal(Reason("form.unreadable")) from None
    if told.told_at.tzinfo is None or not told.external_id:
        raise Refusal(Reason("form.unreadable", "/external_id"))
    id = clue_id(channel, told.external_id)
    wish = ReceiveClue(channel=channel, **msgspec.structs.asdict(told))
    await services.sender.send(clue_key(id), wish, id=f"intake:{id}", by=PLATFORM)
    return {"clue": id}
