"""Leave: working days, what is left of a year, who decides, and the days that come back."""

import asyncio
from datetime import date

import pytest
from msgspec.structs import replace

from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.identity import PLATFORM
from actors.systems.collaborative_office.leave import book_records as b
from actors.systems.collaborative_office.leave import records as r
from actors.systems.collaborative_office.leave.book import GUARDED as OF_BOOKS
from actors.systems.collaborative_office.leave.book import facts as book_facts
from actors.systems.collaborative_office.leave.book import used_in
from actors.systems.collaborative_office.leave.chain import chain_of
from actors.systems.collaborative_office.leave.counting import by_year, working_days
from actors.systems.collaborative_office.leave.kind import GUARDED, facts
from actors.systems.collaborative_office.leave.state import LEAVE_REQUEST, LeaveState
from actors.systems.collaborative_office.leave.view import BOOKS, LEAVES
from actors.testing import Scenario
from tests.rows import Keeping, folded
from tests.systems.collaborative_office import leaving as v
from tests.systems.collaborative_office import office as o

CALENDAR = o.LIBRARY[Calendar]


def state_of(scenario: Scenario, key: str) -> object:
    world = Keeping(scenario)
    asyncio.run(scenario.run_in(world))
    return asyncio.run(world.state(key))


def leave(scenario: Scenario) -> LeaveState:
    found = state_of(scenario, v.KEY)
    assert isinstance(found, LeaveState)
    return found


def used(scenario: Scenario) -> int:
    book = state_of(scenario, v.BOOK)
    assert isinstance(book, b.BookState)
    return used_in(book, 2026, CALENDAR)


def test_of_thirteen_days_around_the_national_day_six_are_worked() -> None:
    first, last = v.ASK.first, v.ASK.last
    assert (last - first).days + 1 == 13
    assert working_days(first, last, CALENDAR) == 6
    assert by_year(date(2025, 12, 30), date(2026, 1, 5), CALENDAR) == {2025: 2, 2026: 2}
    assert leave(v.asked()).days == 6


def test_a_short_leave_is_the_heads_a_longer_one_the_leaders_too() -> None:
    organisation = o.LIBRARY[Organisation]
    of = {
        days: [each.name for each in chain_of(organisation, v.ACCOUNT, "health", days)]
        for days in (3, 4)
    }
    head, leader = "office_unit_head@health", "office_signer@health"
    assert of == {3: [head], 4: [head, leader]}
    above = "office_signer@municipal_government"
    own = chain_of(organisation, "office_leader_health", "health", 1)
    assert [each.name for each in own] == [above]
    of_head = chain_of(organisation, "office_unit_head_health", "health", 3)
    assert [each.name for each in of_head] == [leader]

    v.approved(v.SHORT).then_shown(phase="approved").run()
    first = v.asked().when(r.ApproveLeave(), by=v.HEAD)
    first.then_shown(phase="asked").run()
    first.when(r.ApproveLeave(), by=v.HEAD).then_refused("leave_request.forbidden").run()
    v.asked().when(r.ApproveLeave(), by=v.LEADER).then_refused("leave_request.forbidden").run()
    v.approved().then_shown(phase="approved").run()
    himself = o.as_other(v.PERSON, v.HEAD)
    for wish in (r.ApproveLeave(), r.RefuseLeave(reason="x")):
        v.asked().when(wish, by=himself).then_refused("leave_request.decided_by_himself").run()


