"""The instant of a seal, from an authority (时间戳服务机构, RFC 3161): asked for, and not believed
before it was checked: its nonce, what it is a stamp of, and whose certificate it bears."""

# pyright: basic
# The libraries tell few types, and asn1crypto none.

import asyncio
from collections.abc import Sequence
from typing import Any

import httpx2
from asn1crypto import tsp
from cryptography import x509
from pyhanko.sign.timestamps import TimeStamper
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from actors.blocks.seals.shell.saying import away

_MOST = 65_536  # bytes of a stamp, its certificates included


class BelievedStamps(TimeStamper):
    """The authority at `url`, believed by certificates that lead to one of `roots`; it is waited
    for `patience` seconds."""

    def __init__(self, url: str, roots: Sequence[x509.Certificate], patience: float) -> None:
        super().__init__()
        self._url = url
        self.roots = tuple(roots)
        self._patience = patience

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return the authority's answer.

        Raises:
            StampUnavailable: it does not answer, or lies.
        """
        asked: Any = req
        content = await asyncio.to_thread(self._asked, asked.dump())
        imprint: bytes = asked["message_imprint"]["hashed_message"].native
        self._check(content, imprint, asked["nonce"].native)
        return tsp.TimeStampResp.load(content)

    async def try_out(self, digest: bytes) -> None:
        """Have a SHA-256 stamped, and keep nothing.

        Raises:
            StampUnavailable: the authority does not answer, or lies.
        """
        await self.async_timestamp(digest, "sha256")

    def _asked(self, request: bytes) -> bytes:
        headers = {"content-type": "application/timestamp-query"}
        try:
            answer = httpx2.post(
                self._url, content=request, headers=headers, timeout=self._patience
            )
        except httpx2.HTTPError as error:
            raise away("no_answer", f"{self._url}: {error}") from error
        if answer.status_code != 200:
            raise away("no_answer", f"{self._url} answers {answer.status_code}")
        if len(answer.content) > _MOST:
            raise away("no_stamp", f"{self._url} answers {len(answer.content)} bytes")
        return answer.content

    def _check(self, content: bytes, imprint: bytes, nonce: int) -> None:
        """Check an answer.

        Raises:
            StampUnavailable: it is no stamp, or not of this request, or of nobody who is believed.
        """
        try:
            stamp = decode_timestamp_response(content)
            told = stamp.tst_info
        except ValueError as error:
            raise away("no_stamp", "an answer that is no time stamp") from error
        if told.nonce != nonce:
            raise away("wrong_nonce", "a time stamp for another request")
        if told.message_imprint.message != imprint:
            raise away("wrong_imprint", "a time stamp of something else")
        try:
            VerifierBuilder(roots=list(self.roots), nonce=nonce).build().verify(stamp, imprint)
        except VerificationError as error:
            raise away("not_believed", f"a time stamp not believed: {error}") from error
