"""A reply is put off once, by approval, within six months; who is late is told of."""

from datetime import date

import pytest

from actors.kernel.deadlines import start_of_day
from actors.kernel.identity import Identity
from actors.systems.npc_motions.handling import commands as h
from actors.systems.npc_motions.handling import events as e
from actors.testing import Scenario
from tests.systems.npc_motions.chamber import (
    ASSISTING,
    GOVERNMENT,
    LEAD,
    TWO,
    WORK_BODY,
    answered,
    clerk,
    contacted,
    handler,
    head,
    signed_for,
)
from tests.systems.npc_motions.reading import played, state_of, told


def ask(until: str = "2026-08-03", reason: str = "需多部门会商") -> h.AskExtension:
    return h.AskExtension(until=date.fromisoformat(until), reason=reason)


GRANT = h.DecideExtension(granted=True, reason="同意")
ASKED = signed_for().at("2026-05-20 10:00").when(ask(), by=handler())


@pytest.mark.feature("NPC-13")
def test_it_is_asked_granted_and_the_deputy_is_told_of_the_new_date() -> None:
    granted = ASKED.when(GRANT, by=WORK_BODY)
    due = state_of(granted, LEAD).reply_due

    assert (due.effective, due.profile, due.article) == (
        date(2026, 8, 3),
        "foshan_sample",
        "第十九条",
    )
    assert ("person:an", "handling.extended") in told(granted)


def test_a_day_off_moves_to_the_next_working_day() -> None:
    granted = signed_for().when(ask("2026-08-01"), by=handler()).when(GRANT, by=WORK_BODY)
    due = state_of(granted, LEAD).reply_due

    assert (due.computed, due.effective) == (date(2026, 8, 1), date(2026, 8, 3))


@pytest.mark.parametrize(
    ("wish", "refused"),
    [
        (ask("2026-09-03"), "handling.extension_too_long"),
        (ask("2026-06-02"), "handling.extension_no_later"),
        (ask(reason=" "), "proposal.empty"),
    ],
)
@pytest.mark.feature("NPC-13")
def test_it_is_not_asked_otherwise(wish: h.AskExtension, refused: str) -> None:
    signed_for().when(wish, by=handler()).then_refused(refused).run()


@pytest.mark.feature("NPC-13")
def test_six_months_from_assignment_are_the_most() -> None:
    signed_for().when(ask("2026-09-02"), by=handler()).when(GRANT, by=WORK_BODY).run()


def test_it_is_too_late_when_the_reply_is_overdue() -> None:
    signed_for().at("2026-06-03 00:00").when(ask(), by=handler()).then_refused(
        "handling.extension_too_late"
    ).run()


def test_it_is_granted_once() -> None:
    ASKED.when(ask(), by=handler()).then_refused("handling.extended_already").run()
    ASKED.when(GRANT, by=WORK_BODY).when(ask("2026-08-20"), by=handler()).then_refused(
        "handling.extended_already"
    ).run()


def test_what_was_refused_keeps_its_date_and_may_be_asked_again() -> None:
    no = h.DecideExtension(granted=False, reason="已足够")
    refused = ASKED.when(no, by=WORK_BODY)

    assert state_of(refused, LEAD).reply_due.effective == date(2026, 6, 2)
    refused.when(ask("2026-07-01"), by=handler()).run()


@pytest.mark.parametrize("by", [handler(), head(), GOVERNMENT])
@pytest.mark.feature("NPC-13")
def test_only_who_assigned_it_grants(by: Identity) -> None:
    refused = "handling.unknown" if by == GOVERNMENT else "handling.forbidden"
    ASKED.when(GRANT, by=by).then_refused(refused).run()


def test_nothing_is_granted_that_was_not_asked() -> None:
    signed_for().when(GRANT, by=WORK_BODY).then_refused("handling.nothing_asked").run()


def test_a_place_where_six_months_are_a_class_knows_no_extension() -> None:
    signed_for(congress="chongqing").when(ask(), by=handler()).then_refused(
        "handling.no_extension"
    ).run()


def levels(scenario: Scenario, key: str) -> list[tuple[str, str]]:
    return [
        (event["level"], event["fell_due_at"].isoformat())
        for commit in played(scenario).commits
        if commit["key"] == key
        for event in commit["ev"]
        if event["type"] == "LevelRaised"
    ]


@pytest.mark.feature("NPC-30")
def test_the_late_go_up_the_ladder_reminder_yellow_red_and_the_list() -> None:
    scenario = signed_for().at("2026-06-23 00:00")
    notices = [template for _, template in told(scenario)]
    on = [date(2026, 5, 23), date(2026, 6, 3), date(2026, 6, 12)]

    assert levels(scenario, f"watcher:{LEAD.replace(':', '.')}") == [
        (level, start_of_day(day).isoformat())
        for level, day in zip(["warning", "yellow", "red"], on, strict=True)
    ]
    assert notices.index("handling.reply_due_soon") < notices.index("handling.listed_as_overdue")
    assert ("unit~chairperson~foshan_congress", "handling.listed_as_overdue") in told(scenario)
    scenario.then(events=[e.ReplyReminded, e.Notified, e.ListedAsOverdue, e.Notified]).run()
    signed_for().at("2026-06-21 23:59").then(events=[e.ReplyReminded, e.Notified]).run()


def test_who_replied_in_time_has_no_card_and_no_reminder() -> None:
    scenario = answered(contacted()).at("2027-01-01 09:00")

    assert levels(scenario, f"watcher:{LEAD.replace(':', '.')}") == []
    assert "handling.reply_due_soon" not in [template for _, template in told(scenario)]


def test_an_extension_takes_the_cards_along() -> None:
    scenario = ASKED.when(GRANT, by=WORK_BODY).at("2026-08-03 23:00")

    assert [level for level, _ in levels(scenario, f"watcher:{LEAD.replace(':', '.')}")] == [
        "warning"
    ]


def test_while_a_return_is_asked_for_nothing_is_raised_and_then_it_is() -> None:
    asked = signed_for(TWO).at("2026-03-10 10:00").when(h.AskReturn(reason="x"), by=clerk())
    frozen = asked.at("2026-07-01 09:00")
    key = f"watcher:{LEAD.replace(':', '.')}"

    assert levels(frozen, key) == []
    assert levels(frozen.when(h.UpholdReturn(reason="x"), by=WORK_BODY), key)[-1][0] == "red"
    assert levels(frozen, f"watcher:{ASSISTING.replace(':', '.')}")[-1][0] == "red"
