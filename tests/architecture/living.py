"""Runs the platform of the checkout that it is started in, and prints what the system `NAME`, as
`yimen new system` has made it, does there.

    YIMEN_MONGODB_URI=… python -m tests.architecture.living NAME
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from storage.clock import advance
from tests.acceptance.site import Site, running_site
from tests.ports import free_port

PATIENCE = 60.0  # seconds; how soon a row follows its commit proves nothing


class Living:
    """The system on a running platform."""

    def __init__(self, name: str, site: Site) -> None:
        self._name = name
        self._site = site

    def tell(self) -> dict[str, Any]:
        """Record a note, let it lapse, and return what was seen on the way."""
        keeper, kind = f"{self._name}_keeper", f"{self._name}_note"
        recorded = self._record(keeper, "k1", "keys")
        note = recorded.json()["id"]
        told: dict[str, Any] = {
            "recorded": recorded.status_code,
            "again": self._record(keeper, "k1", "keys").json(),
            "of a clerk": self._record("hall_clerk", "k2", "keys").json(),
            "of nobody": self._record("", "k2", "keys").status_code,
            "empty": self._record(keeper, "k3", " ", language="en").json(),
        }
        self._until(lambda: "keys" in self._page(keeper).text)
        told["page"] = self._page(keeper).text
        told["page in english"] = self._page(keeper, language="en").text
        told["page of a clerk"] = self._page("hall_clerk").status_code
        told["row"] = self._row(note)
        told["sample"] = self._row("first")
        told["events"] = self._events(f"{kind}:{note}")
        self._site.run(advance(self._site.database, timedelta(days=4)))
        self._until(lambda: self._row(note)["state"] == "lapsed")
        told["row after four days"] = self._row(note)
        told["events after four days"] = self._events(f"{kind}:{note}")
        with self._site.client() as http:
            told["paths"] = list(http.get("/api/v1/openapi.json").json()["paths"])
        return told

    def _record(self, account: str, key: str, text: str, language: str = "zh") -> httpx.Response:
        headers = {"idempotency-key": f"{account}-{key}", "accept-language": language}
        with self._site.client(account) as http:
            return http.post(f"/api/v1/{self._name}_notes", json={"text": text}, headers=headers)

    def _page(self, account: str, language: str = "zh") -> httpx.Response:
        with self._site.client(account) as http:
            return http.get(f"/{self._name}", params={"lang": language})

    def _row(self, note: str) -> dict[str, Any]:
        async def find() -> Any:
            return await self._site.database[f"{self._name}_notes"].find_one({"_id": note})

        row = self._site.run(find()) or {}
        return {name: str(value) for name, value in row.items()}

    def _events(self, key: str) -> list[str]:
        async def find() -> list[str]:
            commits = self._site.database["journal"].find({"key": key}).sort("seq", 1)
            return [event["type"] async for commit in commits for event in commit["ev"]]

        return self._site.run(find())

    def _until(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if true():
                return
            time.sleep(0.05)
        raise TimeoutError


def main(name: str) -> None:
    """Run the platform once."""
    uri = os.environ["YIMEN_MONGODB_URI"]
    with (
        tempfile.TemporaryDirectory() as folder,
        running_site(uri, Path(folder), free_port()) as site,
    ):
        print(json.dumps(Living(name, site).tell()))


if __name__ == "__main__":
    main(*sys.argv[1:])