@pytest.mark.parametrize(
    ("wish", "code", "field"),
    [
        (replace(v.ASK, first=date(2026, 9, 30), last=date(2026, 9, 29)),
         "ends_before_it_begins", "/last"),
        (replace(v.ASK, first=date(2026, 9, 23)), "begun_already", "/first"),
        (replace(v.ASK, first=date(2026, 10, 1), last=date(2026, 10, 3)),
         "no_working_day", "/last"),
        (replace(v.ASK, last=date(2027, 12, 1)), "too_far", "/last"),
        (replace(v.ASK, leave_kind="holiday"), "kind_unknown", "/leave_kind"),
        (replace(v.ASK, leave_kind="travel"), "place_missing", "/place"),
        (replace(v.ASK, deputy=v.ACCOUNT), "no_deputy", "/deputy"),
        (replace(v.ASK, deputy="office_handler_market"), "no_deputy", "/deputy"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_wish_is_said_at_its_field(
    wish: b.AskLeave, code: str, field: str
) -> None:
    v.opened().when(wish, by=v.PERSON).then_refused(f"leave_book.{code}", field).run()


def test_what_is_asked_and_not_yet_decided_counts() -> None:
    more = replace(v.ASK, first=date(2026, 10, 12), last=date(2026, 10, 16))  # 5 days
    v.asked().on(v.BOOK).when(more, by=v.PERSON).then_refused(
        "leave_book.not_enough", "/last"
    ).run()
    four = replace(more, last=date(2026, 10, 15))
    both = v.asked().on(v.BOOK).when(four, by=v.PERSON)
    assert used(both) == 10
    v.opened(5).when(v.ASK, by=v.PERSON).then_refused("leave_book.not_enough", "/last").run()
    v.opened(0).when(replace(v.ASK, leave_kind="personal"), by=v.PERSON).on(v.KEY).then_shown(
        phase="asked"
    ).run()
    refused = v.asked().when(r.RefuseLeave(reason="当周有检查"), by=v.HEAD)
    assert used(refused) == 0
    refused.on(v.BOOK).when(more, by=v.PERSON).on(v.SECOND).then_shown(phase="asked").run()


def test_days_of_another_leave_are_refused_by_name_whatever_its_kind() -> None:
    again = replace(v.ASK, leave_kind="sick", first=date(2026, 10, 10), last=date(2026, 10, 12))
    v.asked().on(v.BOOK).when(again, by=v.PERSON).then_refused(
        "leave_book.overlaps", "/first"
    ).run()
    cancelled = v.asked().when(r.CancelLeave(), by=v.PERSON).on(v.BOOK)
    cancelled.when(again, by=v.PERSON).on(v.SECOND).then_shown(phase="asked").run()


def test_it_begins_by_the_clock_and_who_is_back_earlier_has_his_days_again() -> None:
    v.approved().then(alarms={"first_day": "2026-09-28 00:00"}).run()
    away = v.approved().at("2026-09-28 00:01")
    away.then_shown(phase="taken").then(alarms={"return": "2026-10-12 09:00"}).run()
    away.when(r.CancelLeave(), by=v.PERSON).then_refused("leave_request.not_now").run()
    assert used(away) == 6

    back = away.at("2026-10-09 08:00").when(r.ReturnFromLeave(), by=v.PERSON)
    back.then_shown(phase="returned", back_on=date(2026, 10, 9), days=4).then(alarms={}).run()
    assert used(back) == 4
    never = away.when(r.ReturnFromLeave(back_on=date(2026, 9, 28)), by=v.PERSON)
    assert used(never) == 0
    for day in (date(2026, 9, 27), date(2026, 9, 29)):
        away.when(r.ReturnFromLeave(back_on=day), by=v.PERSON).then_refused(
            "leave_request.back_on", "/back_on"
        ).run()
    late = away.at("2026-10-20 09:30").when(r.ReturnFromLeave(), by=v.PERSON)
    late.then_shown(phase="returned", days=6, last=v.ASK.last).run()


def test_who_is_not_back_is_reminded_each_working_day() -> None:
    away = v.approved().at("2026-10-12 09:01")
    away.then(alarms={"return": "2026-10-13 09:00"}).run()
    told = o.turn_of(leave(away), r.RemindReturn(), PLATFORM, v.KEY).messages
    assert [each.key for each in told] == [f"mailbox:staff~{v.ACCOUNT}"]


def test_what_is_granted_after_it_has_begun_is_taken_at_once() -> None:
    ill = replace(v.ASK, leave_kind="sick", first=date(2026, 9, 22), last=date(2026, 9, 23))
    v.asked(ill).when(r.ApproveLeave(), by=v.HEAD).then_shown(phase="taken").run()


def test_a_deputy_that_is_named_is_told_to_who_can_enter_him() -> None:
    named = replace(v.SHORT, deputy="office_registry_health")
    state = leave(v.asked(named))
    told = o.turn_of(state, r.ApproveLeave(), v.HEAD, v.KEY).messages
    templates = [each.command["template"] for each in told]
    assert templates[0] == "leave_request.Approved"
    assert set(templates[1:]) == {"leave_request.DeputyNamed"}
    granted = leave(v.approved(replace(v.ASK, deputy="office_registry_health")))
    over = o.turn_of(granted, r.CancelLeave(), v.PERSON, v.KEY).messages
    assert {each.command.get("template") for each in over} == {None, "leave_request.DeputyOver"}


def test_who_sees_a_leave_and_a_book() -> None:
    administrator = o.somebody("administrator")
    rules, books = o.KINDS[LEAVE_REQUEST].rules, o.KINDS[b.LEAVE_BOOK].rules
    assert rules is not None and books is not None
    state = leave(v.approved(replace(v.ASK, deputy="office_registry_health")))

    def sees(by: o.Identity, field: str) -> bool:
        return rules.permitted("read", by, state).shows(field)

    everybody = (v.PERSON, v.HEAD, v.LEADER, v.PERSONNEL, v.COLLEAGUE, v.STRANGER, administrator)
    assert [sees(by, "reason") for by in everybody] == [True] * 4 + [False] * 3
    assert sees(administrator, "deputy") and not sees(administrator, "leave_kind")
    assert not rules.may_know(v.COLLEAGUE, state)
    book = state_of(v.opened(), v.BOOK)
    assert [books.may_know(by, book) for by in (v.PERSON, v.PERSONNEL, v.HEAD, v.STRANGER)] == [
        True, True, False, False,
    ]  # fmt: skip
    of_others = v.opened().when(v.ASK, by=v.COLLEAGUE)
    of_others.then_refused("leave_book.unknown").run()
    v.opened().when(b.SetAllowance(year=2026, days=1), by=v.PERSON).then_refused(
        "leave_book.forbidden"
    ).run()
    elsewhere = Scenario.of(o.KINDS[b.LEAVE_BOOK]).on(v.BOOK).at("2026-09-24 09:00")
    elsewhere.when(b.OpenLeaveBook(account=v.ACCOUNT), by=v.STRANGER).then_refused(
        "leave_book.not_of_the_unit", "/account"
    ).run()


@pytest.mark.parametrize(
    "scenario",
    [
        v.asked(),
        v.asked().when(r.ApproveLeave(), by=v.HEAD),
        v.approved(),
        v.asked().when(r.RefuseLeave(reason="有检查"), by=v.HEAD),
        v.approved().at("2026-09-29 09:00").when(r.ReturnFromLeave(), by=v.PERSON),
    ],
)
def test_lists_know_what_the_rules_know(scenario: Scenario) -> None:
    world = Keeping(scenario)
    asyncio.run(scenario.run_in(world))
    row = folded(LEAVES, world.commits)[0][v.KEY.partition(":")[2]]
    state: LeaveState = asyncio.run(world.state(v.KEY))
    assert {
        name: frozenset(row[name]) if kind == "texts" else row[name]
        for name, kind in GUARDED.facts.items()
    } == facts(state)
    assert state.last is not None
    assert (row["last"], row["days"]) == (state.last.isoformat(), state.days)
    book = folded(BOOKS, world.commits)[0][v.ACCOUNT]
    assert {name: book[name] for name in OF_BOOKS.facts} == book_facts(
        asyncio.run(world.state(v.BOOK))
    )
