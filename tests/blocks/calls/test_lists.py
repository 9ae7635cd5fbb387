"""A party's list and our calls: what they differ in, and what rows show of all of it."""

from datetime import timedelta

import pytest

from actors.blocks.calls.breaker import Breaker
from actors.blocks.calls.listing import Difference, Entry, EntryState, differences
from actors.blocks.calls.outcome import Outcome, Patience
from actors.blocks.calls.party import CallsHeld, CallsReleased, HealthNoted, PartyEnrolled
from actors.blocks.calls.reconciliation import DayCompared, DifferenceSettled, Found
from actors.blocks.calls.records import GivenUp, OutcomeRecorded, Phase, Reported, TryBegun, Wished
from actors.blocks.calls.view import call_differences, calls, parties
from tests.blocks.calls.scenarios import COMPARED, DAY, ID, OP, SettleDifference
from tests.blocks.cases.commits import at, commit, fold


@pytest.mark.parametrize(
    ("ours", "theirs", "sort"),
    [
        ("done", "done", None),
        ("failed", "failed", None),
        ("accepted", "accepted", None),
        ("unknown", "accepted", None),
        ("failed", "done", "other_state"),
        ("done", "failed", "other_state"),
        ("waiting", "done", "other_state"),
        ("done", None, "ours_alone"),
        ("failed", None, None),
        ("unknown", None, None),
        (None, "done", "theirs_alone"),
    ],
)
def test_lists_differ_where_an_effect_is_known_to_one_alone(
    ours: Phase | None, theirs: EntryState | None, sort: str | None
) -> None:
    known: dict[str, Phase] = {ID: ours} if ours else {}
    listed = [Entry(id=ID, state=theirs)] if theirs else []

    assert [each.sort for each in differences(known, listed, known)] == ([sort] if sort else [])


def test_what_was_sent_on_another_day_is_known_all_the_same() -> None:
    assert differences({}, [Entry(id=ID, state="done")], {ID: "done"}) == ()


def test_a_difference_is_settled_once_and_nobody_elses() -> None:
    settled = COMPARED.when(SettleDifference(call=ID, reason="…"), by=OP)

    settled.when(SettleDifference(call=ID, reason="…"), by=OP).then_refused(
        "reconciliation.not_open", "/call"
    ).run()
    COMPARED.when(SettleDifference(call="e" * 32, reason="…"), by=OP).then_refused(
        "reconciliation.not_open"
    ).run()


def test_the_row_of_a_call_holds_nothing_of_what_is_said() -> None:
    later = at(2) + timedelta(minutes=5)
    begun = TryBegun(
        at=at(2), n=1, doing="run", worker="w", until=later, patience=Patience(tries=2)
    )
    wish = Wished(at=at(2), adapter="sms", body={"to": "139"}, sender="letter:7")
    outcome = Outcome(state="unknown", reason="HTTP 500", answer={"to": "139"})
    recorded = OutcomeRecorded(
        at=at(2), n=1, outcome=outcome, phase="unknown", doing="ask", next=later, vain=1
    )
    told = Reported(at=at(3), outcome=Outcome(state="done", at=at(3)), phase="done")
    key = f"call:{ID}"
    events = (wish, begun, recorded, told)
    rows = [
        fold(calls(), *(commit(key, n, each) for n, each in enumerate(events[:last], start=1)))[ID]
        for last in (1, 2, 3, 4)
    ]
    given_up = GivenUp(at=at(4), by="staff:op", reason="139")
    last = fold(calls(), commit(key, 1, wish), commit(key, 2, given_up))[ID]

    assert [(row["phase"], row["next"]) for row in rows] == [
        ("wished", at(2)), ("under_way", None), ("unknown", later), ("done", None),
    ]  # fmt: skip
    assert rows[2]["doing"] == "ask" and rows[2]["reason"] == "HTTP 500"
    assert "139" not in str([*rows, last]) and "letter:7" not in str(rows)


def test_the_row_of_a_call_says_what_it_goes_with_where_that_names_nobody() -> None:
    keys = ("letter:" + "a" * 32, "exchange:" + "a" * 32 + ".permits", "mailbox:person~an")
    wishes = [Wished(at=at(2), adapter="sms", body={}, sender=key) for key in keys]

    rows = [fold(calls(), commit(f"call:{ID}", 1, wish))[ID] for wish in wishes]
    assert [row["of"] for row in rows] == [*keys[:2], ""]


def test_the_row_of_a_party_tells_whether_it_is_called() -> None:
    sick = HealthNoted(at=at(2), breaker=Breaker(5, 1, at(3)), reason="timeout")
    held = CallsHeld(at=at(2), by="staff:op", reason="对方停机")
    released = CallsReleased(at=at(2), by="staff:op")
    enrolled = PartyEnrolled(at=at(2), reconciles=True)
    events = (enrolled, sick, held, released)
    states = [
        fold(parties(), *(commit("party:sms", n, e) for n, e in enumerate(events[:last], 1)))["sms"]
        for last in (1, 2, 3, 4)
    ]

    assert [row["state"] for row in states] == ["well", "sick", "held", "well"]
    assert states[1]["reason"] == "timeout" and "对方停机" not in str(states)


def test_each_difference_has_a_row() -> None:
    found = Difference(id=ID, sort="other_state", ours="done", theirs="failed")
    compared = DayCompared(
        at=at(2), adapter="sms", day=DAY, listed=1, count=1, found=(Found(difference=found),)
    )
    settled = DifferenceSettled(at=at(3), by="staff:op", call=ID, reason="张三已核实")
    key = f"reconciliation:sms.{DAY}"

    (row,) = fold(call_differences(), commit(key, 1, compared), commit(key, 2, settled)).values()

    assert (row["call"], row["sort"], row["state"], row["day"]) == (
        ID, "other_state", "settled", DAY.isoformat(),
    )  # fmt: skip
    assert "张三" not in str(row)
