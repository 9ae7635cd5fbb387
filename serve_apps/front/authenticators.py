"""Applications that make codes by the time (动态口令, TOTP, RFC 6238), and the recovery codes
(恢复码) that stand in for them."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import pyotp
import segno

from actors.blocks.accounts.commands import Evidence
from actors.blocks.accounts.state import Authenticator
from serve_apps.front import sealing
from serve_apps.front.activation_codes import new_code, read_code
from serve_apps.front.signing import signer

if TYPE_CHECKING:
    from actors.blocks.accounts.state import AccountState

ISSUER = "Yimen"
SECRET_SIGNS = 32  # of base32: 160 bits, as RFC 4226 recommends
RECOVERY_CODES = 10
_DIGITS = 6
_DRIFT = (0, -1, 1)  # steps that a clock may be wrong by
_PURPOSE = "authenticator"


def new_secret() -> str:
    """Return a secret of 160 bits, in base32."""
    return pyotp.random_base32(SECRET_SIGNS)


def sealed_secret(key: bytes, account: str, secret: str) -> str:
    """Return `secret` as accounts keep it."""
    return sealing.seal(key, _PURPOSE, secret.encode(), account)


def opened_secret(key: bytes, account: str, sealed: str) -> str:
    """Return the secret that was sealed for `account`, "" if none was."""
    plain = sealing.unseal(key, _PURPOSE, sealed, account)
    return "" if plain is None else plain.decode()


def address_of_secret(account: str, secret: str) -> str:
    """Return what an application reads from the picture: otpauth://…"""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def picture_of_secret(account: str, secret: str) -> str:
    """Return the picture (二维码) of it, as an address of an image."""
    code = segno.make(address_of_secret(account, secret), error="m")
    return code.svg_data_uri(scale=5, border=2)


def step_of(secret: str, code: str, now: datetime, last: int = 0) -> int | None:
    """Return the step of thirty seconds whose code `code` is at `now`, None if it is none, or one
    that is not after `last`."""
    made = pyotp.TOTP(secret)
    current = made.timecode(now)
    found = None
    for step in (current + drift for drift in _DRIFT):
        if hmac.compare_digest(made.generate_otp(step), code) and step > last:
            found = step
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """Return codes as people are shown them."""
    return tuple(new_code() for _ in range(RECOVERY_CODES))


def recovery_digests(key: bytes, account: str, codes: Iterable[str]) -> tuple[str, ...]:
    """Return of `codes` what the account keeps. They are sixty bits of chance each, so that a fast
    digest under the platform's key keeps them as well as a slow one would."""
    return tuple(_digest(key, account, read_code(code)) for code in codes)


def evidence_of(key: bytes, account: "AccountState", typed: str, now: datetime) -> Evidence | None:
    """Return what `typed` proves, as a code of the authenticator or a recovery code of `account`;
    None if nothing."""
    made = account.authenticator
    if made is None:
        return None
    digits = "".join(sign for sign in typed if sign.isdigit())
    if len(digits) == _DIGITS and not any(sign.isalpha() for sign in typed):
        return _by_step(key, account.id, made, digits, now)
    digest = _digest(key, account.id, read_code(typed))
    if any(hmac.compare_digest(digest, each) for each in made.recovery):
        return Evidence(proofs=("recovery",), recovery=digest)
    return None


def _by_step(
    key: bytes, account: str, made: Authenticator, code: str, now: datetime
) -> Evidence | None:
    secret = opened_secret(key, account, made.secret)
    step = step_of(secret, code, now, made.step) if secret else None
    return None if step is None else Evidence(proofs=("authenticator",), step=step)


def _digest(key: bytes, account: str, code: str) -> str:
    signature = signer(key, "recovery").get_signature(f"{account}:{code}")
    return hashlib.sha256(signature).hexdigest()[:32]
