"""Virtual time passes without waiting, and processes live and end as real ones do."""

import asyncio

from actors.runtime.simulation.loop import World


def test_time_jumps_to_what_comes_next() -> None:
    world = World()
    process = world.process("a", ahead=100.0)
    seen: list[float] = []

    async def sleep() -> None:
        for _ in range(3):
            await asyncio.sleep(1000)
            seen.append(world.now)

    process.spawn(sleep())
    world.run(5000)

    assert seen == [1000, 2000, 3000]
    assert world.now == 5000
    assert process.time() == 5100


def test_a_process_that_is_ended_does_nothing_more() -> None:
    world = World()
    process = world.process("a")
    done: list[str] = []

    async def work() -> None:
        try:
            await asyncio.sleep(2)
            done.append("woken")
        finally:
            done.append("tidied")

    process.spawn(work())
    world.after(1, process.end)
    world.run(10)

    assert done == []
    world.close()


def test_a_paused_process_wakes_up_late_with_all_timers_due() -> None:
    world = World()
    process = world.process("a")
    woken: list[tuple[str, float]] = []

    async def sleep(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        woken.append((name, process.time()))

    process.spawn(sleep("long", 3))
    process.spawn(sleep("short", 2))
    world.after(1, process.pause)
    world.after(8, process.resume)
    world.run(10)

    assert woken == [("short", 8), ("long", 8)]


def test_each_process_has_its_own_loop() -> None:
    world = World()
    loops: dict[str, object] = {}

    async def look(name: str) -> None:
        await asyncio.sleep(0)
        loops[name] = asyncio.get_running_loop()

    processes = {name: world.process(name) for name in ("a", "b")}
    for name, process in processes.items():
        process.spawn(look(name))
    world.run(1)

    assert loops == processes


def test_timeouts_and_waiting_for_the_first_work_as_usual() -> None:
    world = World()
    process = world.process("a")
    seen: list[object] = []

    async def work() -> None:
        try:
            async with asyncio.timeout(5):
                await asyncio.Event().wait()
        except TimeoutError:
            seen.append(world.now)
        done, left = await asyncio.wait(
            [process.create_task(asyncio.sleep(seconds)) for seconds in (1, 9)],
            return_when=asyncio.FIRST_COMPLETED,
        )
        seen.append((len(done), len(left), world.now))

    process.spawn(work())
    world.run(20)

    assert seen == [5, (1, 1, 6)]


def test_what_a_callback_raises_is_taken_down() -> None:
    world = World()
    world.process("a").call_soon(lambda: 1 / 0)
    world.run(1)

    assert world.mistakes == ["a: ZeroDivisionError: division by zero"]


def test_what_a_task_raises_that_nobody_waits_for_is_taken_down() -> None:
    world = World()

    async def fail() -> None:
        await asyncio.sleep(1)
        raise ValueError("unseen")

    world.process("a").spawn(fail())
    world.run(2)

    assert world.failures() == ["a: a task ended with ValueError: unseen"]
