"""A stand-in for the unified identity service of a place: an OpenID provider of invented people.

    IDENTITY_SECRET=<secret> python -m serve_apps.standins.identity_provider --port 8020 \\
        --client yimen --back http://127.0.0.1:8000/sign-in/identity/back

It is no identity service: whoever opens its page chooses whom it vouches for, and what it then does
wrong. It does the code flow with PKCE alone, takes a code once and within a minute, and prints one
line of JSON when it is ready.
"""

import argparse
import base64
import hashlib
import hmac
import html
import json
import os
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CODE_SECONDS = 60
TOKEN_SECONDS = 300
PEOPLE: dict[str, dict[str, str]] = {  # invented
    "s-1": {
        "name": "何清扬",
        "id_type": "resident_id",
        "id_number": "440602198803120021",
        "phone": "13800000021",
        "assurance": "high",
    },
    "s-2": {
        "name": "罗一帆",
        "id_type": "resident_id",
        "id_number": "440602199211050017",
        "phone": "13800000017",
        "assurance": "basic",
    },
    "s-3": {"name": "无证件号码", "assurance": "basic"},
}
MISDEEDS = ("", "denied", "forged", "other_nonce", "other_audience", "expired", "other_state")


@dataclass
class Code:
    """What a code stands for until it is used."""

    person: str
    misdeed: str
    nonce: str
    back: str
    challenge: str
    until: float


class Provider:
    """The provider, for one client with one address to come back to."""

    def __init__(self, issuer: str, client: str, secret: str, back: str) -> None:
        self._issuer = issuer
        self._client = client
        self._secret = secret
        self._back = back
        self._key = ECKey.generate_key("P-256", auto_kid=True)
        self._forged = ECKey.generate_key("P-256", {"kid": self._key.kid})
        self._codes: dict[str, Code] = {}

    def app(self) -> Starlette:
        """Return it as an application."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.describe),
                Route("/keys", self.show_keys),
                Route("/authorize", self.authorize, methods=["GET", "POST"]),
                Route("/token", self.give_token, methods=["POST"]),
            ]
        )

    async def describe(self, _: Request) -> Response:
        """Say what there is."""
        return JSONResponse(
            {
                "issuer": self._issuer,
                "authorization_endpoint": f"{self._issuer}/authorize",
                "token_endpoint": f"{self._issuer}/token",
                "jwks_uri": f"{self._issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    async def show_keys(self, _: Request) -> Response:
        """Show the public key."""
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})

    async def authorize(self, request: Request) -> Response:
        """Ask whom to vouch for; then send the browser back with a code."""
        asked = request.query_params
        wrong = (
            asked.get("client_id") != self._client
            or asked.get("redirect_uri") != self._back
            or asked.get("response_type") != "code"
            or asked.get("code_challenge_method") != "S256"
            or not all(asked.get(name) for name in ("state", "nonce", "code_challenge"))
            or "openid" not in asked.get("scope", "").split()
        )
        if wrong:
            return HTMLResponse("unknown client, address or way of asking", 400)
        if request.method == "GET":
            return HTMLResponse(_page())
        chosen = await request.form()
        misdeed = str(chosen.get("misdeed", ""))
        state = "another" if misdeed == "other_state" else asked["state"]
        told = {"state": state, "iss": self._issuer}
        if misdeed == "denied":
            told["error"] = "access_denied"
        else:
            told["code"] = secrets.token_urlsafe(24)
            self._codes[told["code"]] = Code(
                person=str(chosen["person"]),
                misdeed=misdeed,
                nonce=asked["nonce"],
                back=asked["redirect_uri"],
                challenge=asked["code_challenge"],
                until=time.monotonic() + CODE_SECONDS,
            )
        return RedirectResponse(f"{self._back}?{urlencode(told)}", 303)

    async def give_token(self, request: Request) -> Response:
        """Take a code, once, and say whom it stands for."""
        sent = await request.form()
        expected = base64.b64encode(f"{self._client}:{self._secret}".encode()).decode()
        given = request.headers.get("authorization", "").removeprefix("Basic ")
        if not hmac.compare_digest(given, expected):
            return JSONResponse({"error": "invalid_client"}, 401)
        code = self._codes.pop(str(sent.get("code", "")), None)
        verifier = hashlib.sha256(str(sent.get("code_verifier", "")).encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if (
            code is None
            or code.until < time.monotonic()
            or sent.get("redirect_uri") != code.back
            or challenge != code.challenge
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = {
            "access_token": secrets.token_urlsafe(24),
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "id_token": self._id_token(code),
        }
        return JSONResponse(token, headers={"cache-control": "no-store"})

    def _id_token(self, code: Code) -> str:
        now = int(time.time()) - (3_600 if code.misdeed == "expired" else 0)
        claims: dict[str, Any] = {
            "iss": self._issuer,
            "sub": code.person,
            "aud": "another" if code.misdeed == "other_audience" else self._client,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "nonce": "another" if code.misdeed == "other_nonce" else code.nonce,
            **PEOPLE[code.person],
        }
        key = self._forged if code.misdeed == "forged" else self._key
        return jwt.encode({"alg": "ES256", "kid": self._key.kid}, claims, key)


def _page() -> str:
    people = "".join(
        f'<option value="{id}">{html.escape(person["name"])}</option>'
        for id, person in PEOPLE.items()
    )
    misdeeds = "".join(f'<option value="{each}">{each or "nothing"}</option>' for each in MISDEEDS)
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>模拟统一身份认证</title>'
        "<h1>模拟统一身份认证（不是真实的认证服务）</h1>"
        "<p>A stand-in, no real identity service. The people are invented.</p>"
        '<form method="post">'
        f'<p><label>以谁的身份登录 <select name="person">{people}</select></label></p>'
        f'<p><label>Does wrong <select name="misdeed">{misdeeds}</select></label></p>'
        "<p><button>登录</button></p></form>"
    )


def arguments() -> argparse.ArgumentParser:
    """Return what can be asked of the stand-in."""
    parser = argparse.ArgumentParser(description="A stand-in for an identity service.")
    parser.add_argument("--port", type=int, default=8020)
    parser.add_argument("--client", default="yimen", help="the one client that it knows")
    parser.add_argument("--back", required=True, help="the address that the client comes back to")
    return parser


def main() -> None:
    """Serve as asked, with the client's secret from IDENTITY_SECRET."""
    asked = arguments().parse_args()
    issuer = f"http://127.0.0.1:{asked.port}"
    provider = Provider(issuer, asked.client, os.environ["IDENTITY_SECRET"], asked.back)
    config = uvicorn.Config(
        provider.app(), host="127.0.0.1", port=asked.port, log_level="error", lifespan="off"
    )
    server = uvicorn.Server(config)
    print(json.dumps({"issuer": issuer, "client": asked.client}), flush=True)
    server.run()


if __name__ == "__main__":
    main()
