"""The rules of browsers that show notices (浏览器推送): whoever wants that says so in each, and
each is one subscription of his (RFC 8030 4)."""

import base64
import hashlib
import re

from actors.blocks.messages import reach as r
from actors.blocks.messages.address import owner_of
from actors.blocks.messages.delivery_rules import BrowserRules
from actors.blocks.messages.mailbox_state import MailboxState
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn

_ENDPOINT = re.compile(r"https?://[!-~]{1,1000}")
_POINT = 65  # bytes of a public key: a point of P-256, not compressed
_AUTH = 16  # bytes of the secret that proves who encrypts
_CALLED = 60  # characters of a name
Mailbox = Turn[MailboxState]


def browser_id(endpoint: str) -> str:
    """Return the id of the browser whose push service takes notices at `endpoint`."""
    return hashlib.sha256(endpoint.encode()).hexdigest()[:16]


def add_browser(turn: Mailbox, command: r.AddBrowser, rules: BrowserRules) -> None:
    """Have a browser show notices; one that does so already shows them by its new keys.

    Raises:
        Refusal: it is no subscription, the mailbox is not somebody's own, or there are too many.
    """
    point, auth = _bytes(command.p256dh), _bytes(command.auth)
    is_point = len(point) == _POINT and point[:1] == b"\x04"
    if not (_ENDPOINT.fullmatch(command.endpoint) and is_point and len(auth) == _AUTH):
        raise Refusal(Reason("reach.no_browser"))
    if not owner_of(turn.id):
        raise Refusal(Reason("reach.nobody"), kind="not_now")
    browser = r.Browser(
        id=browser_id(command.endpoint),
        endpoint=command.endpoint,
        p256dh=command.p256dh,
        auth=command.auth,
        called=command.called[:_CALLED],
        since=turn.now,
    )
    others = [each for each in turn.state.reach.browsers if each.id != browser.id]
    if len(others) >= rules.most:
        raise Refusal(Reason("reach.browsers", facts={"most": str(rules.most)}), kind="not_now")
    turn.emit(r.BrowserAdded(at=turn.now, browser=browser))


def remove_browser(turn: Mailbox, command: r.RemoveBrowser, *, gone: bool = False) -> None:
    """Have a browser show nothing any more; removing one that does not is no mistake."""
    if any(each.id == command.browser for each in turn.state.reach.browsers):
        turn.emit(r.BrowserRemoved(at=turn.now, browser=command.browser, gone=gone))


def _bytes(text: str) -> bytes:
    """Return what `text` is in base64url; nothing if it is not."""
    try:
        return base64.b64decode(f"{text}{'=' * (-len(text) % 4)}", b"-_", validate=True)
    except ValueError:
        return b""
