"""A stand-in for a city's item-standardisation system (行政审批事项标准化系统): it gives a list.

    ITEM_STANDARDS_KEY=… python -m serve_apps.standins.item_standards --port 8046 --list list.json

It is no such system: the list is the file that it is started with, or what `POST /list` puts in its
place. What it does wrong is said by `POST /behave` with the words of `Behaviour` as JSON; what is
not said, it does right. It prints one line of JSON when it is ready.
"""

import argparse
import asyncio
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What it does wrong.

    Attributes:
        delay: milliseconds before it answers.
        down: every request is answered with 503.
        broken: the list breaks off in the middle.
        refuses: it knows no key any more.
    """

    delay: float = 0
    down: bool = False
    broken: bool = False
    refuses: bool = False


class ItemStandards:
    """The system, for whoever has `key`; `content` is its list."""

    def __init__(self, key: str, content: bytes) -> None:
        self.behaviour = Behaviour()
        self._key = key
        self._content = content

    def app(self) -> Starlette:
        """Return it as an application."""
        return Starlette(
            routes=[
                Route("/implementation-list", self.give, methods=["GET"]),
                Route("/account", self.account, methods=["GET"]),
                Route("/list", self.put, methods=["POST"]),
                Route("/behave", self.behave, methods=["POST"]),
            ]
        )

    async def give(self, request: Request) -> Response:
        """Give the list."""
        if (wrong := await self._before(request)) is not None:
            return wrong
        content = self._content
        if self.behaviour.broken:
            content = content[: len(content) // 2]
        return Response(content, media_type="application/json")

    async def account(self, request: Request) -> Response:
        """Tell that whoever asks is known."""
        return await self._before(request) or JSONResponse({"known": True})

    async def put(self, request: Request) -> Response:
        """Take another list in place of the one that there is."""
        self._content = await request.body()
        return Response(status_code=204)

    async def behave(self, request: Request) -> Response:
        """Do as asked from now on."""
        self.behaviour = Behaviour(**await request.json())
        return Response(status_code=204)

    async def _before(self, request: Request) -> Response | None:
        await asyncio.sleep(self.behaviour.delay / 1000)
        if self.behaviour.down:
            return JSONResponse({"reason": "down"}, 503)
        given = request.headers.get("authorization", "")
        if self.behaviour.refuses or not hmac.compare_digest(given, f"Bearer {self._key}"):
            return JSONResponse({"reason": "key_unknown"}, 401)
        return None


def arguments() -> argparse.ArgumentParser:
    """Return what can be asked of the stand-in."""
    parser = argparse.ArgumentParser(description="A stand-in for an item-standardisation system.")
    parser.add_argument("--port", type=int, default=8046)
    parser.add_argument("--list", type=Path, required=True, help="the list, a file of JSON")
    return parser


def main() -> None:
    """Serve as asked, with the key from ITEM_STANDARDS_KEY."""
    asked = arguments().parse_args()
    system = ItemStandards(os.environ["ITEM_STANDARDS_KEY"], asked.list.read_bytes())
    config = uvicorn.Config(system.app(), host="127.0.0.1", port=asked.port, log_level="error")
    told: dict[str, Any] = {
        "standin": "no real system",
        "url": f"http://127.0.0.1:{asked.port}",
    }
    print(json.dumps(told), flush=True)
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
