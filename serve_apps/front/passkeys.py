"""Passkeys (通行密钥, WebAuthn): what a browser is asked to sign, and whether it did."""

import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from actors.blocks.accounts.commands import Evidence
from actors.blocks.accounts.state import AccountState, Passkey
from serve_apps.front import sealing

CHALLENGE_LASTS = timedelta(minutes=5)
_PURPOSE = "passkey challenge"
_LONGEST = 20_000  # characters of what a browser answers
_UNVERIFIED = (WebAuthnException, ValueError, KeyError, TypeError)


@dataclass(frozen=True)
class Asked:
    """What a browser is asked: `options` for its own function, as JSON, and the sealed challenge
    that comes back with the answer."""

    options: dict[str, Any]
    challenge: str


@dataclass(frozen=True)
class Party:
    """Who asks (relying party): the host name that keys are made for, and the address of its
    pages."""

    id: str
    origin: str


def party_of(connection: HTTPConnection, public_address: str) -> Party:
    """Return who asks: the platform at its `public_address`, or where the request found it."""
    parts = urlsplit(public_address or str(connection.base_url))
    return Party(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


class Passkeys:
    """Asks and checks under the platform's `key`. A challenge is good for a few minutes, and for
    the browser alone that it was made for, its `owner`: the token of its forms."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def ask_to_add(
        self, party: Party, account: AccountState, name: str, owner: str, now: datetime
    ) -> Asked:
        """Ask for a key of `account`, one that finds its account by itself and wants to see that it
        is its owner who uses it."""
        challenge = secrets.token_bytes(32)
        options = generate_registration_options(
            rp_id=party.id,
            rp_name=name,
            user_name=account.id,
            user_id=account.id.encode(),
            user_display_name=account.display,
            challenge=challenge,
            exclude_credentials=_described(account),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
        )
        return Asked(json.loads(options_to_json(options)), self._sealed(challenge, owner, now))

    def ask_to_sign(
        self, party: Party, account: AccountState | None, owner: str, now: datetime
    ) -> Asked:
        """Ask any key of ours to sign, or one of `account`."""
        challenge = secrets.token_bytes(32)
        options = generate_authentication_options(
            rp_id=party.id,
            challenge=challenge,
            allow_credentials=_described(account) if account else [],
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return Asked(json.loads(options_to_json(options)), self._sealed(challenge, owner, now))

    def added(
        self, party: Party, answer: str, challenge: str, owner: str, name: str, now: datetime
    ) -> Passkey | None:
        """Return the key that a browser has made, called `name`; None if it has not."""
        asked = self._unsealed(challenge, owner, now)
        if asked is None or len(answer) > _LONGEST:
            return None
        try:
            made = verify_registration_response(
                credential=answer,
                expected_challenge=asked,
                expected_rp_id=party.id,
                expected_origin=party.origin,
                require_user_verification=True,
            )
        except _UNVERIFIED:
            return None
        return Passkey(
            id=_text(made.credential_id),
            key=_text(made.credential_public_key),
            name=name,
            count=made.sign_count,
            added_at=now,
        )

    def signed(
        self,
        party: Party,
        answer: str,
        challenge: str,
        owner: str,
        account: AccountState,
        now: datetime,
    ) -> Evidence | None:
        """Return what a key of `account` has signed for, None if it has not. Whether it counts on
        is for the account to say."""
        asked, passkey = (
            self._unsealed(challenge, owner, now),
            account.passkey(_named(answer, "id")),
        )
        if asked is None or passkey is None or len(answer) > _LONGEST:
            return None
        try:
            made = verify_authentication_response(
                credential=answer,
                expected_challenge=asked,
                expected_rp_id=party.id,
                expected_origin=party.origin,
                credential_public_key=base64url_to_bytes(passkey.key),
                credential_current_sign_count=0,
                require_user_verification=True,
            )
        except _UNVERIFIED:
            return None
        return Evidence(proofs=("passkey",), passkey=passkey.id, count=made.new_sign_count)

    def _sealed(self, challenge: bytes, owner: str, now: datetime) -> str:
        until = int((now + CHALLENGE_LASTS).timestamp())
        return sealing.seal(self._key, _PURPOSE, until.to_bytes(8, "big") + challenge, owner)

    def _unsealed(self, sealed: str, owner: str, now: datetime) -> bytes | None:
        plain = sealing.unseal(self._key, _PURPOSE, sealed, owner)
        if plain is None or now.timestamp() > int.from_bytes(plain[:8], "big"):
            return None
        return plain[8:]


def account_of(answer: str) -> str:
    """Return the account that a key which has signed says it is for, "" if it says none."""
    try:
        response = json.loads(answer)["response"]
        return base64url_to_bytes(response["userHandle"]).decode()
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""


def _named(answer: str, field: str) -> str:
    try:
        return str(json.loads(answer)[field])
    except (ValueError, KeyError, TypeError):
        return ""


def _described(account: AccountState) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.id)) for each in account.passkeys
    ]


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
