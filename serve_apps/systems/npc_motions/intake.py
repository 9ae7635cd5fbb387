"""What reaches the congress by other channels: a message a request, with the channel's signature.

The signature is an HMAC-SHA256 of the body with the channel's own key, as hexadecimal digits; the
operator gives the key out and replaces it (`yimen channels`). A message that comes again, or late,
makes no second clue: its number is that of one clue.
"""

import hmac
import re
from datetime import datetime
from typing import Any

import msgspec
from fastapi import APIRouter, Request

from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from actors.systems.npc_motions.clue_records import OutsideChannel, ReceiveClue, clue_id, clue_key
from serve_apps.front.policies import ProvesItself
from serve_apps.front.wiring import Wired
from serve_apps.systems.npc_motions.channel_keys import ChannelKeys

router = APIRouter(include_in_schema=False)
SIGNATURE = "x-signature"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A message as a channel sends it; `told_at` is an instant with its zone."""

    external_id: str
    told_at: datetime
    text: str
    topic: str = ""
    region: str = ""
    person: str = ""
    contact: str = ""


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
    key = services[ChannelKeys].of(channel)
    given = request.headers.get(SIGNATURE, "")
    if key is None or not hmac.compare_digest(given.encode(), signature(key, body).encode()):
        raise Refusal(Reason("clue.forged"), kind="forbidden")
    try:
        told = msgspec.json.decode(body, type=Told)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise Refusal(Reason("form.unreadable", _field_of(error))) from None
    if not told.external_id:
        raise Refusal(Reason("proposal.empty", "/external_id"))
    if told.told_at.tzinfo is None:
        raise Refusal(Reason("clue.without_zone", "/told_at"))
    id = clue_id(channel, told.external_id)
    wish = ReceiveClue(channel=channel, **msgspec.structs.asdict(told))
    await services.sender.send(clue_key(id), wish, id=f"intake:{id}", by=PLATFORM)
    return {"clue": id}


def _field_of(error: msgspec.DecodeError) -> str:
    """Return the field that `error` is about, as its message ends: "at `$.told_at`"; "" for the
    whole."""
    found = re.search(r"`\$\.(\w+)`$", str(error)) or re.search(r"field `(\w+)`", str(error))
    return f"/{found[1]}" if found else ""
