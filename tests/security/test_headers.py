"""What browsers are told with every answer."""

import pytest
from starlette.types import Message, Receive, Scope, Send

from serve_apps.front.headers import SecurityHeaders


async def _page(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def headers_of(*, https: bool, origin: bytes = b"") -> dict[str, str]:
    """Return the headers of an answer to a request, from another `origin` if one is named."""
    told: list[Message] = []

    async def send(message: Message) -> None:
        told.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "headers": [(b"host", b"hall.example"), *([(b"origin", origin)] if origin else [])],
    }
    await SecurityHeaders(_page, https=https)(scope, receive, send)
    return {name.decode(): value.decode() for name, value in told[0]["headers"]}


async def test_every_answer_forbids_what_no_page_of_ours_needs() -> None:
    told = await headers_of(https=False)
    policy = {part.strip() for part in told["content-security-policy"].split(";")}

    assert policy >= {
        "default-src 'none'",
        "script-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    }
    assert told["x-content-type-options"] == "nosniff"
    assert told["referrer-policy"] == "same-origin"
    assert told["cache-control"] == "no-store"


@pytest.mark.parametrize("https", [True, False])
async def test_where_tls_is_spoken_browsers_are_told_to_speak_nothing_else_for_two_years(
    https: bool,
) -> None:
    told = await headers_of(https=https)

    expected = "max-age=63072000; includeSubDomains" if https else None
    assert told.get("strict-transport-security") == expected


async def test_no_answer_opens_itself_to_other_origins() -> None:
    told = await headers_of(https=True, origin=b"https://elsewhere.example")

    assert not [name for name in told if name.startswith("access-control-")]
