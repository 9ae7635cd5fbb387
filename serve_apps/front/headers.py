"""What a browser is told to forbid: foreign scripts, frames, guesses, caching of pages."""

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_ALWAYS = {
    b"content-security-policy": CONTENT_SECURITY_POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
}
_TWO_YEARS = b"max-age=63072000; includeSubDomains"


def _inside(host: bytes, name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Return a header of an answer; one that leads to another address of ours without the host,
    which is only what the request called us."""
    if name.lower() != b"location":
        return name, value
    split = urlsplit(value)
    if not host or split.netloc != host:
        return name, value
    path = b"/" + split.path.lstrip(b"/")  # two slashes would begin with a host again
    return name, path + (b"?" + split.query if split.query else b"")


class SecurityHeaders:
    """Adds the headers that no answer is without. A route may set its own `Cache-Control`; all
    others are not stored (ASVS 5.0 14.3.2). No redirect
    tells the host that the request named."""

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self._app = app
        extra = {b"strict-transport-security": _TWO_YEARS} if https else {}
        self._headers = [*_ALWAYS.items(), *extra.items()]
        self._unstored = [*self._headers, (b"cache-control", b"no-store")]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, WebSocket or lifespan."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        host = next((value for name, value in scope["headers"] if name == b"host"), b"")

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [_inside(host, *each) for each in message["headers"]]
                told = any(name == b"cache-control" for name, _ in headers)
                message["headers"] = [*headers, *(self._headers if told else self._unstored)]
            await send(message)

        await self._app(scope, receive, guarded)
