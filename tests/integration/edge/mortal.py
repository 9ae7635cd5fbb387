"""A platform for kiosks as a process of its own, which may be killed.

python -m tests.integration.edge.mortal URI DATABASE FOLDER PORT
"""

import asyncio
import sys
from pathlib import Path

from storage.mongo import connect
from storage.settings import StorageSettings
from tests.kiosk_platform import running_platform


async def main(uri: str, database: str, folder: Path, port: int) -> None:
    """Run the platform until ended."""
    storage = StorageSettings(uri=uri, database=database, data=folder, port=0)
    async with running_platform(connect(storage), folder, port):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])))
