"""A browser shows notices once somebody has said so in it, and no longer than its push service
knows it; what it is sent nobody else can read."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec.structs import replace

from actors.blocks.calls.shell.hosts import Hosts
from actors.blocks.messages import reach as r
from actors.blocks.messages.address import to_role
from actors.blocks.messages.browsers import browser_id
from actors.blocks.messages.kind import letter_kind, mailbox_kind
from actors.blocks.messages.letter import NoteOutcome, TakeLetter, letter_id
from actors.blocks.messages.mailbox import PutNotice
from actors.blocks.messages.mailbox_state import notice_id
from actors.blocks.messages.shell.base64url import decoded, encoded
from actors.blocks.messages.shell.encrypted import RECORD, encrypted
from actors.blocks.messages.shell.push_settings import read_push_settings
from actors.blocks.messages.template import Letters
from actors.kernel.identity import PLATFORM, Identity
from actors.testing import Scenario
from tests.blocks.cases.city import LIBRARY

MAILBOX, LETTER = mailbox_kind(LIBRARY), letter_kind(LIBRARY)
RULES = LIBRARY[Letters].rules
AN = Identity("person:an", ("resident",))
ENDPOINT = "https://push.example/1"
ADD = r.AddBrowser(endpoint=ENDPOINT, p256dh=f"B{'A' * 86}", auth="A" * 22, called="Firefox")
FACTS = {"number": "11440600MB2D0001144", "item": "甲", "item_en": "A"}
RED = {"number": "1", "unit": "health", "clock": "case", "level": "red", "due": "2026-03-02"}
LAPSED = PutNotice(template="case.Lapsed", facts=FACTS, urgency="urgent", about="case:7f3a")


def added(*endpoints: str) -> Scenario:
    scenario = Scenario.of(MAILBOX, LETTER).on("mailbox:person~an")
    for each in endpoints or (ENDPOINT,):
        scenario = scenario.when(replace(ADD, endpoint=each), by=PLATFORM)
    return scenario


def kept(said: r.AddBrowser) -> r.Browser:
    return r.Browser(
        id=browser_id(said.endpoint), endpoint=said.endpoint, p256dh=said.p256dh, auth=said.auth,
        called=said.called, since=datetime(2026, 3, 2, 1, tzinfo=UTC),
    )  # fmt: skip


def letter(endpoint: str = ENDPOINT, n: int = 1) -> str:
    id = letter_id("person~an", notice_id("person~an", n), "push", browser_id(endpoint))
    return f"letter:{id}"


def test_a_notice_is_one_letter_to_each_browser() -> None:
    both = added(ENDPOINT, f"{ENDPOINT}2").when(LAPSED, by=PLATFORM)

    for each in (ENDPOINT, f"{ENDPOINT}2"):
        both.on(letter(each)).then_shown(phase="ready", channel="push", to=browser_id(each)).run()


def test_nobody_is_told_in_a_browser_in_which_he_has_not_said_so() -> None:
    asked = Scenario.of(MAILBOX, LETTER).on("mailbox:person~an").when(LAPSED, by=PLATFORM)

    asked.then(messages=[]).run()


def test_a_browser_that_says_so_again_has_other_keys_and_is_the_same() -> None:
    again = replace(ADD, auth=f"{'A' * 21}Q")

    added().when(again, by=PLATFORM).then_shown(reach=r.Reach(browsers=(kept(again),))).run()


def test_a_browser_that_was_taken_away_is_told_nothing_more() -> None:
    removed = added().when(r.RemoveBrowser(browser=browser_id(ENDPOINT)), by=AN)

    removed.when(LAPSED, by=PLATFORM).then(messages=[]).run()


def test_a_class_that_is_not_wanted_is_not_shown() -> None:
    declined = added().when(r.Prefer(language="zh", off=("work.push",)), by=AN)

    raised = replace(LAPSED, template="case.LevelRaised", facts=RED)
    declined.when(raised, by=PLATFORM).then(messages=[]).run()
    added().when(raised, by=PLATFORM).on(letter()).then_shown(phase="ready").run()


def test_a_browser_that_its_push_service_knows_no_more_is_taken_away_without_a_word() -> None:
    gone = (
        added()
        .when(LAPSED, by=PLATFORM)
        .on(letter())
        .when(TakeLetter(attempt=1), by=PLATFORM)
        .when(NoteOutcome(attempt=1, outcome="no_such_address", code="410"), by=PLATFORM)
        .then_shown(phase="bounced", code="410")
        .on("mailbox:person~an")
    )

    gone.then_shown(last=1).when(LAPSED, by=PLATFORM).then(messages=[]).run()


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": ""},
        {"endpoint": "ftp://push.example/1"},
        {"endpoint": f"https://push.example/{'a' * 1_001}"},
        {"p256dh": "AAAA"},
        {"p256dh": f"C{'A' * 86}"},
        {"p256dh": "!" * 87},
        {"auth": "A" * 20},
    ],
)
def test_what_is_no_subscription_is_refused(wrong: dict[str, str]) -> None:
    Scenario.of(MAILBOX).on("mailbox:person~an").when(
        replace(ADD, **wrong), by=PLATFORM
    ).then_refused("reach.no_browser").run()


def test_the_mailbox_of_a_post_has_no_browser() -> None:
    post = Scenario.of(MAILBOX).on(f"mailbox:{to_role('handler', 'education_bureau')}")

    post.when(ADD, by=PLATFORM).then_refused("reach.nobody").run()


def test_one_has_so_many_browsers_and_no_more() -> None:
    full = added(*(f"{ENDPOINT}/{n}" for n in range(RULES.browsers.most)))

    full.when(ADD, by=PLATFORM).then_refused("reach.browsers").run()


def test_nobody_says_so_for_another() -> None:
    other = Identity("person:bo", ("resident",))
    wish = r.RemoveBrowser(browser=browser_id(ENDPOINT))

    added().when(wish, by=other).then_refused("mailbox.unknown").run()


def test_a_message_is_encrypted_as_the_standard_shows() -> None:
    """RFC 8291, appendix A."""
    own = ec.derive_private_key(
        int.from_bytes(decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")), ec.SECP256R1()
    )
    browser = decoded(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    )

    message = encrypted(
        b"When I grow up, I want to be a watermelon",
        browser,
        decoded("BTBZMqHH6r4Tts7J_aSIgg"),
        salt=decoded("DGv6ra1nlYgDCS1FRnbzlw"),
        own_key=own,
    )

    assert encoded(message) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmY"
        "WAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexS"
        "gSxsj_Qulcy4a-fN"
    )


def test_no_message_is_longer_than_push_services_take_and_none_is_for_what_is_no_key() -> None:
    key = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    point = b"\x04" + key.x.to_bytes(32) + key.y.to_bytes(32)

    assert len(encrypted(b"a" * (RECORD - 103), point, b"a" * 16)) == RECORD
    for text, browser in ((b"a" * (RECORD - 102), point), (b"a", b"\x04" + b"\0" * 64)):
        with pytest.raises(ValueError):
            encrypted(text, browser, b"a" * 16)


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://push.example/1", True),
        ("https://a.notify.example/1", True),
        ("https://notify.example/1", False),
        ("https://evil-notify.example/1", False),
        ("http://push.example/1", False),
        ("https://push.example:8443/1", False),
        ("https://user@push.example/1", False),
        ("https://10.0.0.1/1", False),
        ("https://169.254.169.254/latest", False),
        ("https://*.notify.example/1", False),
        ("https://[abc", False),
        ("http://127.0.0.1:8046/push/1", True),
        ("http://localhost/1", False),
    ],
)
def test_nothing_is_sent_but_to_hosts_that_are_named(url: str, may: bool) -> None:
    assert Hosts("push.example *.notify.example 127.0.0.1:8046").allow(url) is may


def test_settings_that_name_hosts_name_somebody_to_write_to() -> None:
    assert not read_push_settings({}).hosts
    with pytest.raises(ValueError, match="YIMEN_PUSH_CONTACT"):
        read_push_settings({"YIMEN_PUSH_HOSTS": "push.example"})


@pytest.mark.parametrize(
    ("at", "phase"), [("2026-03-02 21:30", "ready"), ("2026-03-02 22:30", "waiting")]
)
def test_browsers_are_quiet_at_night_too(at: str, phase: str) -> None:
    scenario = Scenario.of(MAILBOX, LETTER).at(at).on("mailbox:person~an").when(ADD, by=PLATFORM)
    told = scenario.when(replace(LAPSED, urgency="normal"), by=PLATFORM)

    told.on(letter()).then_shown(phase=phase).run()
