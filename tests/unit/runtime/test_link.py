"""What waits for a host is kept for as long as somebody waits, and no longer."""

import asyncio

from actors.kernel.identity import PLATFORM
from actors.runtime.activation import Answer
from actors.runtime.codec import Codec
from actors.runtime.envelope import Reply
from actors.runtime.link import Link, Waiting
from actors.runtime.transport import Line
from tests.integration.kinds import ledger


class HangingHost:
    """A host that takes calls and answers none."""

    async def find(self, host: str) -> Line | None:
        return self

    async def ended(self, host: str, generation: int) -> None:
        await asyncio.Event().wait()

    async def exchange(self, payload: bytes) -> bytes:
        await asyncio.Event().wait()
        return b""


def waiting(number: int) -> Waiting:
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Answer] = loop.create_future()
    codec, deadline = Codec(ledger()), loop.time() + 60
    return Waiting(number, "ledger:a", codec, None, "", PLATFORM, deadline, "", "", answer)


async def test_wishes_that_nobody_waits_for_any_more_are_not_kept_for_a_host_that_hangs() -> None:
    lost: list[Waiting] = []

    def answered(waiting: Waiting, reply: Reply) -> None:
        raise AssertionError(reply)

    link = Link(
        "router", "host-0#1", HangingHost(), when_answered=answered, when_unreached=lost.append
    )
    wishes = [waiting(number) for number in range(100)]
    for wish in wishes:
        link.add(wish)
        await asyncio.sleep(0.001)  # several calls, until all that may hang do
    assert len(link) == 100

    for wish in wishes[1:]:
        wish.answer.cancel()
        link.drop(wish.number)

    assert len(link) == 1
    link.give_back()
    assert [wish.number for wish in lost] == [0]
    await link.close()
