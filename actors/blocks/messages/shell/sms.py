"""The SMS gateway (短信网关) of a place, over HTTP.

    POST {url}/messages            {"id", "to", "text"}; the id is the idempotency key, too
    GET  {url}/messages/{id}       {"id", "state", "reason", "at"}
    GET  {url}/messages?day=2026-03-02[&after=id]
    GET  {url}/account             whose key it is

It tells later, signed, whether a phone received a message: state "accepted", "delivered" or
"undelivered". A call's body is {"to": telephone, "text": what the phone shows}. What phones answer
it hands in, signed alike: {"id", "from", "text", "at"}.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.blocks.calls.listing import Entry, EntryState
from actors.blocks.calls.outcome import Outcome
from actors.blocks.calls.shell.adapter import Call, Settings, Told
from actors.blocks.calls.shell.exchange import Answer, exchange, meant
from actors.blocks.calls.shell.signed import check_signed
from actors.blocks.calls.shell.web_party import WebParty

SETTINGS = ("url", "key", "report_key")
_STATES: Mapping[str, EntryState] = {
    "accepted": "accepted",
    "delivered": "done",
    "undelivered": "failed",
}
_MOBILE = 11  # digits of a number, without that of the country


class _Line(msgspec.Struct, frozen=True):
    """A message as the gateway tells of it."""

    id: str
    state: Literal["accepted", "delivered", "undelivered"]
    at: datetime
    reason: str = ""

    def outcome(self) -> Outcome:
        return Outcome(state=_STATES[self.state], reason=self.reason[:60], at=self.at)


class Texted(msgspec.Struct, frozen=True, rename={"sender": "from"}):
    """A text message that came from a telephone; `id` is the gateway's own."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    sender: Annotated[str, msgspec.Meta(pattern=r"^(\+?86)?1[3-9][0-9]{9}$")]
    text: Annotated[str, msgspec.Meta(max_length=1_000)]
    at: datetime


class _Page(msgspec.Struct, frozen=True):
    messages: tuple[_Line, ...]
    more: bool = False


class SmsGateway:
    """Speaks with the gateway at `url`, known there by `key`; its reports are signed with
    `report_key`, in hexadecimal digits."""

    def __init__(self, settings: Settings) -> None:
        self._party = WebParty(settings["url"], settings["key"])
        self._report_key = bytes.fromhex(settings["report_key"])

    async def run(self, call: Call) -> Outcome:
        """Have the message sent; see `Adapter`."""
        sent = {"id": call.id, "to": call.body.get("to"), "text": call.body.get("text")}
        if not sent["to"] or not sent["text"]:
            return Outcome(state="failed", reason="nothing_to_send")
        headers = {**self._party.headers, "idempotency-key": call.id}
        answer = await exchange("POST", f"{self._party.url}/messages", headers=headers, json=sent)
        return answer if isinstance(answer, Outcome) else _told(answer)

    async def ask(self, id: str) -> Outcome:
        """Ask for the message; see `Adapter`."""
        return await self._party.ask("messages", id, _told)

    async def check(self) -> None:
        """See that the gateway is there and knows the key; see `Adapter`."""
        await self._party.check()

    async def reconcile(self, day: date) -> Sequence[Entry]:
        """Return the gateway's list; see `Adapter`."""
        lines = await self._party.lines("messages", day, _page)
        return [Entry(id=line.id, state=_STATES[line.state], at=line.at) for line in lines]

    def reports(self, headers: Mapping[str, str], body: bytes, now: float) -> Sequence[Told]:
        """Return what the gateway tells of a message; see `Adapter`."""
        check_signed(headers, body, self._report_key, now)
        line = msgspec.json.decode(body, type=_Line)
        if line.at.tzinfo is None:
            raise ValueError("at: without its zone")
        return (Told(id=line.id, outcome=line.outcome()),)

    def texted(self, headers: Mapping[str, str], body: bytes, now: float) -> Texted:
        """Return what a telephone answered; `headers` by lower-case names, `now` in seconds since
        1970.

        Raises:
            Unsigned: it is not the gateway's.
            ValueError: it cannot be read.
        """
        check_signed(headers, body, self._report_key, now)
        found = msgspec.json.decode(body, type=Texted)
        return msgspec.structs.replace(found, sender=found.sender[-_MOBILE:])


def _page(body: bytes) -> tuple[Sequence[_Line], bool]:
    page = msgspec.json.decode(body, type=_Page)
    return page.messages, page.more


def _told(answer: Answer) -> Outcome:
    outcome = meant(answer)
    if outcome.state != "done":
        try:
            reason = str(answer.json().get("reason", ""))
        except ValueError:
            reason = ""
        return msgspec.structs.replace(outcome, reason=reason[:60] or outcome.reason)
    try:
        return msgspec.json.decode(answer.body, type=_Line).outcome()
    except msgspec.MsgspecError:
        return Outcome(state="unknown", reason="unreadable")
