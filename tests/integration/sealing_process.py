"""A sealer in a process of its own, to be killed: `python -m tests.integration.sealing_process URI
DATABASE KEY WITNESSES` seals what waits every tenth of a second, and says so on a line."""

import asyncio
import sys
from pathlib import Path

from actors.followers.sealer import Sealer
from actors.followers.witnesses.settings import read_witnesses
from storage.mongo import connect
from storage.settings import StorageSettings
from storage.signing import FileSigner


async def main(uri: str, name: str, key: Path, witnesses: Path) -> None:
    settings = StorageSettings(uri=uri, database=name, data=key.parent, port=0)
    sealer = Sealer(
        connect(settings), FileSigner(key), seconds=0.1, witnesses=read_witnesses(witnesses)
    )
    print("sealing", flush=True)
    await sealer.run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])))
