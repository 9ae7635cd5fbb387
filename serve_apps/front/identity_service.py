"""The unified identity service (统一身份认证) of a place, as a relying party of OpenID Connect: the
code flow with PKCE, state and nonce. Who comes from there has an account of his own here."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import msgspec
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from actors.blocks.accounts.state import Person, Proof
from actors.kernel.errors import Reason, Refusal
from serve_apps.front import sealing
from serve_apps.front.settings import WebSettings
from serve_apps.front.signing import signer

COOKIE = "identity"
VISIT_LASTS = timedelta(minutes=10)  # from here to there and back
_SCOPE = "openid profile identity"
_SIGNED_BY = ("RS256", "PS256", "ES256", "EdDSA")
_PURPOSE = "identity visit"
_TIMEOUT = 5.0  # seconds for each question to the service
_LEEWAY = 30  # seconds by which its clock may differ
_LONGEST = 100  # characters of a claim


class Visit(msgspec.Struct, frozen=True):
    """A visit to the service that is under way: what its answer must fit, until when (seconds since
    1970), and where the visitor goes on."""

    state: str
    nonce: str
    verifier: str
    next: str
    until: int


@dataclass(frozen=True)
class Vouched:
    """Somebody whom the service vouches for, by the name of his account here."""

    account: str
    person: Person
    proof: Proof
    next: str


class IdentityService:
    """Sends visitors there and takes them back. What it needs to know of the service it asks once;
    what belongs to a visit is sealed in the visitor's own cookie."""

    def __init__(self, key: bytes, settings: WebSettings) -> None:
        self._key = key
        self._issuer = settings.identity_issuer
        self._client = settings.identity_client
        self._secret = settings.identity_secret
        self._known: Mapping[str, Any] | None = None

    @property
    def there(self) -> bool:
        """Whether this place has such a service."""
        return bool(self._issuer and self._client)

    async def begin(self, back: str, next: str, now: datetime) -> tuple[str, str]:
        """Return where to send a visitor, and the cookie to give him. `back` is our own address
        that he comes back to.

        Raises:
            Refusal: the service does not answer, or there is none.
        """
        known = await self._metadata()
        visit = Visit(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            next=next,
            until=int((now + VISIT_LASTS).timestamp()),
        )
        async with self._session(back) as session:
            address, _ = session.create_authorization_url(
                known["authorization_endpoint"],
                state=visit.state,
                nonce=visit.nonce,
                code_verifier=visit.verifier,
            )
        return address, sealing.seal(self._key, _PURPOSE, msgspec.json.encode(visit))

    async def finish(self, back: str, address: str, cookie: str, now: datetime) -> Vouched:
        """Return who has come back to `address`.

        Raises:
            Refusal: nobody whom the service vouches for, or it does not answer.
        """
        visit = self._visit(cookie, now)
        told = {name: values[-1] for name, values in parse_qs(urlsplit(address).query).items()}
        if visit is None or not hmac.compare_digest(told.get("state", ""), visit.state):
            raise _refused("stale")
        if told.get("iss", self._issuer) != self._issuer or "code" not in told:
            raise _refused("refused")
        known = await self._metadata()
        try:
            async with self._session(back) as session:
                token = await session.fetch_token(
                    known["token_endpoint"], code=told["code"], code_verifier=visit.verifier
                )
                keys = (await session.request("GET", known["jwks_uri"], withhold_token=True)).json()
        except (httpx2.HTTPError, OAuthError, ValueError) as error:
            raise _refused("refused") from error
        claims = self._claims(str(token.get("id_token", "")), keys, visit.nonce, now)
        return Vouched(self._account(claims), _person(claims), _proof(claims), visit.next)

    def _visit(self, cookie: str, now: datetime) -> Visit | None:
        plain = sealing.unseal(self._key, _PURPOSE, cookie)
        visit = msgspec.json.decode(plain, type=Visit) if plain else None
        return visit if visit and now.timestamp() <= visit.until else None

    def _claims(self, token: str, keys: Any, nonce: str, now: datetime) -> Mapping[str, Any]:
        """Return what the service says of somebody, if it is what it says.

        Raises:
            Refusal: it is not.
        """
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._client},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            signed = jwt.decode(token, KeySet.import_key_set(keys), algorithms=_SIGNED_BY)
            registry.validate(signed.claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise _refused("refused") from error
        if signed.claims.get("azp", self._client) != self._client:
            raise _refused("refused")
        return signed.claims

    def _account(self, claims: Mapping[str, Any]) -> str:
        """Return the name of the account of somebody: the same each time, and nobody else's."""
        subject = f"{self._issuer} {claims['sub']}"
        told = signer(self._key, "identity").get_signature(subject)
        return f"id-{hashlib.sha256(told).hexdigest()[:24]}"

    async def _metadata(self) -> Mapping[str, Any]:
        if not self.there:
            raise _refused("unavailable")
        if self._known is None:
            address = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
            try:
                async with httpx2.AsyncClient(timeout=_TIMEOUT) as client:
                    answer = (await client.get(address)).raise_for_status().json()
            except (httpx2.HTTPError, ValueError) as error:
                raise _refused("unavailable") from error
            if answer.get("issuer") != self._issuer:
                raise _refused("unavailable")
            self._known = answer
        return self._known

    def _session(self, back: str) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            client_id=self._client,
            client_secret=self._secret,
            scope=_SCOPE,
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=_TIMEOUT,
        )


def _person(claims: Mapping[str, Any]) -> Person:
    """Return who it is.

    Raises:
        Refusal: the service does not say so, or in a way that we do not know.
    """
    name, number = claims.get("name"), claims.get("id_number")
    phone, type_ = claims.get("phone", ""), claims.get("id_type")
    texts = (name, number, phone)
    if not all(isinstance(text, str) and len(text) <= _LONGEST for text in texts):
        raise _refused("incomplete")
    if not (name and number) or type_ not in ("resident_id", "credit_code"):
        raise _refused("incomplete")
    return Person(name=str(name), id_type=type_, id_number=str(number), phone=str(phone))


def _proof(claims: Mapping[str, Any]) -> Proof:
    return "strong_identity" if claims.get("assurance") == "high" else "identity"


def _refused(why: str) -> Refusal:
    return Refusal(Reason(f"identity.{why}", "/account"), kind="unproven")
