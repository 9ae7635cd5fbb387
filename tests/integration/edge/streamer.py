"""A kiosk that reports the numbers up to a total and may be killed at any moment.

    python streamer.py PLATFORM FOLDER TOTAL

It goes on with the number after the last one in its spool's own count, as a device would go on.
"""

import asyncio
import sys
from pathlib import Path

from edge.keys import load_keys
from tests.integration.edge.kiosk import linked

CHUNK = 20


async def main(platform: str, folder: Path, total: int) -> None:
    """Report and keep the link until ended."""
    keys = load_keys(folder)
    assert keys is not None
    async with linked(platform, folder, keys) as kiosk:
        print("ready", flush=True)
        spool = kiosk.outbox.spool
        unsent = "SELECT COUNT(*) FROM entries WHERE seq IS NULL"
        (waiting,) = spool._database.execute(unsent).fetchone()  # pyright: ignore
        reported = spool.last_seq + waiting
        for first in range(reported, total, CHUNK):
            for value in range(first, min(first + CHUNK, total)):
                await kiosk.tell(value, value + 1)
            await asyncio.sleep(0.005)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
