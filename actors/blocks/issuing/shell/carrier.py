"""A parcel carrier (寄递企业) over HTTP.

    POST {url}/parcels            {"id", "name", "phone", "address", "contents"}; once for each id
    GET  {url}/parcels/{id}       {"id", "number", "state", "at"}
    GET  {url}/parcels?day=2026-03-02[&after=id]
    GET  {url}/account            whose key it is

It tells later, signed, what became of a parcel: state "accepted" once it has it under a number,
"delivered", "returned" to the sender, "lost", or "refused" where it does not go there.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal

import msgspec

from actors.blocks.calls.listing import Entry, EntryState
from actors.blocks.calls.outcome import Outcome
from actors.blocks.calls.shell.adapter import Call, Settings, Told
from actors.blocks.calls.shell.exchange import Answer, exchange, meant
from actors.blocks.calls.shell.signed import check_signed
from actors.blocks.calls.shell.web_party import WebParty

SETTINGS = ("url", "key", "report_key")
State = Literal["accepted", "delivered", "returned", "lost", "refused"]
_STATES: Mapping[State, EntryState] = {
    "accepted": "accepted",
    "delivered": "done",
    "returned": "failed",
    "lost": "failed",
    "refused": "failed",
}
_ASKED = ("name", "phone", "address", "contents")


class _Line(msgspec.Struct, frozen=True):
    """A parcel as the carrier tells of it."""

    id: str
    state: State
    at: datetime
    number: str = ""

    def outcome(self) -> Outcome:
        state = _STATES[self.state]
        reason = self.state if state == "failed" else ""
        return Outcome(state=state, reason=reason, reference=self.number[:24], at=self.at)


class _Page(msgspec.Struct, frozen=True):
    parcels: tuple[_Line, ...]
    more: bool = False


class ParcelCarrier:
    """Speaks with the carrier at `url`, known there by `key`; its reports are signed with
    `report_key`, in hexadecimal digits."""

    def __init__(self, settings: Settings) -> None:
        self._party = WebParty(settings["url"], settings["key"])
        self._report_key = bytes.fromhex(settings["report_key"])

    async def run(self, call: Call) -> Outcome:
        """Have a parcel fetched; see `Adapter`."""
        sent = {"id": call.id, **{name: call.body.get(name) for name in _ASKED}}
        if not all(sent.values()):
            return Outcome(state="failed", reason="refused")
        headers = {**self._party.headers, "idempotency-key": call.id}
        answer = await exchange("POST", f"{self._party.url}/parcels", headers=headers, json=sent)
        return answer if isinstance(answer, Outcome) else _told(answer)

    async def ask(self, id: str) -> Outcome:
        """Ask for the parcel; see `Adapter`."""
        return await self._party.ask("parcels", id, _told)

    async def check(self) -> None:
        """See that the carrier is there and knows the key; see `Adapter`."""
        await self._party.check()

    async def reconcile(self, day: date) -> Sequence[Entry]:
        """Return the carrier's list; see `Adapter`."""
        lines = await self._party.lines("parcels", day, _page)
        return [Entry(id=line.id, state=_STATES[line.state], at=line.at) for line in lines]

    def reports(self, headers: Mapping[str, str], body: bytes, now: float) -> Sequence[Told]:
        """Return what the carrier tells of a parcel; see `Adapter`."""
        check_signed(headers, body, self._report_key, now)
        line = msgspec.json.decode(body, type=_Line)
        if line.at.tzinfo is None:
            raise ValueError("at: without its zone")
        return (Told(id=line.id, outcome=line.outcome()),)


def _page(body: bytes) -> tuple[Sequence[_Line], bool]:
    page = msgspec.json.decode(body, type=_Page)
    return page.parcels, page.more


def _told(answer: Answer) -> Outcome:
    outcome = meant(answer)
    if outcome.state != "done":
        refused = outcome.state == "failed"
        return msgspec.structs.replace(outcome, reason="refused" if refused else outcome.reason)
    try:
        return msgspec.json.decode(answer.body, type=_Line).outcome()
    except msgspec.MsgspecError:
        return Outcome(state="unknown", reason="unreadable")
