"""Letters that a browser shows (浏览器推送), over its push service (RFC 8030).

A push service takes a message and shows it when the browser is there. One that is sent twice does
no harm: both have the letter's id as their topic, so that a service which still has the first
replaces it, and as their tag, so that a browser which has shown the first shows no other. So what
nobody answered is tried again.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import msgspec

from actors.blocks.calls.outcome import Outcome
from actors.blocks.calls.shell.exchange import exchange
from actors.blocks.messages.letter import Dispatch
from actors.blocks.messages.mailbox_state import MAILBOX, MailboxState
from actors.blocks.messages.reach import Browser, Channel
from actors.blocks.messages.shell.base64url import decoded
from actors.blocks.messages.shell.carrier import Delivery
from actors.blocks.messages.shell.encrypted import encrypted
from actors.blocks.messages.shell.push_key import PushKey
from actors.blocks.messages.shell.push_settings import PushSettings
from actors.blocks.messages.writing import Written
from actors.kernel.errors import Fault
from actors.kernel.ports import Clock, Sender

SECONDS = 10.0  # that a push service has for its answer
KEPT = 86_400  # seconds for which it keeps what the browser does not fetch; the notice stands
DECLARATIVE = 8030  # marks what a browser can show without a script: WebKit, Declarative Web Push
PAGE = "/notices"  # what a notice opens
_LANGUAGES = {"zh": "zh-Hans", "en": "en"}
_GONE = (404, 410)  # RFC 8030 7.3: the subscription is no more
_NEVER = (400, 401, 403, 413)  # it would be answered so again


class Push:
    """Carries letters to push services; what a letter names is a browser of its mailbox, which is
    asked for when the letter leaves. Whoever has taken it away is sent nothing more."""

    channel: Channel = "push"

    def __init__(self, settings: PushSettings, key: PushKey, sender: Sender, clock: Clock) -> None:
        self._settings = settings
        self._key = key
        self._sender = sender
        self._clock = clock

    @asynccontextmanager
    async def line(self) -> AsyncGenerator["Push"]:
        """Yield itself: each browser has its own push service, and one that is away says nothing of
        the others.
        """
        yield self

    async def close(self) -> None:
        """Do nothing: no connection is kept."""

    async def deliver(self, dispatch: Dispatch, written: Written) -> Delivery:
        """Hand the letter over and return what became of it."""
        try:
            state: MailboxState = (await self._sender.show(f"{MAILBOX}:{dispatch.mailbox}")).state
        except Fault as error:
            return Delivery("unreached", type(error).__name__)
        browser = next((b for b in state.reach.browsers if b.id == dispatch.to), None)
        if browser is None:
            return Delivery("rejected", "taken_away")
        if not self._settings.hosts.allow(browser.endpoint):
            return Delivery("rejected", "host_not_allowed")
        try:
            body = self.body(dispatch, written, browser)
        except ValueError:
            return Delivery("rejected", "no_key")
        headers = {
            "authorization": self._key.authorization(
                browser.endpoint, self._settings.contact, self._clock.now()
            ),
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(KEPT),
            "topic": dispatch.id,
            "urgency": "high" if dispatch.urgency == "urgent" else "normal",
        }
        answer = await exchange(
            "POST", browser.endpoint, headers=headers, content=body, seconds=SECONDS
        )
        return _meant(answer if isinstance(answer, Outcome) else answer.status)

    def body(self, dispatch: Dispatch, written: Written, browser: Browser) -> bytes:
        """Return the letter as it goes over the wire.

        Raises:
            ValueError: the browser's key is none.
        """
        told = {
            "web_push": DECLARATIVE,
            "notification": {
                "title": written.subject,
                "body": written.text,
                "lang": _LANGUAGES[dispatch.language],
                "tag": dispatch.id,
                "navigate": f"{self._settings.public_address}{PAGE}",
            },
        }
        return encrypted(msgspec.json.encode(told), decoded(browser.p256dh), decoded(browser.auth))


def _meant(answer: Outcome | int) -> Delivery:
    """Return what the answer of a push service, or none, means for the letter."""
    if isinstance(answer, Outcome):
        return Delivery("unreached", answer.reason)
    code = str(answer)
    if 200 <= answer < 300:
        return Delivery("accepted", code)
    if answer in _GONE:
        return Delivery("no_such_address", code)
    return Delivery("rejected" if answer in _NEVER else "busy", code)
