"""A task that is ended has ended, even when what it waits for drops the cancellation."""

import asyncio

import pytest
from structlog.testing import capture_logs

from storage.tasks import begin, end


async def test_wait_for_can_drop_a_cancellation() -> None:
    """The premise: when it no longer holds, one cancellation is enough, and `end` can go."""
    done = asyncio.get_running_loop().create_future()

    async def wait() -> str:
        await asyncio.wait_for(done, timeout=60)
        return "went on"

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    done.set_result(None)
    task.cancel()

    assert await task == "went on"


async def test_a_loop_that_drops_a_cancellation_ends_all_the_same() -> None:
    answers: asyncio.Queue[asyncio.Future[None]] = asyncio.Queue()

    async def loop() -> None:
        while True:
            answer = asyncio.get_running_loop().create_future()
            answers.put_nowait(answer)
            await asyncio.wait_for(answer, timeout=60)

    task = asyncio.create_task(loop())
    (await answers.get()).set_result(None)  # so that the first cancellation is dropped

    async with asyncio.timeout(60):
        await end(task)

    assert answers.qsize() == 1, "it went on for one more round"
    assert task.cancelled()


async def test_tasks_that_ended_by_themselves_or_never_began_are_no_mistake() -> None:
    async def fails() -> None:
        raise ValueError("broken")

    task = asyncio.create_task(fails())
    await asyncio.wait([task])

    await end(task, None)

    with pytest.raises(ValueError, match="broken"):
        task.result()


async def test_work_that_breaks_off_is_told_at_once_and_without_what_it_quotes() -> None:
    async def work() -> None:
        raise ValueError("张三")

    with capture_logs() as lines:
        task = begin(work())
        await asyncio.wait([task])
        await asyncio.sleep(0)

    [line] = lines
    assert (line["event"], line["error"]) == ("task.broken", "ValueError")
    assert line["task"].endswith("work")
    assert "张三" not in str(line)


async def test_work_that_is_ended_breaks_off_nowhere() -> None:
    async def work() -> None:
        await asyncio.Event().wait()

    with capture_logs() as lines:
        await end(begin(work()))

    assert lines == []
