"""A stand-in for a push service and the browsers behind it (RFC 8030, 8291, 8292).

    python -m serve_apps.standins.push_service --port 8046

It is no push service: its browsers are made by `POST /browsers`, which answers with what a page
would be given ("endpoint", "keys"), and it decrypts what it is sent with their keys. `GET /log` is
every message that came, `GET /shown/{id}` what a browser shows: of one tag the latest alone. What
it does wrong is said by `POST /behave` with the words of `Behaviour` as JSON; what is not said, it
does right. It prints one line of JSON when it is ready.
"""

import argparse
import asyncio
import base64
import json
import os
import random
import time
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import uuid4

import uvicorn
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

DAY = 86_400  # seconds: no sender is believed for longer, RFC 8292 2
MOST = 4_096  # bytes of a message


class NotDecrypted(Exception):
    """The message is not encrypted for this browser."""


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What it does wrong. Shares are from 0 to 1, times in milliseconds.

    Attributes:
        delay: before it answers.
        gone: share of browsers that it knows no more: it answers 410.
        fails_before, fails_after: share of messages that it answers with `status` before it has
            taken them, and with 500 after that.
        status: 429 or 5xx, for `fails_before`.
        silent_after: share after which it takes the message and does not answer for `silence`.
        doubled: how often a browser gets the same message.
    """

    seed: int = 1
    delay: float = 0
    gone: float = 0
    fails_before: float = 0
    status: int = 503
    fails_after: float = 0
    silent_after: float = 0
    silence: float = 60_000
    doubled: int = 1


class Browser:
    """A browser that has subscribed."""

    def __init__(self) -> None:
        self.id = uuid4().hex
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = os.urandom(16)
        self.point = self._key.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        self.shown: dict[str, dict[str, str]] = {}

    def subscription(self, url: str) -> dict[str, Any]:
        """Return what a page is given (PushSubscription.toJSON)."""
        keys = {"p256dh": _text(self.point), "auth": _text(self._auth)}
        return {"browser": self.id, "endpoint": f"{url}/push/{self.id}", "keys": keys}

    def decrypted(self, body: bytes) -> dict[str, Any]:
        """Return what a message in the encoding "aes128gcm" says.

        Raises:
            NotDecrypted: it is not for this browser.
        """
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        try:
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
            shared = self._key.exchange(ec.ECDH(), point)
            info = b"WebPush: info\0" + self.point + sender
            secret = _derived(shared, self._auth, info, 32)
            key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
            nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
            padded = AESGCM(key).decrypt(nonce, sealed, None)
        except Exception as error:  # whatever is wrong with it, it is not for this browser
            raise NotDecrypted from error
        text, _, padding = padded.rpartition(b"\x02")
        if padding.strip(b"\0"):
            raise NotDecrypted
        return json.loads(text)


class PushService:
    """The push service at `url`."""

    def __init__(self, url: str) -> None:
        self.behaviour = Behaviour()
        self._url = url
        self._browsers: dict[str, Browser] = {}
        self._log: list[dict[str, Any]] = []
        self._asked: dict[str, int] = {}

    def app(self) -> Starlette:
        """Return it as an application."""
        return Starlette(
            routes=[
                Route("/browsers", self.subscribe, methods=["POST"]),
                Route("/browsers/{id}", self.unsubscribe, methods=["DELETE"]),
                Route("/push/{id}", self.take, methods=["POST"]),
                Route("/behave", self.behave, methods=["POST"]),
                Route("/log", self.log, methods=["GET"]),
                Route("/shown/{id}", self.shown, methods=["GET"]),
            ]
        )

    async def subscribe(self, _: Request) -> Response:
        """Make a browser that subscribes."""
        browser = Browser()
        self._browsers[browser.id] = browser
        return JSONResponse(browser.subscription(self._url), 201)

    async def unsubscribe(self, request: Request) -> Response:
        """Have a browser want nothing any more."""
        self._browsers.pop(request.path_params["id"], None)
        return Response(status_code=204)

    async def take(self, request: Request) -> Response:
        """Take a message for a browser (RFC 8030 5)."""
        how, body = self.behaviour, await request.body()
        await asyncio.sleep(how.delay / 1000)
        id, topic = request.path_params["id"], request.headers.get("topic", "")
        self._asked[topic] = self._asked.get(topic, 0) + 1
        chance = self._chance(f"{topic}/{self._asked[topic]}")
        if chance.random() < how.fails_before:
            return JSONResponse({"reason": "busy"}, how.status)
        if self._chance(f"{id}/gone").random() < how.gone:
            self._browsers.pop(id, None)
        browser = self._browsers.get(id)
        if browser is None:
            return JSONResponse({"reason": "gone"}, 410)
        who = self._sender(request.headers.get("authorization", ""))
        if who is None:
            return JSONResponse({"reason": "who are you"}, 403)
        wrong = _wrong(request, body)
        if wrong:
            return JSONResponse({"reason": wrong}, 413 if wrong == "too long" else 400)
        try:
            told = browser.decrypted(body)
        except NotDecrypted:
            told = {}
        for _ in range(how.doubled):
            self._receive(browser, topic, who, told, request)
        if chance.random() < how.fails_after:
            return JSONResponse({"reason": "broken"}, 500)
        if chance.random() < how.silent_after:
            await asyncio.sleep(how.silence / 1000)
        return Response(status_code=201, headers={"location": f"{self._url}/messages/{topic}"})

    async def behave(self, request: Request) -> Response:
        """Do wrong what is told, and nothing else any more."""
        self.behaviour = replace(Behaviour(), **await request.json())
        return JSONResponse(asdict(self.behaviour))

    async def log(self, _: Request) -> Response:
        """Tell what came for browsers, in its order; "told" is empty where it could not be read."""
        return JSONResponse(self._log)

    async def shown(self, request: Request) -> Response:
        """Tell what a browser shows."""
        browser = self._browsers.get(request.path_params["id"])
        return JSONResponse(list(browser.shown.values()) if browser else [])

    def _receive(
        self, browser: Browser, topic: str, who: str, told: dict[str, Any], request: Request
    ) -> None:
        headers = {name: request.headers.get(name, "") for name in ("ttl", "urgency")}
        came = {"browser": browser.id, "topic": topic, "from": who, "told": told, **headers}
        self._log.append(came)
        if told:
            notification = told["notification"]
            browser.shown[notification["tag"]] = notification

    def _sender(self, authorization: str) -> str | None:
        """Return whom to write to about a sender; None if he does not prove who he is."""
        scheme, _, rest = authorization.partition(" ")
        parts = dict(each.strip().partition("=")[::2] for each in rest.split(","))
        if scheme != "vapid" or parts.keys() != {"t", "k"}:
            return None
        try:
            point = base64.urlsafe_b64decode(parts["k"] + "=" * (-len(parts["k"]) % 4))
            key = ECKey.import_key(
                {"kty": "EC", "crv": "P-256", "x": _text(point[1:33]), "y": _text(point[33:])}
            )
            claims = jwt.decode(parts["t"], key, algorithms=["ES256"]).claims
        except (JoseError, ValueError):
            return None
        soon = time.time() < claims.get("exp", 0) <= time.time() + DAY
        return str(claims.get("sub", "")) if soon and claims.get("aud") == self._url else None

    def _chance(self, what: str) -> random.Random:
        return random.Random(f"{self.behaviour.seed}/{what}")  # nosec B311 # no secret


def _wrong(request: Request, body: bytes) -> str:
    """Return what is wrong with a message, "" for nothing."""
    if not request.headers.get("ttl", "").isdigit():
        return "no ttl"
    if request.headers.get("content-encoding") != "aes128gcm":
        return "no encoding"
    if len(request.headers.get("topic", "")) > 32:
        return "topic"
    return "too long" if len(body) > MOST else ""


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def arguments() -> argparse.ArgumentParser:
    """Return what can be asked of the stand-in."""
    parser = argparse.ArgumentParser(description="A stand-in for a push service.")
    parser.add_argument("--port", type=int, default=8046)
    return parser


def main() -> None:
    """Serve as asked."""
    asked = arguments().parse_args()
    url = f"http://127.0.0.1:{asked.port}"
    config = uvicorn.Config(
        PushService(url).app(), host="127.0.0.1", port=asked.port, log_level="error"
    )
    print(json.dumps({"standin": "no real push service", "url": url}), flush=True)
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
