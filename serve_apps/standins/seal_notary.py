"""A stand-in for a notary of seals: a second party that keeps each seal and signs a receipt.

    python -m serve_apps.standins.seal_notary --port 8030 --folder var/notary

It is no notary: it takes seals from anybody. What it was given stands in its folder, as does the
key that it signs with, so that it goes on where it ended. What it does wrong is an argument, and
`POST /behave` with the same words as JSON changes it. It prints one line of JSON when it is ready.
"""

import argparse
import asyncio
import json
import os
import random
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

NAME = "standin"  # stands in every receipt


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What it does wrong: answers after `delay` milliseconds; keeps a seal and says that it failed,
    with the chance `failing`; refuses; keeps each twice; tells in another order; signs with another
    key; answers with the receipt of another seal; forgets the latest; has its clock `hours` ahead.
    """

    delay: int = 0
    failing: float = 0.0
    refusing: bool = False
    doubled: bool = False
    reordered: bool = False
    forging: bool = False
    mixing: bool = False
    forgetful: bool = False
    hours: float = 0.0


class Notary:
    """The notary, with what it knows in `folder`."""

    def __init__(self, folder: Path, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self._chance = random.Random(1)  # nosec B311 # no secret
        self._file = folder / "receipts.jsonl"
        self._key = key_in(folder)
        self._forged = Ed25519PrivateKey.generate()
        self._lines: list[str] = []
        self._digests: dict[int, str] = {}
        if self._file.exists():
            for line in self._file.read_text().splitlines():
                self._take(line)

    def app(self) -> Starlette:
        """Return it as an application."""
        return Starlette(
            routes=[
                Route("/seals", self.take, methods=["POST"]),
                Route("/seals", self.tell, methods=["GET"]),
                Route("/behave", self.behave, methods=["POST"]),
            ]
        )

    def public_pem(self) -> str:
        """Return the key by which its receipts are checked."""
        public = self._key.public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    async def take(self, request: Request) -> Response:
        """Keep a seal, unless another one of its number is there, and answer with the receipt."""
        if self.behaviour.refusing:
            return JSONResponse({"error": "not now"}, 503)
        told = json.loads(await request.body())
        number, digest = int(told["number"]), str(told["digest"])
        known = self._digests.get(number)
        receipt = self._receipt(number, known or digest)
        if known is None:
            for _copy in range(2 if self.behaviour.doubled else 1):
                self._keep(receipt)
        await asyncio.sleep(self.behaviour.delay / 1000)
        if self._chance.random() < self.behaviour.failing:
            return JSONResponse({"error": "kept, and then broken"}, 500)
        if self.behaviour.mixing:
            receipt = self._receipt(number + 1, "00" * 32)
        if self.behaviour.forging:
            receipt = self._receipt(number, digest, self._forged)
        status = 200 if known in (None, digest) else 409
        return Response(receipt, status, media_type="application/json")

    async def tell(self, request: Request) -> Response:
        """Answer with what it was given after a number."""
        await asyncio.sleep(self.behaviour.delay / 1000)
        if self.behaviour.refusing:
            return JSONResponse({"error": "not now"}, 503)
        after = int(request.query_params.get("after", "0"))
        lines = [line for line in self._lines if number_in(line) > after]
        if self.behaviour.forgetful:
            lines = lines[:-1]
        if self.behaviour.reordered:
            self._chance.shuffle(lines)
        return Response("".join(f"{line}\n" for line in lines), media_type="application/jsonl")

    async def behave(self, request: Request) -> Response:
        """Do wrong what is told, and nothing else any more; `forget_all` empties it first."""
        told = await request.json()
        if told.pop("forget_all", False):
            self._file.unlink(missing_ok=True)
            self._lines.clear()
            self._digests.clear()
        self.behaviour = replace(Behaviour(), **told)
        return JSONResponse({})

    def _receipt(self, number: int, digest: str, key: Ed25519PrivateKey | None = None) -> str:
        at = datetime.now(UTC) + timedelta(hours=self.behaviour.hours)
        told = {"at": at.isoformat(), "digest": digest, "number": number, "witness": NAME}
        text = json.dumps(told, separators=(",", ":"))
        signature = (key or self._key).sign(text.encode())
        return json.dumps({"receipt": text, "signature": signature.hex()})

    def _keep(self, line: str) -> None:
        with self._file.open("a") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())
        self._take(line)

    def _take(self, line: str) -> None:
        told = json.loads(json.loads(line)["receipt"])
        self._digests.setdefault(told["number"], told["digest"])
        self._lines.append(line)


def number_in(line: str) -> int:
    """Return the number of the seal that a receipt is for."""
    return json.loads(json.loads(line)["receipt"])["number"]


def key_in(folder: Path) -> Ed25519PrivateKey:
    """Return the key in `folder`, made on first use."""
    path = folder / "key.pem"
    if not path.exists():
        pem = Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        path.write_bytes(pem)
        path.chmod(0o600)
    key = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def arguments() -> argparse.ArgumentParser:
    """Return what can be asked of the stand-in."""
    parser = argparse.ArgumentParser(description="A stand-in for a notary of seals.")
    parser.add_argument("--port", type=int, default=8030)
    parser.add_argument("--folder", type=Path, required=True, help="where it keeps what it knows")
    for field in fields(Behaviour):
        option = f"--{field.name}"
        if field.type is bool:
            parser.add_argument(option, action="store_true")
        else:
            parser.add_argument(option, type=type(field.default), default=field.default)
    return parser


def main() -> None:
    """Serve as asked."""
    asked = arguments().parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    chosen = {field.name: getattr(asked, field.name) for field in fields(Behaviour)}
    notary = Notary(asked.folder, Behaviour(**chosen))
    config = uvicorn.Config(
        notary.app(), host="127.0.0.1", port=asked.port, log_level="error", lifespan="off"
    )
    told = {
        "standin": "no real notary",
        "url": f"http://127.0.0.1:{asked.port}/seals",
        "public_key": notary.public_pem(),
    }
    print(json.dumps(told), flush=True)
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
