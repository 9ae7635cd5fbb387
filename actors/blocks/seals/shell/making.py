"""Making keys, certificates and lists of revoked ones, in a process of its own that ends with it.

    python -m actors.blocks.seals.shell.making

reads one wish as JSON and writes what came of it: no process that answers people ever holds a key.
"""

import asyncio
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from actors.blocks.seals.seal import Certificate, Source
from actors.blocks.seals.shell.authority import Authority, Revoked, UnusableAuthority
from actors.blocks.seals.shell.settings import SealSettings
from actors.blocks.seals.shell.vault import Vault, told
from actors.kernel.errors import Fault, Reason, Refusal

_SECONDS = 30.0


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be made in `folder` at the instant `now`: a certificate of the `seal` of `organ`,
    or without one the list of those `revoked`: (number, since when, lost)."""

    folder: str
    address: str
    now: datetime
    seal: str = ""
    organ: str = ""
    source: Source = "platform"
    revoked: tuple[tuple[str, datetime, bool], ...] = ()


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: the certificate or the list, or `refused`, the reason's code."""

    certificate: Certificate | None = None
    revoked: bytes = b""
    refused: str = ""


class MakingFailed(Fault):
    """Nothing was made; the message says why."""


async def make_certificate(
    settings: SealSettings, seal: str, organ: str, source: Source, now: datetime
) -> Certificate:
    """Make a key and a certificate for `seal`, or take in what was laid there for it.

    Raises:
        Refusal: what is to be imported is missing or will not do.
        MakingFailed: the folder cannot be used.
    """
    outcome = await _made(
        Wish(
            folder=str(settings.folder),
            address=settings.address,
            now=now,
            seal=seal,
            organ=organ,
            source=source,
        )
    )
    if outcome.refused:
        raise Refusal(Reason(outcome.refused, "/source"))
    assert outcome.certificate is not None
    return outcome.certificate


async def list_revoked(settings: SealSettings, revoked: Sequence[Revoked], now: datetime) -> bytes:
    """Write and return the list of `revoked` certificates, as DER.

    Raises:
        MakingFailed: the folder cannot be used.
    """
    several = tuple((each.serial, each.at, each.lost) for each in revoked)
    wish = Wish(folder=str(settings.folder), address=settings.address, now=now, revoked=several)
    return (await _made(wish)).revoked


async def _made(wish: Wish) -> Outcome:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(_SECONDS):
            content, said = await process.communicate(msgspec.json.encode(wish))
    except TimeoutError as error:
        process.kill()
        await process.wait()
        raise MakingFailed("making a seal took too long") from error
    if process.returncode:
        raise MakingFailed(said.decode(errors="replace").strip().rpartition("\n")[2])
    return msgspec.json.decode(content, type=Outcome)


def carry_out(wish: Wish) -> Outcome:
    """Make what is wished for.

    Raises:
        UnusableAuthority: the files of the authority cannot be used.
    """
    folder = Path(wish.folder)
    if wish.seal and wish.source != "platform":
        try:
            return Outcome(certificate=Vault(folder).take_in(wish.seal, wish.source))
        except Refusal as refusal:
            return Outcome(refused=refusal.reasons[0].code)
    authority = Authority(folder, now=wish.now, address=wish.address)
    if not wish.seal:
        revoked = [Revoked(*each) for each in wish.revoked]
        return Outcome(revoked=authority.list_revoked(revoked))
    issued = authority.certify(wish.organ)
    Vault(folder).keep((issued.certificate, authority.certificate), issued.key)
    return Outcome(certificate=told(issued.certificate, "platform"))


def main() -> int:
    """Carry out the wish that comes in. Return the exit status."""
    wish = msgspec.json.decode(sys.stdin.buffer.read(), type=Wish)
    try:
        outcome = carry_out(wish)
    except UnusableAuthority as error:
        print(error, file=sys.stderr)
        return 1
    sys.stdout.buffer.write(msgspec.json.encode(outcome))
    return 0


if __name__ == "__main__":
    sys.exit(main())
