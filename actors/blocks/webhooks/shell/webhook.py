"""The programs that are told, over HTTP: signed as "Standard Webhooks" has it."""

import time
from collections.abc import Callable

import msgspec

from actors.blocks.calls.outcome import Outcome
from actors.blocks.calls.shell.adapter import AnswersOnly, Call, CheckFailed, Settings
from actors.blocks.calls.shell.exchange import exchange, meant
from actors.blocks.calls.shell.hosts import Hosts
from actors.blocks.calls.shell.signed import signature

SETTINGS = ("hosts",)
SECONDS = 10.0


class Programs(AnswersOnly):
    """Tells programs at `hosts`, and nobody elsewhere, whatever address somebody gives; see
    `Hosts`."""

    def __init__(self, settings: Settings, now: Callable[[], float] = time.time) -> None:
        self._hosts = Hosts(settings["hosts"])
        self._now = now

    def may_tell(self, url: str) -> bool:
        """Tell whether events may be sent to `url`."""
        return self._hosts.allow(url)

    async def run(self, call: Call) -> Outcome:
        """Tell one program; see `Adapter`."""
        url, id = str(call.body["url"]), str(call.body["id"])
        if not self.may_tell(url):
            return Outcome(state="failed", reason="host_not_allowed")
        body, at = msgspec.json.encode(call.body["event"]), str(int(self._now()))
        keys = [bytes.fromhex(each) for each in call.body["secrets"]]
        headers = {
            "content-type": "application/json",
            "webhook-id": id,
            "webhook-timestamp": at,
            "webhook-signature": " ".join(signature(key, id, at, body) for key in keys),
        }
        answer = await exchange("POST", url, headers=headers, content=body, seconds=SECONDS)
        outcome = meant(answer)
        gone = outcome.reason == "HTTP 410"
        return outcome if outcome.state != "failed" or gone else _later(outcome)

    async def ask(self, id: str) -> Outcome:
        """Nobody can be asked: what may have arrived is told again under the same id."""
        return Outcome(state="unheard")

    async def check(self) -> None:
        """See `Adapter`.

        Raises:
            CheckFailed: no host is named.
        """
        if not self._hosts:
            raise CheckFailed("settings", "no hosts")


def _later(outcome: Outcome) -> Outcome:
    """A program that is not ready refuses as one that never will be: it is told again, but for one
    that says that it is gone."""
    return Outcome(state="unsent", reason=outcome.reason)
