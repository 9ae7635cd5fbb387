"""A register (登记库) outside, over HTTP: it is asked whether what somebody says is so.

    POST {url}/questions          {"id", "asks": {...}}; the id is the idempotency key
    GET  {url}/questions/{id}     {"id", "holds": true}
    GET  {url}/account            whose token it is

Asking twice does nothing twice, so what is unknown is asked again.
"""

from urllib.parse import quote

import msgspec

from actors.blocks.calls.outcome import Outcome
from actors.blocks.calls.shell.adapter import AnswersOnly, Call, CheckFailed, Settings
from actors.blocks.calls.shell.exchange import Answer, asked, exchange, meant, reached

SETTINGS = ("url", "token")


class _Said(msgspec.Struct, frozen=True):
    id: str
    holds: bool


class RegisterOutside(AnswersOnly):
    """Speaks with the register at `url`, known there by `token`."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings["url"].rstrip("/")
        if not self._url.startswith(("http://", "https://")):
            raise ValueError("url: no address of the web")
        self._headers = {"authorization": f"Bearer {settings['token']}"}

    async def run(self, call: Call) -> Outcome:
        """Ask the question; see `Adapter`."""
        headers = {**self._headers, "idempotency-key": call.id}
        address = f"{self._url}/questions"
        answer = await exchange("POST", address, headers=headers, json=call.with_id)
        return _said(answer) if isinstance(answer, Answer) else answer

    async def ask(self, id: str) -> Outcome:
        """Ask for the answer; see `Adapter`."""
        answer = await self._get(f"/questions/{quote(id, safe='')}")
        outcome = asked(answer)
        return _said(answer) if isinstance(answer, Answer) and outcome.state == "done" else outcome

    async def check(self) -> None:
        """See that the register is there and knows the token; see `Adapter`."""
        answer = await self._get("/account")
        reached(answer)
        if isinstance(answer, Answer) and answer.status != 200:
            raise CheckFailed("connection", f"HTTP {answer.status}")

    async def _get(self, path: str) -> Answer | Outcome:
        return await exchange("GET", f"{self._url}{path}", headers=self._headers, seconds=10.0)


def _said(answer: Answer) -> Outcome:
    outcome = meant(answer)
    if outcome.state != "done":
        return outcome
    try:
        said = msgspec.json.decode(answer.body, type=_Said)
    except msgspec.MsgspecError:
        return Outcome(state="unknown", reason="unreadable")
    return Outcome(state="done", answer={"holds": "yes" if said.holds else "no"})
