"""A department's own approval system (部门审批系统), over HTTP.

    POST {url}/steps            a step, signed; its id is the call's
    GET  {url}/steps/{id}       what became of it
    GET  {url}/steps?day=2026-03-02[&after=id]      those that it was told on a day
    GET  {url}/sent?day=2026-03-02[&after=n]        those that it has told, each as it told it
    GET  {url}/account          whose token it is

`README.md` says what a step holds. What it tells by itself goes to `/intake/exchanges/{name}`.
"""

import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
import structlog

from actors.blocks.calls.listing import Entry, EntryState
from actors.blocks.calls.outcome import Outcome
from actors.blocks.calls.shell.adapter import Call, Settings, Told, Unsigned
from actors.blocks.calls.shell.exchange import Answer, exchange, meant
from actors.blocks.calls.shell.web_party import WebParty
from actors.blocks.exchanges.records import Officer, TakeStep
from actors.blocks.exchanges.shell.signing import check_signed_by, keys_of, signed_headers
from actors.blocks.exchanges.steps import STEPS, Step

_log = structlog.get_logger(__name__)
SETTINGS = ("url", "token", "keys", "report_keys")
_STATES: Mapping[str, EntryState] = {"taken": "done", "refused": "failed"}
_PAGE_MOST = 1_000  # pages of a day's list
_LIST_SECONDS = 10.0


class _Line(msgspec.Struct, frozen=True):
    """A step that it was told, as it tells of it."""

    id: str
    state: Literal["taken", "refused"]
    at: datetime
    receipt: str = ""
    reason: str = ""

    def outcome(self) -> Outcome:
        state = _STATES[self.state]
        return Outcome(state=state, reason=self.reason[:60], reference=self.receipt[:60])


class _Page(msgspec.Struct, frozen=True):
    steps: tuple[_Line, ...]
    more: bool = False


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A step that a department tells of the case `case`, an id; by its name or its code."""

    case: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    seq: Annotated[int, msgspec.Meta(ge=1, le=100_000)]
    at: datetime
    step: Step | Literal[""] = ""
    code: str = ""
    officer: Officer = ""
    facts: dict[str, Any] = {}

    def command(self, *, listed: bool = False) -> TakeStep:
        """Return what the exchange is sent.

        Raises:
            ValueError: it names no step, or an instant without its zone.
        """
        step = self.step or STEPS.get(self.code)
        if not step or self.at.tzinfo is None:
            raise ValueError("no step, or an instant without its zone")
        return TakeStep(
            seq=self.seq,
            step=step,
            at=self.at,
            facts=self.facts,
            officer=self.officer,
            listed=listed,
        )


class _SentPage(msgspec.Struct, frozen=True):
    """Steps that it has told; `after` is where the next page begins."""

    steps: tuple[msgspec.Raw, ...]
    after: int = 0
    more: bool = False


class Department:
    """Speaks with the system at `url`, known there by `token`; what it is told is signed with
    `keys`, what it tells with `report_keys`."""

    def __init__(self, settings: Settings, now: Callable[[], float] = time.time) -> None:
        self._party = WebParty(settings["url"], settings["token"], seconds=_LIST_SECONDS)
        self._keys = keys_of(settings["keys"])
        self._report_keys = keys_of(settings["report_keys"])
        self._now = now

    async def run(self, call: Call) -> Outcome:
        """Tell the step; see `Adapter`."""
        body = msgspec.json.encode(call.with_id)
        headers = self._party.headers | signed_headers(self._keys, call.id, self._now(), body)
        answer = await exchange("POST", f"{self._party.url}/steps", headers=headers, content=body)
        return answer if isinstance(answer, Outcome) else _told(answer)

    async def ask(self, id: str) -> Outcome:
        """Ask for the step; see `Adapter`."""
        return await self._party.ask("steps", id, _told)

    async def check(self) -> None:
        """See that the system is there and knows the token; see `Adapter`."""
        await self._party.check()

    async def reconcile(self, day: date) -> Sequence[Entry]:
        """Return the system's list of what it was told; see `Adapter`."""
        lines = await self._party.lines("steps", day, _page)
        return [Entry(id=line.id, state=_STATES[line.state], at=line.at) for line in lines]

    async def sent_on(self, day: date) -> AsyncIterator[Report]:
        """Yield what the system says that it has told on `day`, a date of the city's.

        Raises:
            ValueError: it gives no list, or one that cannot be read.
        """
        after = 0
        for _ in range(_PAGE_MOST):
            answer = await self._list(f"/sent?day={day.isoformat()}&after={after}")
            page = msgspec.json.decode(answer.body, type=_SentPage)
            for each in page.steps:
                try:
                    yield msgspec.json.decode(each, type=Report)
                except msgspec.DecodeError as error:  # one line is not worth the others
                    _log.warning("exchange.unreadable_line", day=f"{day}", error=str(error))
            if not page.more or page.after <= after:
                return
            after = page.after

    def report(self, headers: Mapping[str, str], body: bytes, now: float) -> Report:
        """Return the step that a request of the system's own tells; `now` in seconds since 1970.

        Raises:
            Unsigned: it is not the system's, or too old.
            ValueError: it cannot be read.
        """
        check_signed_by(self._report_keys, headers, body, now)
        return msgspec.json.decode(body, type=Report)

    def asks(self, headers: Mapping[str, str], about: str, now: float) -> None:
        """See that the system asks about the case `about`: the id of the request is that, and its
        body is empty.

        Raises:
            Unsigned: it is not the system's, or too old, or about another case.
        """
        check_signed_by(self._report_keys, headers, b"", now)
        if headers.get("webhook-id", "").partition("/")[0] != about:
            raise Unsigned

    def reports(self, headers: Mapping[str, str], body: bytes, now: float) -> Sequence[Told]:
        """Nothing is told of calls: what a department does is told as steps; see `Adapter`."""
        raise Unsigned

    async def _list(self, path: str) -> Answer:
        answer = await self._party.get(path)
        if isinstance(answer, Outcome) or answer.status != 200:
            raise ValueError("the system gives no list")
        return answer


def _page(body: bytes) -> tuple[Sequence[_Line], bool]:
    page = msgspec.json.decode(body, type=_Page)
    return page.steps, page.more


def _told(answer: Answer) -> Outcome:
    outcome = meant(answer)
    try:
        if outcome.state == "done":
            return msgspec.json.decode(answer.body, type=_Line).outcome()
        reason = str(answer.json().get("reason", ""))
    except ValueError:
        done = outcome.state == "done"
        return Outcome(state="unknown", reason="unreadable") if done else outcome
    return msgspec.structs.replace(outcome, reason=reason[:60] or outcome.reason)
