"""A platform for kiosks as a process of its own, which may be killed.

python -m tests.integration.edge.mortal DATABASE FOLDER PORT, with `YIMEN_MONGODB_URI`
"""

import asyncio
import os
import sys
from pathlib import Path

from storage.mongo import connect
from storage.settings import StorageSettings
from tests.kiosk_platform import running_platform


async def main(database: str, folder: Path, port: int) -> None:
    """Run the platform until ended."""
    uri = os.environ["YIMEN_MONGODB_URI"]
    storage = StorageSettings(uri=uri, database=database, data=folder, port=0)
    async with running_platform(connect(storage), folder, port):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
