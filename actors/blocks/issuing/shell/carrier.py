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
from urllib.parse import quote

import msgspec

from actors.blocks.calls.listing import Entry, EntryState
from actors.blocks.calls.outcome import Outcome
from actors.blocks.calls.shell.adapter import Call, CheckFailed, Settings, Told
from actors.blocks.calls.shell.exchange import Answer, asked, exchange, meant, reached
from actors.blocks.calls.shell.signed import check_signed

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
_PAGE_MOST = 1_000  # pages of a day's list


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
        self._url = settings["url"].rstrip("/")
        if not self._url.startswith(("http://", "https://")):
            raise ValueError("url: no address of the web")
        self._headers = {"authorization": f"Bearer {settings['key']}"}
        self._report_key = bytes.fromhex(settings["report_key"])

    async def run(self, call: Call) -> Outcome:
        """Have a parcel fetched; see `Adapter`."""
        sent = {"id": call.id, **{name: call.body.get(name) for name in _ASKED}}
        if not all(sent.values()):
            return Outcome(state="failed", reason="refused")
        headers = {**self._headers, "idempotency-key": call.id}
        answer = await exchange("POST", f"{self._url}/parcels", headers=headers, json=sent)
        return answer if isinstance(answer, Outcome) else _told(answer)

    async def ask(self, id: str) -> Outcome:
        """Ask for the parcel; see `Adapter`."""
        answer = await self._get(f"/parcels/{quote(id, safe='')}")
        outcome = asked(answer)
        return _told(answer) if isinstance(answer, Answer) and outcome.state == "done" else outcome

    async def check(self) -> None:
        """See that the carrier is there and knows the key; see `Adapter`."""
        answer = await self._get("/account")
        reached(answer)
        if isinstance(answer, Answer) and answer.status != 200:
            raise CheckFailed("connection", f"HTTP {answer.status}")

    async def reconcile(self, day: date) -> Sequence[Entry]:
        """Return the carrier's list; see `Adapter`."""
        found: list[Entry] = []
        after = ""
        for _ in range(_PAGE_MOST):
            answer = await self._get(f"/parcels?day={day.isoformat()}&after={quote(after)}")
            if isinstance(answer, Outcome) or answer.status != 200:
                raise ValueError("the carrier gives no list")
            page = msgspec.json.decode(answer.body, type=_Page)
            found += [Entry(id=one.id, state=_STATES[one.state], at=one.at) for one in page.parcels]
            if not page.more or not page.parcels:
                return found
            after = page.parcels[-1].id
        raise ValueError("the carrier's list has no end")

    def reports(self, headers: Mapping[str, str], body: bytes, now: float) -> Sequence[Told]:
        """Return what the carrier tells of a parcel; see `Adapter`."""
        check_signed(headers, body, self._report_key, now)
        line = msgspec.json.decode(body, type=_Line)
        if line.at.tzinfo is None:
            raise ValueError("at: without its zone")
        return (Told(id=line.id, outcome=line.outcome()),)

    async def _get(self, path: str) -> Answer | Outcome:
        return await exchange("GET", f"{self._url}{path}", headers=self._headers, seconds=10.0)


def _told(answer: Answer) -> Outcome:
    outcome = meant(answer)
    if outcome.state != "done":
        refused = outcome.state == "failed"
        return msgspec.structs.replace(outcome, reason="refused" if refused else outcome.reason)
    try:
        return msgspec.json.decode(answer.body, type=_Line).outcome()
    except msgspec.MsgspecError:
        return Outcome(state="unknown", reason="unreadable")
