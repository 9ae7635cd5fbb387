"""`yimen seal`: seal the heads of the journal now, or show the public key of the seals."""

import asyncio
import logging
import sys

import structlog
from rich.console import Console

from actors.followers.sealer import Sealer, catch_up
from actors.followers.witnesses.settings import read_witnesses
from serve_apps.cli.database import opened
from storage.embedded import EmbeddedFailed
from storage.mongo import UnsafeDatabase
from storage.seals import Seal, seal_digest
from storage.settings import StorageSettings, read_settings
from storage.signers import ready_signer
from storage.signing import UnusableKey, public_pem


def run(*, public_key: bool) -> int:
    """Seal now and print each seal made; with `public_key` only print that. Returns the exit
    status."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    console = Console()
    settings = read_settings()
    try:
        if public_key:
            print(asyncio.run(_public_key(settings)), end="")
            return 0
        seals, troubles = asyncio.run(_seal(settings))
    except (ValueError, UnusableKey, EmbeddedFailed, UnsafeDatabase, TimeoutError) as error:
        Console(stderr=True).print(
            str(error) or "not in time", style="red", markup=False, highlight=False
        )
        return 1
    for seal in seals:
        name = f"{seal.number}:{seal_digest(seal).hex()[:32]}"
        console.print(f"Seal {name}: {seal.count} entities", highlight=False)
    if not seals:
        console.print("Nothing was written since the last seal.")
    for witness, why in troubles.items():
        told = f"not yet witnessed by {witness}: {why}" if why else f"witnessed by {witness}"
        console.print(told.capitalize(), highlight=False, markup=False, soft_wrap=True)
    return 0


async def _public_key(settings: StorageSettings) -> str:
    signer = await ready_signer(settings)
    return public_pem(await signer.identify())


async def _seal(settings: StorageSettings) -> tuple[list[Seal], dict[str, str]]:
    """Seal, and hand over what waits; return the seals, and by witness why it has not all, ""
    where it has."""
    witnesses = read_witnesses(settings.seal_witnesses)
    signer = await ready_signer(settings)
    async with opened(settings, "operator") as database:
        sealer = Sealer(
            database,
            signer,
            seconds=settings.seal_seconds,
            witnesses=witnesses,
            owner="operator",
        )
        await catch_up(database, sealer)
        return await sealer.seal(), await sealer.handing.once()
