"""Mail as it arrives at a real SMTP server, and what becomes of it when the server fails."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from msgspec.structs import replace

from actors.blocks.messages.letter import Dispatch
from actors.blocks.messages.shell.carrier import Away, Delivery
from actors.blocks.messages.shell.mail import UNSUBSCRIBE, Mail
from actors.blocks.messages.shell.mail_settings import MailSettings, read_mail_settings
from actors.blocks.messages.shell.returned import Returned, Unproved, read_returned, return_name
from actors.blocks.messages.template import Letters
from actors.blocks.messages.writing import write
from actors.blocks.organisation.units import Organisation
from storage.secrecy.lookups import Lookups
from tests import loaded
from tests.blocks.messages.mail_server import Inbox, mail_server
from tests.blocks.messages.reports import report_on
from tests.ports import free_port

LIBRARY = loaded.library()
LETTERS = LIBRARY[Letters]
LOOKUPS = Lookups(b"k" * 32)
ID = "0123456789abcdef0123456789abcdef"
LAPSED = Dispatch(
    id=ID,
    attempt=1,
    mailbox="person~an",
    channel="mail",
    to="an@example.org",
    of="statutory",
    template="case.Lapsed",
    facts={"number": "1144", "item": "食品经营许可（新办）", "item_en": "Food business licence"},
    at=datetime(2026, 3, 2, 1, tzinfo=UTC),
)
PLEASE_RATE = replace(LAPSED, template="case.PleaseRate", of="service")


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server() as running:
        yield running


@pytest_asyncio.fixture
async def mail(inbox: Inbox) -> AsyncIterator[Mail]:
    made = Mail(settings(inbox.port), LIBRARY, LOOKUPS, timeout=5.0)
    yield made
    await made.close()


def settings(port: int) -> MailSettings:
    return MailSettings(
        host="127.0.0.1",
        port=port,
        security="none",
        sender="notices@city.example",
        connections=2,
        public_address="https://city.example",
    )


async def deliver(mail: Mail, dispatch: Dispatch = LAPSED) -> Delivery:
    template = LETTERS.templates[dispatch.template]
    units = LIBRARY[Organisation].title
    written = write(template, "mail", dispatch.facts, dispatch.language, LETTERS, units)
    async with mail.line() as line:
        return await line.deliver(dispatch, written)


async def test_a_letter_arrives_in_chinese(mail: Mail, inbox: Inbox) -> None:
    assert await deliver(mail) == Delivery("accepted", "250")

    (arrived,) = inbox.arrived
    assert arrived.message["Subject"] == "申请视为撤回：食品经营许可（新办）"
    assert "您没有在期限内补正" in arrived.text and "食品经营许可（新办）" in arrived.text
    assert arrived.message.get_content_charset() == "utf-8"
    assert arrived.content.isascii()
    assert max(map(len, arrived.content.splitlines())) <= 998
    back = f"notices+{return_name(LOOKUPS, ID)}@city.example"
    assert (arrived.to, arrived.sender) == (["an@example.org"], back)
    assert arrived.message["From"].addresses[0].display_name == "政务服务平台"


async def test_a_letter_arrives_in_english(mail: Mail, inbox: Inbox) -> None:
    await deliver(mail, replace(LAPSED, language="en"))

    (arrived,) = inbox.arrived
    assert arrived.message["Subject"] == "Application counts as withdrawn: Food business licence"
    assert "did not come in time" in arrived.text
    assert arrived.message["Content-Language"] == "en"


async def test_a_letter_is_the_same_whenever_it_is_sent(mail: Mail, inbox: Inbox) -> None:
    await deliver(mail)
    await deliver(mail, replace(LAPSED, attempt=2))

    first, second = inbox.arrived
    assert first.content == second.content
    assert first.message["Message-ID"] == f"<{ID}@city.example>"
    assert first.message["Date"].datetime == LAPSED.at


async def test_who_may_do_without_finds_out_how(mail: Mail, inbox: Inbox) -> None:
    await deliver(mail, PLEASE_RATE)

    (arrived,) = inbox.arrived
    link = f"https://city.example/unsubscribe/{ID}/{LOOKUPS.of(UNSUBSCRIBE, ID)}"
    assert arrived.message["List-Unsubscribe"] == f"<{link}>"
    assert arrived.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in arrived.text


async def test_what_the_law_has_told_cannot_be_declined(mail: Mail, inbox: Inbox) -> None:
    await deliver(mail)

    (arrived,) = inbox.arrived
    assert arrived.message["List-Unsubscribe"] is None and "unsubscribe" not in arrived.text


@pytest.mark.parametrize(
    ("answer", "delivery"),
    [
        ("rcpt 550 5.1.1 nobody here", Delivery("no_such_address", "550")),
        ("rcpt 553 no such name", Delivery("no_such_address", "553")),
        ("rcpt 554 5.7.1 not from you", Delivery("rejected", "554")),
        ("rcpt 450 4.2.1 come again", Delivery("busy", "450")),
        ("rcpt drop", Delivery("unreached", "SMTPServerDisconnected")),
        ("554 5.6.0 not this", Delivery("rejected", "554")),
        ("451 4.3.0 come again", Delivery("busy", "451")),
        ("lose", Delivery("unanswered", "SMTPServerDisconnected")),
        ("drop", Delivery("unanswered", "SMTPServerDisconnected")),
    ],
)
async def test_what_the_server_answers_tells_what_became_of_it(
    mail: Mail, inbox: Inbox, answer: str, delivery: Delivery
) -> None:
    inbox.answers.append(answer)

    assert await deliver(mail) == delivery
    assert len(inbox.arrived) == (answer == "drop")


@pytest.mark.parametrize("answer", ["rcpt 550 nobody", "rcpt drop", "451 later", "lose"])
async def test_after_a_failure_the_next_letter_arrives(
    mail: Mail, inbox: Inbox, answer: str
) -> None:
    inbox.answers.append(answer)
    await deliver(mail)

    assert await deliver(mail, PLEASE_RATE) == Delivery("accepted", "250")


async def test_a_server_that_is_away_is_told_before_anything_is_begun() -> None:
    mail = Mail(settings(free_port()), LIBRARY, LOOKUPS)

    with pytest.raises(Away):
        await deliver(mail)


SERVER = {"YIMEN_MAIL_SERVER": "mail.example:587", "YIMEN_MAIL_FROM": "notices@city.example"}


def test_settings_are_read_from_the_environment() -> None:
    found = read_mail_settings({**SERVER, "YIMEN_PUBLIC_ADDRESS": "https://city.example/"})

    assert (found.host, found.port, found.security) == ("mail.example", 587, "starttls")
    assert found.public_address == "https://city.example"
    assert read_mail_settings({}).host == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"YIMEN_MAIL_SERVER": "mail.example"},
        {"YIMEN_MAIL_FROM": "notices"},
        {"YIMEN_MAIL_SECURITY": "some"},
        {"YIMEN_MAIL_CONNECTIONS": "0"},
    ],
)
def test_what_is_wrong_with_the_settings_is_named(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        read_mail_settings(SERVER | changes)


async def test_what_comes_back_to_where_a_letter_was_sent_from_is_about_that_letter(
    mail: Mail, inbox: Inbox
) -> None:
    await deliver(mail)

    (arrived,) = inbox.arrived
    assert read_returned(report_on(arrived), LOOKUPS) == Returned(ID, "bounced", "5.1.1")
    with pytest.raises(Unproved):
        read_returned(report_on(arrived), Lookups(b"o" * 32))
