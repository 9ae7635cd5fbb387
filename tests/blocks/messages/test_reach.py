"""Addresses are proved before anything goes there, and people are sent what they want, but for what
the law has them told."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from actors.blocks.messages import reach as r
from actors.blocks.messages.address import to_role
from actors.blocks.messages.kind import letter_kind, mailbox_kind
from actors.blocks.messages.letter import letter_id
from actors.blocks.messages.mailbox import NoticePut, PutNotice
from actors.blocks.messages.mailbox_state import notice_id
from actors.blocks.messages.template import Letters
from actors.kernel.identity import PLATFORM, Identity
from actors.testing import Scenario
from tests.blocks.cases.city import LIBRARY

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
MAILBOX = mailbox_kind(LIBRARY)
LETTER = letter_kind(LIBRARY)
RULES = LIBRARY[Letters].rules
AN = Identity("person:an", ("resident",))
LI = Identity("staff:li", ("reviewer",), "health")
OFFER = r.OfferProof(channel="mail", to="an@example.org", code="493817")
FACTS = {"number": "1", "item": "甲", "item_en": "A"}
LAPSED = PutNotice(template="case.Lapsed", facts=FACTS, about="case:7f3a")
PLEASE_RATE = replace(LAPSED, template="case.PleaseRate")


def unproved() -> Scenario:
    return Scenario.of(MAILBOX, LETTER).on("mailbox:person~an")


def proved() -> Scenario:
    offered = unproved().when(OFFER, by=PLATFORM)
    return offered.when(r.ProveAddress(code="493817"), by=AN).then(reply=True)


def letter(n: int, channel: r.Channel = "mail", mailbox: str = "person~an") -> str:
    return f"letter:{letter_id(mailbox, notice_id(mailbox, n), channel)}"


def test_nothing_leaves_before_an_address_is_proved() -> None:
    told = unproved().when(OFFER, by=PLATFORM).when(LAPSED, by=PLATFORM)

    told.then(messages=[]).run()


def test_the_code_goes_to_the_address_that_is_to_be_proved() -> None:
    proof = f"letter:{letter_id('person~an', 'proof.1', 'mail')}"
    offered = unproved().when(OFFER, by=PLATFORM).on(proof)

    offered.then_shown(
        phase="ready", to="an@example.org", facts={"code": "493817", "minutes": "30"}
    ).run()


def test_what_is_told_inside_leaves_by_the_address_that_was_proved() -> None:
    told = proved().when(LAPSED, by=PLATFORM).on(letter(1))

    told.then_shown(
        phase="ready", to="an@example.org", template="case.Lapsed", about="case:7f3a", facts=FACTS
    ).run()


def test_a_wrong_code_counts_and_after_too_many_none_does() -> None:
    scenario = unproved().when(OFFER, by=PLATFORM)
    for _ in range(RULES.proof.tries):
        scenario = scenario.when(r.ProveAddress(code="000000"), by=AN).then(reply=False)

    scenario.when(r.ProveAddress(code="493817"), by=AN).then_refused("reach.no_code").run()


def test_a_code_holds_for_some_minutes() -> None:
    late = unproved().when(OFFER, by=PLATFORM).after(minutes=RULES.proof.minutes)

    late.when(r.ProveAddress(code="493817"), by=AN).then_refused("reach.no_code").run()


def test_nobody_is_flooded_with_codes() -> None:
    scenario = unproved()
    for _ in range(RULES.proof.daily):
        scenario = scenario.when(OFFER, by=PLATFORM)

    scenario = scenario.when(OFFER, by=PLATFORM).then_refused("reach.codes")
    scenario.after(days=1).when(OFFER, by=PLATFORM).then(events=[r.ProofOffered]).run()


@pytest.mark.parametrize(
    ("channel", "to"),
    [
        ("mail", ""), ("mail", "an"), ("mail", "an@example"), ("mail", "a n@example.org"),
        ("mail", "an@example.org\r\nBcc: b@example.org"), ("mail", "an@example.org, b@example.org"),
        ("mail", f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 63}.{'e' * 10}"),
        ("sms", ""), ("sms", "12345678901"), ("sms", "1380000000"), ("sms", "+8613800000000"),
        ("sms", "１３８００００００００"),
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(channel: r.Channel, to: str) -> None:
    offered = unproved().when(replace(OFFER, channel=channel, to=to), by=PLATFORM)

    offered.then_refused(f"reach.no_{channel}", "/to").run()


def test_nobody_proves_an_address_of_somebody_else() -> None:
    strange = unproved().when(OFFER, by=PLATFORM).when(r.ProveAddress(code="493817"), by=LI)

    strange.then_refused("mailbox.unknown").run()


def test_only_the_platform_makes_codes() -> None:
    unproved().when(OFFER, by=AN).then_refused("mailbox.forbidden").run()


def test_the_mailbox_of_a_post_has_no_address() -> None:
    post = Scenario.of(MAILBOX, LETTER).on(f"mailbox:{to_role('reviewer', 'health')}")

    post.when(OFFER, by=PLATFORM).then_refused("reach.nobody").run()


def test_who_declines_a_class_is_sent_no_more_of_it() -> None:
    declined = proved().when(r.Prefer(language="zh", off=("service.mail",)), by=AN)

    declined.when(PLEASE_RATE, by=PLATFORM).then(messages=[]).when(LAPSED, by=PLATFORM).on(
        letter(2)
    ).then_shown(phase="ready").run()


def test_what_the_law_has_told_cannot_be_declined() -> None:
    wish = r.Prefer(language="zh", off=("service.mail", "statutory.mail", "gossip.mail"))
    declined = proved().when(wish, by=AN)

    declined.then_refused("reach.statutory", "/off/1").run()


def test_a_letter_can_be_answered_by_declining_its_class_once_and_again() -> None:
    wish = r.Unsubscribe(of="service", channel="mail")
    chosen = r.PreferencesChosen(at=NINE, language="zh", off=("service.mail",))

    proved().when(wish, by=PLATFORM).then(events=[chosen]).when(wish, by=PLATFORM).then(
        events=[]
    ).run()


def test_not_even_by_a_letter_is_declined_what_the_law_has_told() -> None:
    wish = r.Unsubscribe(of="statutory", channel="mail")

    proved().when(wish, by=PLATFORM).then_refused("reach.statutory").run()


def test_an_address_that_letters_come_back_from_gets_none_until_it_is_proved_again() -> None:
    doubted = proved().when(r.DoubtAddress(channel="mail", to="an@example.org"), by=PLATFORM)
    none = doubted.when(LAPSED, by=PLATFORM).then(messages=[])
    again = none.when(OFFER, by=PLATFORM).when(r.ProveAddress(code="493817"), by=AN)

    doubted.then(events=[r.AddressDoubted, NoticePut]).run()  # he is told where he still is
    again.when(LAPSED, by=PLATFORM).on(letter(3)).then_shown(phase="ready").run()


def test_a_late_bounce_of_an_earlier_address_says_nothing_of_this_one() -> None:
    doubted = proved().when(r.DoubtAddress(channel="mail", to="old@example.org"), by=PLATFORM)

    doubted.then(events=[]).run()


def test_an_address_that_was_removed_gets_nothing() -> None:
    removed = proved().when(r.RemoveAddress(channel="mail"), by=AN)

    removed.when(LAPSED, by=PLATFORM).then(messages=[]).run()


def test_more_than_so_many_in_an_hour_wait_and_leave_one_after_the_other() -> None:
    most = RULES.rate.person_hourly
    scenario = proved()
    for _ in range(most):
        scenario = scenario.when(LAPSED, by=PLATFORM)
    scenario = scenario.after(minutes=10).when(LAPSED, by=PLATFORM).when(LAPSED, by=PLATFORM)

    held = NINE + timedelta(hours=1)
    scenario = scenario.on(letter(most)).then_shown(phase="ready")
    for n in (most + 1, most + 2):
        scenario = scenario.on(letter(n)).then_shown(phase="waiting", why="rate", until=held)
    scenario.run()


def test_what_a_post_is_told_leaves_to_each_who_holds_it() -> None:
    post = to_role("reviewer", "fire_rescue")
    facts = {"number": "1", "unit": "fire_rescue", "clock": "case", "level": "yellow"}
    overdue = PutNotice(
        template="case.LevelRaised", facts={**facts, "due": "2026-03-02"}, about="case:1"
    )
    scenario = Scenario.of(MAILBOX, LETTER).on("mailbox:staff~fire")
    scenario = scenario.when(replace(OFFER, to="fire@example.org"), by=PLATFORM)
    scenario = scenario.when(r.ProveAddress(code="493817"), by=Identity("staff:fire"))
    told = scenario.on(f"mailbox:{post}").when(overdue, by=PLATFORM)
    first = letter_id("staff~fire", notice_id(post, 1), "mail")

    told.on(f"letter:{first}").then_shown(phase="ready", to="fire@example.org").on(
        "mailbox:staff~fire2"
    ).then_shown(last=0).run()
