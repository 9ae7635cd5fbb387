"""Letters reach the mail server once, whoever carries them and whoever dies on the way."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from actors.blocks.messages.letter import LETTER, Dispatch, Letter, SendAgain
from actors.blocks.messages.mailbox import PutNotice
from actors.blocks.messages.reach import OfferProof, ProveAddress
from actors.blocks.messages.shell.bucket import Bucket
from actors.blocks.messages.shell.carrier import Delivery
from actors.blocks.messages.shell.mail import Mail, MailLine
from actors.blocks.messages.shell.mail_settings import MailSettings
from actors.blocks.messages.shell.postman import Postman
from actors.blocks.messages.writing import Written
from actors.blocks.operations.roles import OPERATOR
from actors.followers.projector import Projector
from actors.kernel.identity import PLATFORM, Identity
from actors.kinds import all_views
from actors.runtime.engine import Engine
from storage.mongo import Database
from storage.secrecy.lookups import Lookups
from storage.tasks import begin, end
from tests import loaded
from tests.blocks.messages.mail_server import Inbox, mail_server
from tests.integration.conftest import StartEngine
from tests.ports import free_port

LIBRARY = loaded.library()
KINDS = {name: loaded.kinds()[name] for name in ("mailbox", "letter")}
AN = Identity("person:an", ("resident",))
STAFF = Identity("staff:op", (OPERATOR,), "government_services")
MAILBOX = "mailbox:person~an"
SECURITY = PutNotice(template="account.PasskeyAdded", urgency="urgent", about="account:an")


class Hanging(MailLine):
    """A connection that never comes to the end of a letter."""

    async def deliver(self, dispatch: Dispatch, written: Written) -> Delivery:
        await asyncio.Event().wait()
        raise AssertionError


class HangingMail(Mail):
    """Carries letters nowhere, having taken them."""

    @asynccontextmanager
    async def line(self) -> AsyncGenerator[MailLine]:
        async with super().line() as line:
            yield Hanging(self, line._smtp)


def settings(port: int) -> MailSettings:
    return MailSettings(
        host="127.0.0.1", port=port, security="none", sender="notices@city.example", connections=4
    )


@asynccontextmanager
async def running(
    database: Database, engine: Engine, *mails: Mail, **how: Any
) -> AsyncGenerator[Projector]:
    """Fold views, deliver messages, and have a postman carry letters by each of `mails`."""
    views = [view for view in all_views(LIBRARY) if view.name in ("notices", "letters")]
    async with Projector(database, views, sender=engine, kinds=KINDS) as projector:
        bucket = Bucket(60_000, 10_000)
        postmen = [
            begin(Postman(database, engine, LIBRARY, [mail], bucket=bucket, **how).run())
            for mail in mails
        ]
        try:
            yield projector
        finally:
            await end(*postmen)


def mail_of(port: int, kind: type[Mail] = Mail) -> Mail:
    return kind(settings(port), LIBRARY, Lookups(b"k" * 32), timeout=5.0)


async def proved(engine: Engine) -> None:
    offer = OfferProof(channel="mail", to="an@example.org", code="493817")
    await engine.send(MAILBOX, offer, id="offer", by=PLATFORM)
    await engine.send(MAILBOX, ProveAddress(code="493817"), id="prove", by=AN)


async def told(engine: Engine, count: int) -> None:
    for n in range(count):
        await engine.send(MAILBOX, SECURITY, id=f"told-{n}", by=PLATFORM)


async def until(holds: Callable[[], Any], seconds: float = 60.0) -> None:
    async with asyncio.timeout(seconds):
        while True:
            found = holds()
            if await found if asyncio.iscoroutine(found) else found:
                return
            await asyncio.sleep(0.05)


async def phases(database: Database) -> dict[str, int]:
    counted: dict[str, int] = {}
    async for row in database["letters"].find({}, {"phase": 1}):
        counted[row["phase"]] = counted.get(row["phase"], 0) + 1
    return counted


async def are(database: Database, **wanted: int) -> bool:
    return await phases(database) == wanted


@pytest.fixture
def inbox() -> Any:
    with mail_server() as inbox:
        yield inbox


async def test_of_two_postmen_each_letter_is_carried_by_one(
    prepared: Database, start_engine: StartEngine, inbox: Inbox
) -> None:
    async with (
        start_engine(of=KINDS) as engine,
        running(prepared, engine, mail_of(inbox.port), mail_of(inbox.port)),
    ):
        await proved(engine)
        await told(engine, 9)

        await until(lambda: are(prepared, sent=10))
        assert len(inbox.names) == 10 and len(set(inbox.names)) == 10


async def test_what_a_postman_has_taken_he_does_not_take_again(
    prepared: Database, start_engine: StartEngine, inbox: Inbox
) -> None:
    async with start_engine(of=KINDS) as engine, running(prepared, engine):
        await proved(engine)
        await until(lambda: are(prepared, ready=1))
        row = await prepared["letters"].find_one()
        assert row is not None
        postman = Postman(prepared, engine, LIBRARY, [mail_of(inbox.port)])

        first, again = await postman._take(row["_id"], 1), await postman._take(row["_id"], 1)

    assert first is not None and first.id == row["_id"]
    assert again is None


async def test_while_the_server_is_away_letters_wait_and_no_try_is_counted(
    prepared: Database, start_engine: StartEngine
) -> None:
    port = free_port()
    async with start_engine(of=KINDS) as engine, running(prepared, engine, mail_of(port)):
        await proved(engine)
        await told(engine, 2)
        await until(lambda: are(prepared, ready=3))
        await asyncio.sleep(0.3)

        with mail_server(port) as inbox:
            await until(lambda: are(prepared, sent=3))
            assert len(inbox.names) == 3
            async for row in prepared["letters"].find():
                assert row["attempt"] == 1


async def test_what_a_dead_postman_had_is_said_to_be_unknown_and_goes_out_when_somebody_says_so(
    prepared: Database, start_engine: StartEngine, inbox: Inbox
) -> None:
    async with start_engine(of=KINDS) as engine:
        async with running(prepared, engine, mail_of(inbox.port, HangingMail)):
            await proved(engine)
            await until(lambda: are(prepared, taken=1))

        async with running(prepared, engine, mail_of(inbox.port), lapse=0.2, sweep=0.1):
            await until(lambda: are(prepared, unknown=1))
            assert inbox.names == []

            row = await prepared["letters"].find_one()
            assert row is not None
            await engine.send(f"{LETTER}:{row['_id']}", SendAgain(), id="again", by=STAFF)
            await until(lambda: are(prepared, sent=1))
            assert inbox.names == [f"<{row['_id']}@city.example>"]


async def test_a_letter_that_was_handed_over_without_an_answer_is_not_sent_again(
    prepared: Database, start_engine: StartEngine, inbox: Inbox
) -> None:
    inbox.answers.append("drop")
    async with (
        start_engine(of=KINDS) as engine,
        running(prepared, engine, mail_of(inbox.port), lapse=0.2, sweep=0.1),
    ):
        await proved(engine)

        await until(lambda: are(prepared, unknown=1))
        await asyncio.sleep(0.5)
        assert len(inbox.names) == 1


async def test_an_address_that_nobody_has_is_doubted(
    prepared: Database, start_engine: StartEngine, inbox: Inbox
) -> None:
    inbox.answers.append("rcpt 550 5.1.1 nobody here")
    async with (
        start_engine(of=KINDS) as engine,
        running(prepared, engine, mail_of(inbox.port)) as projector,
    ):
        await proved(engine)

        await until(lambda: are(prepared, bounced=1))
        await projector.settled()
        reach = (await engine.show(MAILBOX)).state.reach
        assert reach.ways["mail"].doubted is not None
        await told(engine, 1)
        await projector.settled()
        assert await are(prepared, bounced=1)


async def test_rows_of_letters_hold_nobody_s_address(
    prepared: Database, start_engine: StartEngine, inbox: Inbox
) -> None:
    async with start_engine(of=KINDS) as engine, running(prepared, engine, mail_of(inbox.port)):
        await proved(engine)
        await until(lambda: are(prepared, sent=1))

        row = await prepared["letters"].find_one()
        assert row is not None and "example" not in str(row) and "493817" not in str(row)
        letter: Letter = (await engine.show(f"{LETTER}:{row['_id']}")).state
        assert letter.to == "an@example.org"


async def test_the_bucket_holds_back_what_comes_at_once() -> None:
    now = [0.0]
    bucket = Bucket(3_000, 500, now=lambda: now[0])

    assert all(bucket.wait() == 0 for _ in range(500))
    assert bucket.wait() == pytest.approx(0.02)
    now[0] = 1.0
    assert sum(bucket.wait() == 0 for _ in range(100)) == 50
    now[0] = 3_600.0
    assert sum(bucket.wait() == 0 for _ in range(1_000)) == 500
