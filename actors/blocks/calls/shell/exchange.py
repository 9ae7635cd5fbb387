"""HTTP with an outside party: what an answer, or none, means for whether anything happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import msgspec

from actors.blocks.calls.outcome import Outcome
from actors.blocks.calls.shell.adapter import CheckFailed

MOST = 1_048_576  # bytes of an answer
CONNECT_SECONDS = 5.0
_STRANGERS = (401, 403)
_LATER = (*_STRANGERS, 408, 425, 429)  # nothing was done, and it may be asked again
_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)


@dataclass(frozen=True)
class Answer:
    """An answer of a party."""

    status: int
    body: bytes

    def json(self) -> dict[str, Any]:
        """Return its body, an object of JSON.

        Raises:
            ValueError: it is none.
        """
        found = msgspec.json.decode(self.body)
        if not isinstance(found, dict):
            raise ValueError("no object")
        return found  # pyright: ignore[reportUnknownVariableType]  # of JSON


async def exchange(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    json: object = None,
    content: bytes | None = None,
    seconds: float = 20.0,
) -> Answer | Outcome:
    """Send a request, of `json` or of `content` as it is, and return the answer; "unsent" if it
    surely did not arrive, "unknown" if it may have and no whole answer came in time. It is never
    sent elsewhere, nor a second time."""
    timeout = aiohttp.ClientTimeout(total=seconds, connect=min(CONNECT_SECONDS, seconds))
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.request(
                method,
                url,
                json=json,
                data=content,
                headers=dict(headers),
                allow_redirects=False,
            ) as answer,
        ):
            body = b""
            async for part in answer.content.iter_any():
                body += part
                if len(body) > MOST:
                    return Outcome(state="unknown", reason="too_much")
            return Answer(answer.status, body)
    except _NOT_SENT as error:
        return Outcome(state="unsent", reason=type(error).__name__)
    except (aiohttp.ClientError, TimeoutError) as error:
        return Outcome(state="unknown", reason=type(error).__name__)


def meant(answer: Answer | Outcome) -> Outcome:
    """Return what `answer` means for what was to be carried out, where its body says no more: 2xx
    "done", 4xx "failed" but for those that ask to come again or do not know us, else "unknown"."""
    if isinstance(answer, Outcome):
        return answer
    reason = f"HTTP {answer.status}"
    if 200 <= answer.status < 300:
        return Outcome(state="done")
    if answer.status in _LATER:
        return Outcome(state="unsent", reason=reason)
    if 400 <= answer.status < 500:
        return Outcome(state="failed", reason=reason)
    return Outcome(state="unknown", reason=reason)


def asked(answer: Answer | Outcome) -> Outcome:
    """Return what `answer` to a question means, where its body says no more: 2xx "done", 404
    "unheard", else "unknown"."""
    if isinstance(answer, Outcome):
        return answer
    if answer.status == 404:
        return Outcome(state="unheard")
    done = 200 <= answer.status < 300
    return (
        Outcome(state="done") if done else Outcome(state="unknown", reason=f"HTTP {answer.status}")
    )


def reached(answer: Answer | Outcome) -> None:
    """See that `answer`, whatever was asked for, shows a party that is there and knows us.

    Raises:
        CheckFailed: it is not, or does not.
    """
    if isinstance(answer, Outcome):
        raise CheckFailed("connection", answer.reason)
    if answer.status in _STRANGERS:
        raise CheckFailed("credentials", f"HTTP {answer.status}")
    if answer.status >= 500:
        raise CheckFailed("connection", f"HTTP {answer.status}")
