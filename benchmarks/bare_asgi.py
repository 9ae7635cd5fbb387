"""The limit of what a platform on this Serve could answer: an ASGI application without framework
and work, behind the same proxy, with as many replicas."""

from ray import serve
from starlette.types import ASGIApp, Receive, Scope, Send

PREFIX = "/bare"
_ONGOING = 4_000
_HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"2")]


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """Read a request to its end and answer it with {}."""
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": b"{}"})


@serve.deployment(name="bare", max_ongoing_requests=_ONGOING)
@serve.ingress()
class Bare:
    """One replica."""

    def __serve_build_asgi_app__(self) -> ASGIApp:
        """Return the application that Serve runs."""
        return answer


def open_bare(replicas: int) -> None:
    """Serve it beside the platform, whose doors are open."""
    serve.run(Bare.options(num_replicas=replicas).bind(), name="bare", route_prefix=PREFIX)
