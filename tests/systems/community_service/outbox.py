"""A village terminal without its browser: an outbox that outlives the terminal, on a line that is
cut wherever it hurts."""

import base64
import hashlib
import json
import random
import socket
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

CHUNK = 40  # bytes, so that a small picture comes in several


class Killed(Exception):
    """The terminal was shut off. What it had kept is there when it is started again."""


@dataclass
class Entry:
    """One entry as it is kept: `sent` chunks are known to have arrived."""

    entrustment: str
    payload: str
    content: bytes
    id: str = field(default_factory=lambda: uuid4().hex)
    sent: int = 0
    number: str = ""
    conflict: bool = False

    @property
    def chunks(self) -> list[str]:
        """The file in base64, in parts."""
        parts = range(0, len(self.content), CHUNK)
        return [base64.b64encode(self.content[at : at + CHUNK]).decode() for at in parts]

    @property
    def sha256(self) -> str:
        """The digest of the file."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass
class Terminal:
    """Sends `outbox` to `url`. In `cuts` of a hundred requests the line is cut: before the request
    is whole, or before the answer comes. With `chance` the same things happen in the same order."""

    id: str
    url: str
    token: str
    outbox: list[Entry]
    chance: random.Random
    cuts: int = 0
    answers: dict[str, set[str]] = field(default_factory=dict)

    def send(self, *, kills: tuple[int, ...] = ()) -> None:
        """Send what waits.

        Raises:
            Killed: that many requests had been made.
        """
        made = 0
        with httpx.Client(base_url=self.url, timeout=30, verify=False) as client:
            for entry in self.outbox:
                while not entry.number:
                    for path, body in self._requests(entry):
                        made += 1
                        if made in kills:
                            raise Killed
                        if not self._sent(client, entry, path, body):
                            break

    def _requests(self, entry: Entry) -> list[tuple[str, dict[str, Any]]]:
        requests: list[tuple[str, dict[str, Any]]] = [
            ("keep_chunk", {"file": entry.sha256, "n": n, "data": chunk})
            for n, chunk in enumerate(entry.chunks)
            if n >= entry.sent
        ]
        wish = {
            "terminal": self.id,
            "entrustment": entry.entrustment,
            "payload": entry.payload,
            "payload_hash": hashlib.sha256(entry.payload.encode()).hexdigest(),
            "offset_seconds": 1.0,
        }
        return [*requests, ("send_entry", wish)]

    def _sent(self, client: httpx.Client, entry: Entry, path: str, body: dict[str, Any]) -> bool:
        address = f"/api/v1/terminal_entries/{entry.id}/{path}"
        headers = {"authorization": f"Bearer {self.token}", "idempotency-key": uuid4().hex}
        if self.chance.randrange(100) < self.cuts:
            self._cut(address, headers, json.dumps(body))
            return False
        answer = client.post(address, json=body, headers=headers)
        if answer.status_code in (429, 503):
            return False
        assert answer.status_code == 200, answer.text
        if path == "keep_chunk":
            entry.sent = body["n"] + 1
        else:
            reply = answer.json()["reply"]
            entry.number, entry.conflict = reply["number"], reply.get("conflict", False)
            self.answers.setdefault(entry.id, set()).add(entry.number)
        return True

    def _cut(self, address: str, headers: dict[str, str], body: str) -> None:
        """Send the request whole or in part, and hang up."""
        split = urlsplit(self.url)
        lines = [f"POST {address} HTTP/1.1", f"host: {split.netloc}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += ["content-type: application/json", f"content-length: {len(body)}", "", body]
        raw = "\r\n".join(lines).encode()
        whole = self.chance.random() < 0.5
        with socket.create_connection((split.hostname or "", split.port or 80), 10) as line:
            line.sendall(raw if whole else raw[: len(raw) * 2 // 3])
