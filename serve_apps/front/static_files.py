"""The files of `static/`, which browsers may keep for ever when asked for by their digest."""

from pathlib import Path

from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles as Files
from starlette.types import Scope

from serve_apps.front.policies import Policy, anyone


class PublicMount(Mount):
    """A mounted folder that anyone may read."""

    policies: tuple[Policy, ...] = (anyone,)


class StaticFiles(Files):
    """Static files; one that is asked for with `?v=` never changes and may be kept for a year."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder)

    def route(self) -> Mount:
        """Return the route under which the files stand."""
        return PublicMount("/static", self, name="static")

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file at `path`."""
        response = await super().get_response(path, scope)
        lasting = b"v=" in scope["query_string"]
        response.headers["cache-control"] = (
            "public, max-age=31536000, immutable" if lasting else "public, max-age=60"
        )
        return response
