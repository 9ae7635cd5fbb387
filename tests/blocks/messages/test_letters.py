"""A letter leaves when it may, once, and what became of it is known, or said to be unknown."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from actors.blocks.calls.call import call_id
from actors.blocks.calls.outcome import Outcome, OutcomeState
from actors.blocks.calls.records import Wish
from actors.blocks.messages import letter as say
from actors.blocks.messages.carrying import ALARM
from actors.blocks.messages.kind import letter_kind
from actors.blocks.messages.reach import DoubtAddress
from actors.blocks.messages.template import Letters
from actors.blocks.operations.roles import OPERATOR
from actors.kernel.identity import PLATFORM, Identity
from actors.testing import Scenario
from tests.blocks.cases.city import LIBRARY

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
KIND = letter_kind(LIBRARY)
FACTS = {"number": "11440600MB2D0000014440117001001202603020001", "item": "施工许可"}
LETTER = say.WriteLetter(
    mailbox="person~an",
    notice="person~an#00000001",
    channel="mail",
    to="an@example.org",
    of="statutory",
    template="case.Lapsed",
    facts=FACTS,
    about="case:7f3a",
)
OPERATOR_1 = Identity("staff:op", (OPERATOR,), "government_services")
AN = Identity("person:an", ("resident",))


def written(**changes: Any) -> Scenario:
    return Scenario.of(KIND).when(replace(LETTER, **changes), by=PLATFORM)


def taken(attempt: int = 1, scenario: Scenario | None = None) -> Scenario:
    return (scenario or written()).when(say.TakeLetter(attempt=attempt), by=PLATFORM)


def outcome(of: say.Outcome, attempt: int = 1, code: str = "") -> say.NoteOutcome:
    return say.NoteOutcome(attempt=attempt, outcome=of, code=code)


def test_a_letter_in_the_morning_leaves_at_once() -> None:
    written().then(events=[say.LetterWritten, say.LetterReady(at=NINE, attempt=1)], alarms={}).run()


@pytest.mark.parametrize(
    ("asked", "leaves"),
    [
        ("2026-03-02 21:59", None),
        ("2026-03-02 22:00", "2026-03-03 07:00"),
        ("2026-03-03 00:30", "2026-03-03 07:00"),
        ("2026-03-03 06:59", "2026-03-03 07:00"),
        ("2026-03-03 07:00", None),
    ],
)
def test_nothing_leaves_in_the_quiet_hours(asked: str, leaves: str | None) -> None:
    told = Scenario.of(KIND).at(asked).when(LETTER, by=PLATFORM)

    if leaves is None:
        told.then_shown(phase="ready").run()
    else:
        held = told.then_shown(phase="waiting", why="quiet").then(alarms={ALARM: leaves})
        held.at(leaves).then_shown(phase="ready", attempt=1).run()


def test_what_is_urgent_leaves_at_night() -> None:
    night = Scenario.of(KIND).at("2026-03-02 23:00")

    night.when(replace(LETTER, urgency="urgent"), by=PLATFORM).then_shown(phase="ready").run()


def test_a_code_leaves_at_night() -> None:
    facts = {"code": "493817", "minutes": "30"}
    code = replace(LETTER, template="mailbox.Proof", of="proof", facts=facts)

    Scenario.of(KIND).at("2026-03-02 23:00").when(code, by=PLATFORM).then_shown(phase="ready").run()


def test_what_was_held_and_is_late_waits_for_the_next_morning() -> None:
    held = Scenario.of(KIND).at("2026-03-02 22:30").when(LETTER, by=PLATFORM)

    held.outage(hours=24).then_shown(phase="waiting").at("2026-03-04 07:00").then_shown(
        phase="ready", tries=0
    ).run()


def test_a_letter_is_written_once_however_often_it_is_asked_for() -> None:
    again = replace(LETTER, to="elsewhere@example.org")

    written().when(again, by=PLATFORM).then(events=[]).then_shown(to="an@example.org").run()


def test_of_two_who_would_carry_it_one_does() -> None:
    both = taken().when(say.TakeLetter(attempt=1), by=PLATFORM).then_refused("letter.not_now")

    both.then_shown(phase="taken").run()


def test_whoever_carries_it_is_told_what_he_needs() -> None:
    taken().then(
        reply={
            "id": "1", "attempt": 1, "mailbox": "person~an", "channel": "mail", "of": "statutory",
            "to": "an@example.org", "template": "case.Lapsed", "facts": FACTS, "at": NINE,
        }
    ).run()  # fmt: skip


def test_a_letter_that_was_taken_over_is_sent() -> None:
    sent = taken().when(outcome("accepted", code="250"), by=PLATFORM)

    sent.then(events=[say.LetterSent(at=NINE, attempt=1, code="250")]).run()


@pytest.mark.parametrize("failure", ["busy", "unreached"])
def test_what_surely_did_not_go_out_is_tried_again_later_and_later(failure: say.Outcome) -> None:
    scenario = written()
    waits = LIBRARY[Letters].rules.retries
    for attempt, minutes in enumerate(waits, 1):
        scenario = taken(attempt, scenario).when(outcome(failure, attempt, "451"), by=PLATFORM)
        scenario = scenario.then_shown(phase="waiting", why="retry", tries=attempt)
        scenario = scenario.after(minutes=minutes if minutes < 720 else 12 * 60 + 14 * 60)
    last = len(waits) + 1
    dead = taken(last, scenario).when(outcome(failure, last, "451"), by=PLATFORM)

    dead.then_shown(phase="dead", why="tried_enough", code="451").run()


def test_a_retry_that_would_fall_into_the_night_waits_for_the_morning() -> None:
    evening = taken(1, Scenario.of(KIND).at("2026-03-02 21:59").when(LETTER, by=PLATFORM))
    busy = evening.when(outcome("busy"), by=PLATFORM)

    busy.then(alarms={ALARM: "2026-03-03 07:00"}).run()


def test_nobody_there_is_a_bounce_and_the_address_is_doubted() -> None:
    gone = taken().when(outcome("no_such_address", code="550"), by=PLATFORM)

    gone.then(
        events=[say.LetterBounced(at=NINE, code="550")],
        messages=[("mailbox:person~an", DoubtAddress(channel="mail", to="an@example.org"))],
    ).run()


def test_what_was_handed_over_without_an_answer_is_said_to_be_unknown_and_not_repeated() -> None:
    lost = taken().when(outcome("unanswered"), by=PLATFORM)

    lost.then_shown(phase="unknown").then(alarms={}).after(days=3).then_shown(phase="unknown").run()


def test_what_a_dead_postman_had_is_unknown() -> None:
    taken().when(say.LapseLetter(attempt=1), by=PLATFORM).then_shown(phase="unknown").run()


def test_a_postman_who_was_taken_for_dead_says_what_became_of_it() -> None:
    lapsed = taken().when(say.LapseLetter(attempt=1), by=PLATFORM)

    lapsed.when(outcome("accepted", code="250"), by=PLATFORM).then_shown(phase="sent").run()


def test_a_late_word_on_an_earlier_time_changes_nothing() -> None:
    busy = taken().when(outcome("busy"), by=PLATFORM).after(minutes=1)
    again = taken(2, busy)

    again.when(say.LapseLetter(attempt=1), by=PLATFORM).then(events=[]).when(
        outcome("accepted", 1), by=PLATFORM
    ).then(events=[]).then_shown(phase="taken", attempt=2).run()


DELIVERED = say.NoteDelivery(status="delivered")
BOUNCED = say.NoteDelivery(status="bounced", code="550")


def test_reports_that_come_twice_count_once() -> None:
    sent = taken().when(outcome("accepted"), by=PLATFORM).when(DELIVERED, by=PLATFORM)

    sent.then(events=[say.LetterDelivered(at=NINE)]).when(DELIVERED, by=PLATFORM).then(
        events=[]
    ).when(BOUNCED, by=PLATFORM).then(events=[]).then_shown(phase="delivered").run()


def test_a_report_that_comes_before_the_answer_holds() -> None:
    early = taken().when(DELIVERED, by=PLATFORM).when(outcome("accepted"), by=PLATFORM)

    early.then(events=[]).then_shown(phase="delivered").run()


def test_what_arrived_is_not_sent_again_though_it_waits_for_that() -> None:
    waits = taken().when(outcome("busy"), by=PLATFORM).when(DELIVERED, by=PLATFORM)

    waits.then(alarms={}).after(days=1).then_shown(phase="delivered").run()


def test_a_letter_that_bounces_later_is_bounced() -> None:
    sent = taken().when(outcome("accepted"), by=PLATFORM).when(BOUNCED, by=PLATFORM)

    sent.then_shown(phase="bounced", code="550").run()


@pytest.mark.parametrize(
    ("changes", "why", "lacking"),
    [
        ({"template": "case.NoSuch"}, "no_template", ()),
        ({"template": "rating.Written", "channel": "sms"}, "no_template", ()),
        ({"facts": {"number": "1"}}, "lacking", ("item",)),
        ({"facts": {}}, "lacking", ("item", "number")),
    ],
)
def test_what_cannot_be_written_is_given_up_with_the_reason(
    changes: dict[str, Any], why: str, lacking: tuple[str, ...]
) -> None:
    written(**changes).then_shown(phase="dead", why=why, lacking=lacking).run()


def test_an_operator_has_it_sent_again_and_tries_are_counted_anew() -> None:
    lost = taken().when(outcome("unanswered"), by=PLATFORM)
    again = lost.when(say.SendAgain(), by=OPERATOR_1).then_shown(phase="ready", attempt=2, tries=0)

    taken(2, again).when(outcome("accepted", 2), by=PLATFORM).then_shown(phase="sent").run()


def test_what_lacks_something_is_not_sent_again() -> None:
    lacking = written(facts={}).when(say.SendAgain(), by=OPERATOR_1)

    lacking.then_refused("letter.lacking", facts={"lacking": "item, number"}).run()


def test_nobody_else_has_letters_sent() -> None:
    dead = written(facts={})

    dead.when(say.SendAgain(), by=AN).then_refused("letter.unknown").run()


def test_what_is_on_its_way_is_not_sent_again() -> None:
    taken().when(say.SendAgain(), by=OPERATOR_1).then_refused("letter.not_now").run()


def test_a_letter_waits_for_its_turn_where_there_were_too_many() -> None:
    later = NINE + timedelta(minutes=20)

    held = written(not_before=later).then_shown(phase="waiting", why="rate", until=later)
    held.after(minutes=20).then_shown(phase="ready").run()


TEXT = "【政务服务】您的申请（编号尾号 **0001）逾期未补正，视为撤回，可重新申请。"


def on_the_phone() -> Scenario:
    return taken(1, written(channel="sms", to="13800000000"))


def called(state: OutcomeState, reason: str = "") -> say.NoteCall:
    return say.NoteCall(attempt=1, call="c", outcome=Outcome(state=state, reason=reason))


def test_a_text_message_goes_with_a_call_that_shows_the_end_of_a_number_alone() -> None:
    id = call_id("letter:1", 2, 0)
    wish = Wish(
        adapter="sms",
        body={"to": "13800000000", "text": TEXT},
        sender="letter:1",
        then=msgspec.to_builtins(say.NoteCall(attempt=1)),
    )

    on_the_phone().then(messages=[(f"call:{id}", wish)]).run()


@pytest.mark.parametrize(
    ("told", "phase"),
    [
        (("accepted",), "sent"),
        (("accepted", "done"), "delivered"),
        (("done", "accepted"), "delivered"),
        (("accepted", "accepted", "done", "done"), "delivered"),
        (("accepted", "failed"), "bounced"),
        (("failed",), "dead"),
        (("unknown",), "unknown"),
        (("unknown", "accepted"), "sent"),
        (("unknown", "done"), "delivered"),
        (("unknown", "dead"), "dead"),
        (("dead", "done"), "delivered"),
        (("done", "failed"), "delivered"),
    ],
)
def test_what_the_gateway_says_in_whatever_order_tells_what_became_of_it(
    told: tuple[OutcomeState, ...], phase: str
) -> None:
    scenario = on_the_phone()
    for state in told:
        scenario = scenario.when(called(state), by=PLATFORM)

    scenario.then_shown(phase=phase).run()


@pytest.mark.parametrize("state", ["unknown", "dead"])
def test_what_the_gateway_may_have_is_not_sent_a_second_time(state: OutcomeState) -> None:
    again = on_the_phone().when(called(state), by=PLATFORM).when(say.SendAgain(), by=OPERATOR_1)

    again.then_refused("letter.take_up_call").run()


def test_what_the_gateway_refused_may_be_sent_again() -> None:
    refused = on_the_phone().when(called("failed", "number_unknown"), by=PLATFORM)

    refused.then_shown(phase="dead", code="number_unknown").when(
        say.SendAgain(), by=OPERATOR_1
    ).then_shown(phase="ready", attempt=2).run()
