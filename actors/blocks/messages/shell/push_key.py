"""The key by which push services know the platform (VAPID, RFC 8292), and what it signs."""

from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from actors.blocks.messages.shell.base64url import encoded
from storage.own_files import read_own, write_once

_GOOD_FOR = timedelta(hours=12)  # RFC 8292 2: a day at most
_SIZE = 32  # bytes of a coordinate


class UnusableKey(ValueError):
    """The file holds no such key; the message says which file."""


class PushKey:
    """The key in the file `path`, which is made where there is none.

    Raises:
        OSError: it cannot be read, or made.
        OpenToOthers: others may read it.
        UnusableKey: it holds no key of P-256.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            write_once(path, ECKey.generate_key("P-256").as_pem(private=True))
        content = read_own(path)
        try:
            self._key = ECKey.import_key(content)
        except (ValueError, JoseError) as error:
            raise UnusableKey(f"{path} holds no key: {error}") from error
        if self._key.curve_name != "P-256" or not self._key.is_private:
            raise UnusableKey(f"{path} holds no private key of the curve P-256")

    @property
    def public(self) -> str:
        """What browsers subscribe with: the public key, a point that is not compressed."""
        numbers = self._key.public_key.public_numbers()
        return encoded(b"\x04" + numbers.x.to_bytes(_SIZE) + numbers.y.to_bytes(_SIZE))

    def authorization(self, endpoint: str, contact: str, now: datetime) -> str:
        """Return the header that tells the push service of `endpoint` who sends."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((now + _GOOD_FOR).timestamp()),
            "sub": contact,
        }
        token = jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, self._key)
        return f"vapid t={token}, k={self.public}"
