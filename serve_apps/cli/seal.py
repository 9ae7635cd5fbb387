"""`yimen seal`: seal the heads of the journal now, or show the public key of the seals."""

import asyncio
import logging
import sys

import structlog
from rich.console import Console

from actors.followers.sealer import Sealer, catch_up
from serve_apps.cli.database import opened
from storage.embedded import EmbeddedFailed
from storage.mongo import UnsafeDatabase
from storage.seals import Seal, seal_digest
from storage.settings import StorageSettings, read_settings
from storage.signing import FileSigner, UnusableKey, make_key, public_pem


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
        signer = open_signer(settings)
        if public_key:
            print(public_pem(signer.public_key), end="")
            return 0
        seals = asyncio.run(_seal(settings, signer))
    except (UnusableKey, EmbeddedFailed, UnsafeDatabase, TimeoutError) as error:
        Console(stderr=True).print(
            str(error) or "not in time", style="red", markup=False, highlight=False
        )
        return 1
    for seal in seals:
        name = f"{seal.number}:{seal_digest(seal).hex()[:32]}"
        console.print(f"Seal {name}: {seal.count} entities", highlight=False)
    if not seals:
        console.print("Nothing was written since the last seal.")
    return 0


def open_signer(settings: StorageSettings) -> FileSigner:
    """Return the signer with this machine's key, which is made on first use.

    Raises:
        UnusableKey: it cannot be used.
    """
    if settings.seal_key is None:
        raise UnusableKey("no key is set for the seals: see YIMEN_SEAL_KEY")
    make_key(settings.seal_key)
    return FileSigner(settings.seal_key)


async def _seal(settings: StorageSettings, signer: FileSigner) -> list[Seal]:
    async with opened(settings) as database:
        sealer = Sealer(database, signer, seconds=settings.seal_seconds, owner="operator")
        await catch_up(database, sealer)
        return await sealer.seal()
