"""What every process knows of the others, for commands that look into it or change it."""

import asyncio
from collections.abc import Awaitable, Callable

from rich.console import Console

from actors.kernel.errors import Fault
from storage.directory import Directory
from storage.mongo import connect
from storage.settings import read_settings

Work = Callable[[Directory], Awaitable[None]]


def with_directory(work: Work) -> int:
    """Do `work`, and print what stands against it; return the exit status."""

    async def run() -> None:
        database = connect(read_settings(), "operator")
        try:
            await work(Directory(database))
        finally:
            await database.client.close()

    try:
        asyncio.run(run())
    except Fault as error:
        Console().print(str(error), style="red", markup=False)
        return 1
    return 0
