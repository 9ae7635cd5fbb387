"""A simulated kiosk in tests that was enrolled once and has no platform: the real agent, simulated
devices, and what a platform told it before."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from actors.blocks.terminals import frames
from edge.keys import Keys, save_keys
from edge.outbox import wall_clock
from edge.platform import Lease
from edge.spool import Spool
from serve_apps.blocks.terminals.offered import kiosk_items
from tests.loaded import library
from tests.ports import free_port
from tests.simulated_kiosk import SimulatedKiosk, running_kiosk

TERMINAL = "kiosk-1"


def prepare(folder: Path, *, lease: Lease | None = None) -> None:
    """Put into `folder` what a kiosk keeps that was online before."""
    save_keys(folder, Keys(terminal=TERMINAL, seed=bytes(32), enrolled=True))
    spool = Spool(folder / "spool.sqlite")
    spool.keep("items", frames.pack(kiosk_items(library())))
    spool.keep("box_key", X25519PrivateKey.generate().public_key().public_bytes_raw())
    lease = lease or Lease(since=wall_clock(), seconds=3600)
    spool.keep("lease", msgspec.msgpack.encode(lease))
    spool.close()


@asynccontextmanager
async def offline_kiosk(folder: Path, **settings: str) -> AsyncIterator[SimulatedKiosk]:
    """Run a prepared kiosk without a platform."""
    if not (folder / "identity.json").exists():
        prepare(folder)
    nowhere = f"http://127.0.0.1:{free_port()}"
    async with running_kiosk(nowhere, folder, "", **settings) as kiosk:
        await kiosk.until(faulty=[])
        yield kiosk
