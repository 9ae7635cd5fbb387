"""What a witness outside says of a seal, and the line by which a seal is told outside. Pure.

The line is compact JSON: number and digest for who reads it, the statement as it was signed, and
the signature. It holds no key of an entity and nothing of a person: a statement has counts,
instants and digests.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, cast

from storage.seals import Seal, seal_digest, statement
from storage.signing import signed_by


class BadAttestation(Exception):
    """What a witness is said to have told was not told by it; the message says why."""


class Attestation(NamedTuple):
    """A witness knows of the seal `number` by this digest; `at` is when it came to know of it, by
    its own clock, UTC, None where it does not say."""

    number: int
    digest: bytes
    at: datetime | None = None


def seal_line(seal: Seal) -> bytes:
    """Return `seal` as a line of JSON, without the end of the line."""
    told = {
        "number": seal.number,
        "digest": seal_digest(seal).hex(),
        "statement": statement(seal).decode(),
        "signature": seal.signature.hex(),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def read_seal_line(line: bytes, keys: Mapping[str, bytes]) -> Attestation:
    """Return what the line of a seal tells; the seal must be signed by one of `keys`.

    Raises:
        BadAttestation: it is no such line, or no trusted key has signed what stands in it.
    """
    try:
        told = fields_of(line)
        signed = str(told["statement"]).encode()
        stated = fields_of(signed)
        number, signer = int(stated["number"]), str(stated["signer"])
        signature = bytes.fromhex(told["signature"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadAttestation("a line that tells of no seal") from error
    if not signed_by(keys, signer, signed, signature):
        raise BadAttestation(f"a seal {number} that no trusted key has signed")
    return Attestation(number, hashlib.sha256(signed).digest())


def fields_of(text: bytes) -> dict[str, Any]:
    """Return the object that stands in `text`.

    Raises:
        ValueError: it is no JSON, or no object.
    """
    told: object = json.loads(text)
    if not isinstance(told, dict):
        raise ValueError("no object")
    return cast("dict[str, Any]", told)
