"""Papers are made in processes of Ray's; one that is killed loses what it was at, no more."""

import asyncio
import os
import signal
from pathlib import Path

from actors.blocks.documents.shell.compiling import compile_paper
from actors.blocks.documents.shell.pool import Broken, RayPool
from actors.blocks.documents.shell.work import Flaw, Rendered, Work
from tests.blocks.documents.rendered import BODY, work

SLOW = BODY + "#for n in range(40000) { let x = calc.pow(n, 2) }\n"
WORKS = [work(SLOW, {"says": f"第{n}份"}) for n in range(24)]


def makers() -> list[int]:
    """Return the processes that make papers just now."""
    found: list[int] = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if b"ray::compile_paper" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:  # it has ended meanwhile
            continue
    return found


async def test_a_killed_process_loses_the_paper_that_it_was_at_and_it_is_made_again(
    ray_session: None,
) -> None:
    pool, free, broken = RayPool(2), asyncio.Semaphore(2), list[Work]()

    async def make(one: Work) -> Rendered | Flaw:
        while True:
            try:
                async with free:
                    return await pool.make(one)
            except Broken:
                broken.append(one)

    async def kill() -> None:
        async with asyncio.timeout(60):
            while not (at_work := makers()):
                await asyncio.sleep(0.01)
        os.kill(at_work[0], signal.SIGKILL)

    killing = asyncio.create_task(kill())
    made = await asyncio.gather(*(make(one) for one in WORKS))
    await killing

    assert 1 <= len(broken) <= 2
    assert made == [compile_paper(one) for one in WORKS]
