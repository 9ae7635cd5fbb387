"""A witness that is a time-stamp authority (时间戳服务机构): it stamps the digest of each seal.

By RFC 3161, over HTTP. It keeps nothing; the stamps themselves, kept beside the seals, say that a
seal was there at an instant. Who rewrites seals needs stamps of later instants.
"""

from collections.abc import AsyncIterator, Iterable, Mapping

from cryptography.x509 import Certificate, ObjectIdentifier
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from actors.followers.witnesses.asking import post
from actors.followers.witnesses.witness import WitnessSilent
from storage.attestation import Attestation, BadAttestation
from storage.seals import Seal, seal_digest, statement

_MOST = 65_536  # bytes of a stamp, its certificates included
_SHA_256 = ObjectIdentifier("2.16.840.1.101.3.4.2.1")


class TimeStamps:
    """The authority at `url`, believed by certificates that lead to one of `roots`."""

    keeps = False

    def __init__(self, name: str, url: str, roots: Iterable[Certificate]) -> None:
        self.name = name
        self._url = url
        self._roots = tuple(roots)

    async def give(self, seal: Seal) -> bytes:
        """Have the statement of `seal` stamped; the answer is the receipt. See `Witness`."""
        content, stamped = await self._stamped(statement(seal), seal.number)
        if stamped.digest != seal_digest(seal):
            raise BadAttestation(f"a stamp of something else than seal {seal.number}")
        return content

    async def stamp(self, content: bytes) -> bytes:
        """Have `content` stamped, and return the stamp.

        Raises:
            WitnessSilent: the authority does not answer, or refuses.
            BadAttestation: the stamp is not believed.
        """
        stamp, _ = await self._stamped(content, 0)
        return stamp

    async def _stamped(self, content: bytes, number: int) -> tuple[bytes, Attestation]:
        request = (
            TimestampRequestBuilder()
            .data(content)
            .hash_algorithm(HashAlgorithm.SHA256)
            .cert_request(cert_request=True)
            .nonce(nonce=True)
            .build()
        )
        status, stamp = await post(
            self._url, request.as_bytes(), "application/timestamp-query", most=_MOST
        )
        if status != 200:
            raise WitnessSilent(f"{self._url} answers {status}")
        return stamp, self._read(number, stamp, request.nonce)

    def read(self, number: int, receipt: bytes, keys: Mapping[str, bytes]) -> Attestation:
        """See `Witness`."""
        return self._read(number, receipt)

    async def told(
        self, first: int, keys: Mapping[str, bytes]
    ) -> AsyncIterator[Attestation | BadAttestation]:
        """Yield nothing: an authority keeps no list."""
        return
        yield

    def _read(self, number: int, content: bytes, nonce: int | None = None) -> Attestation:
        """Return what the stamp for the seal `number` tells.

        Raises:
            BadAttestation: it is no stamp of the authority, or answers another request.
        """
        stamp = _decoded(content)
        imprint = stamp.tst_info.message_imprint
        verifier = VerifierBuilder(roots=list(self._roots), nonce=nonce).build()
        try:
            verifier.verify(stamp, imprint.message)
        except VerificationError as error:
            raise BadAttestation(f"a time stamp that is not believed: {error}") from error
        if imprint.hash_algorithm != _SHA_256:
            raise BadAttestation("a time stamp over another digest than SHA-256")
        return Attestation(number, imprint.message, stamp.tst_info.gen_time)


def _decoded(content: bytes) -> TimeStampResponse:
    try:
        stamp = decode_timestamp_response(content)
        _ = stamp.tst_info
    except ValueError as error:
        raise BadAttestation("an answer that is no time stamp") from error
    return stamp
