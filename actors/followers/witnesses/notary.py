"""A witness that is asked over HTTP, and signs what it was given.

`POST` of a seal's line to its address is answered with a receipt, a line of JSON: `receipt` is JSON
with number, digest, the instant and the name of the witness, `signature` its Ed25519 signature over
those bytes, in hex. 409 means that it holds another seal of that number, whose receipt it sends.
`GET` with `after` answers with the receipts of all seals after that number, a line each.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime

import aiohttp

from actors.followers.witnesses.asking import SECONDS, post
from actors.followers.witnesses.witness import WitnessContradicts, WitnessSilent
from storage.attestation import Attestation, BadAttestation, fields_of, seal_line
from storage.seals import Seal, seal_digest
from storage.signing import key_id, signed_by

_MOST = 16_384  # bytes of a receipt
_TIMEOUT = aiohttp.ClientTimeout(total=None, connect=SECONDS, sock_read=SECONDS)


class Notary:
    """The witness at `url`, whose receipts are signed with `public_key`, 32 raw bytes."""

    keeps = True

    def __init__(self, name: str, url: str, public_key: bytes) -> None:
        self.name = name
        self._url = url
        self._keys = {key_id(public_key): public_key}

    async def give(self, seal: Seal) -> bytes:
        """See `Witness`."""
        status, receipt = await post(self._url, seal_line(seal), "application/json", most=_MOST)
        if status not in (200, 409):
            raise WitnessSilent(f"{self._url} answers {status}")
        told = self.read(seal.number, receipt, {})
        if told.digest != seal_digest(seal):
            raise WitnessContradicts(f"{self._url} holds another seal {seal.number}")
        return receipt

    def read(self, number: int, receipt: bytes, keys: Mapping[str, bytes]) -> Attestation:
        """See `Witness`."""
        told = read_receipt(receipt, self._keys)
        if told.number != number:
            raise BadAttestation(f"a receipt for seal {told.number} where it is {number}'s")
        return told

    async def told(
        self, first: int, keys: Mapping[str, bytes]
    ) -> AsyncIterator[Attestation | BadAttestation]:
        """See `Witness`."""
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT) as session,
                session.get(
                    self._url, params={"after": str(max(0, first - 1))}, allow_redirects=False
                ) as answer,
            ):
                if answer.status != 200:
                    raise WitnessSilent(f"{self._url} answers {answer.status}")
                async for line in answer.content:
                    yield self._read_or_say(line)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise WitnessSilent(f"{self._url}: {type(error).__name__}") from error

    def _read_or_say(self, line: bytes) -> Attestation | BadAttestation:
        try:
            return read_receipt(line, self._keys)
        except BadAttestation as error:
            return error


def read_receipt(line: bytes, keys: Mapping[str, bytes]) -> Attestation:
    """Return what a receipt tells that one of `keys` has signed.

    Raises:
        BadAttestation: none has, or it is no receipt.
    """
    try:
        told = fields_of(line)
        signed = str(told["receipt"]).encode()
        stated = fields_of(signed)
        found = Attestation(
            int(stated["number"]),
            bytes.fromhex(stated["digest"]),
            datetime.fromisoformat(stated["at"]).astimezone(UTC),
        )
        signature = bytes.fromhex(told["signature"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadAttestation("an answer that is no receipt") from error
    if not any(signed_by(keys, name, signed, signature) for name in keys):
        raise BadAttestation(f"a receipt for seal {found.number} with a forged signature")
    return found
