"""A clerk of a village acts for a resident: consent first, within limits, no longer than that."""

import dataclasses
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import CaseMoved, Submit
from actors.blocks.clocks.watching import watcher_of
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import due_date
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Turn
from actors.systems.community_service.agency import Agency
from actors.systems.community_service.entrustment import commands as c
from actors.systems.community_service.entrustment.kind import entrustment_kind
from actors.systems.community_service.entrustment.state import (
    Collected,
    EntrustmentState,
    Resident,
)
from actors.systems.community_service.entrustment.watching import dues, watched
from actors.testing import Scenario
from tests.blocks.cases.kit import at
from tests.systems.community_service.station import (
    AGENT,
    ASK,
    CASE,
    COLLEAGUE,
    ENTRUSTED,
    GIVE,
    ID,
    LIBRARY,
    NUMBER,
    RESIDENT_A,
    RESIDENT_B,
    SECOND,
    TOWN,
    VILLAGE,
    WINDOW,
    asked,
    collect,
    collected,
    decided,
    delivered,
    entrusted,
    entrusting,
    received,
    sent_up,
)

pytestmark = pytest.mark.feature("GRASS-02")
AGENCY, CALENDAR = LIBRARY[Agency], LIBRARY[Calendar]
RULES = entrustment_kind(LIBRARY).rules
EVERYTHING = frozenset({"*"})
FRIDAY = EntrustmentState(
    id=ID,
    step="collected",
    item="SYJ-01",
    unit=VILLAGE,
    asked_at=at("2026-04-24 08:00"),
    given_at=at("2026-04-24 09:00"),
    collected_at=at("2026-04-24 10:00"),
)


def reads(by: Identity, state: EntrustmentState, purpose: str = "") -> frozenset[str]:
    """Return what `by` may read of it."""
    assert RULES is not None
    verdict = RULES.permitted("read", by, state, purpose)
    if not verdict.allowed:
        return frozenset()
    return EVERYTHING if verdict.fields is None else frozenset(verdict.fields)


@pytest.mark.parametrize("by", [AGENT, RESIDENT_A])
def test_a_resident_or_an_agent_on_a_visit_asks_for_an_agent(by: Identity) -> None:
    account = "he_yuexian" if by is RESIDENT_A else ""

    asked(by).then_shown(step="asked", account=account, asked_by=by.id).run()


def test_who_asks_for_one_of_his_family_has_not_the_rights_of_the_applicant() -> None:
    wish = replace(ASK, relation="child")

    entrusting().when(wish, by=RESIDENT_B).then_shown(account="", asked_by=RESIDENT_B.id).run()


def test_a_clerk_asks_for_his_own_station_alone() -> None:
    wish = replace(ASK, unit="tongji_community")

    entrusting().when(wish, by=AGENT).then_refused("entrustment.other_station").run()


@pytest.mark.parametrize("by", [AGENT, RESIDENT_A])
def test_where_the_resident_has_to_attend_nobody_can_be_asked_to_act(by: Identity) -> None:
    wish = replace(ASK, item="CJRZ-01")

    entrusting().when(wish, by=by).then_refused("entrustment.must_attend").run()


def test_what_is_not_open_to_agents_cannot_be_entrusted() -> None:
    wish = replace(ASK, item="SPJY-01")

    entrusting().when(wish, by=AGENT).then_refused("entrustment.not_open").run()


def test_what_was_retired_is_entrusted_to_nobody() -> None:
    retired = dataclasses.replace(LIBRARY[Catalogue], retired={ASK.item: ()})
    kind = entrustment_kind(LIBRARY.having(retired))

    Scenario.of(kind).on(ENTRUSTED).when(ASK, by=AGENT).then_refused("item.retired").run()


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (replace(GIVE, read_out=False), "entrustment.not_read_out"),
        (replace(GIVE, agreed=False), "entrustment.not_agreed"),
        (replace(GIVE, until=date(2026, 4, 23)), "entrustment.last_day"),
        (replace(GIVE, until=date(2028, 4, 24)), "entrustment.last_day"),
    ],
)
def test_nothing_is_entrusted_without_consent_to_a_text_that_was_read_out(
    wish: c.GiveEntrustment, code: str
) -> None:
    asked().when(wish, by=AGENT).then_refused(code).run()


def test_what_the_resident_agreed_to_is_kept_by_its_digest() -> None:
    digest = AGENCY.consent.digest("SYJ-01", AGENT.id, GIVE.until)

    entrusted().then_shown(consent=digest, consent_version=1, agent=AGENT.id).run()
    assert digest != AGENCY.consent.digest("SYJ-01", COLLEAGUE.id, GIVE.until)
    assert digest != AGENCY.consent.digest("GLJT-01", AGENT.id, GIVE.until)


def test_an_entrustment_for_another_item_lets_nobody_collect_and_keeps_nothing() -> None:
    wish = collect(item="GLJT-01")

    entrusted().when(wish, by=AGENT).then_refused("entrustment.other_item").then_shown(
        application=None, step="entrusted"
    ).run()


def test_an_entrustment_that_ended_yesterday_lets_nobody_collect_and_keeps_nothing() -> None:
    over = entrusted(until=date(2026, 4, 24)).at("2026-04-25 09:00")

    over.when(collect(), by=AGENT).then_refused("entrustment.forbidden").then_shown(
        application=None, standing="ended", reason="expired"
    ).run()


def test_without_an_entrustment_nobody_collects() -> None:
    missing = entrusting().on(f"entrustment:{SECOND}").when(collect(), by=AGENT)

    missing.then_refused("entrustment.unknown").then_shown(application=None).run()


def test_a_colleague_does_not_collect_on_somebody_elses_entrustment() -> None:
    entrusted().when(collect(), by=COLLEAGUE).then_refused("entrustment.unknown").run()


def test_an_application_with_faults_is_not_collected() -> None:
    wish = collect(form={})

    entrusted().when(wish, by=AGENT).then_refused("form.required", "/form/last_employer").run()


def test_materials_are_taken_once_and_what_is_missing_is_listed() -> None:
    collected().then_shown(step="collected", missing=("end_certificate",), number=NUMBER).when(
        collect(), by=AGENT
    ).then_refused("entrustment.not_now").run()


def test_without_papers_the_case_is_filed_at_once_with_the_resident_as_its_applicant() -> None:
    filed = collected(pieces=0).on(CASE)

    filed.then_shown(phase="submitted", number=NUMBER, channel="window", told=ENTRUSTED).run()


def test_with_papers_the_case_is_filed_when_the_window_has_counted_them() -> None:
    sent_up().on(CASE).then_shown(phase="none").run()
    received().on(CASE).then_shown(
        phase="submitted", received_at=at("2026-04-29 15:00"), number=NUMBER
    ).run()


def test_the_day_on_which_a_terminal_took_it_in_is_the_day_of_the_application() -> None:
    came = at("2026-04-24 09:30")
    late = entrusted().at("2026-04-27 09:00").when(collect(0, came=came), by=AGENT)

    late.then_shown(collected_at=came, step="received").on(CASE).then_shown(
        received_at=came, submitted_at=at("2026-04-27 09:00")
    ).run()


@pytest.mark.parametrize("came", ["2026-04-27 09:01", "2026-01-20 09:00"])
def test_nothing_was_taken_in_tomorrow_or_long_ago(came: str) -> None:
    late = entrusted().at("2026-04-27 09:00").when(collect(0, came=at(came)), by=AGENT)

    late.then_refused("entrustment.other_time").run()


def test_nobody_else_files_a_case_as_an_entrustment_does() -> None:
    access = LIBRARY[Access]
    facts = {"phase": "none", "unit": "human_resources_social_security", "item": "SYJ-01"}

    assert access.permit(PLATFORM, "case.submit", facts).allowed
    assert not access.permit(AGENT, "case.submit", facts).allowed
    assert Submit.__struct_fields__[-2:] == ("came", "told")


def test_collected_on_a_friday_goes_up_by_wednesday_and_a_day_later_is_a_yellow_card() -> None:
    state = replace(FRIDAY, application=collected_application())
    subject = watched(state, AGENCY, CALENDAR)

    assert dues(state, AGENCY, CALENDAR)["agent_send_up"] == date(2026, 4, 29)
    assert subject is not None
    clock = next(each for each in subject.clocks if each.name == "agent_send_up")
    assert [(mark.level, mark.on) for mark in clock.marks] == [
        ("warning", date(2026, 4, 29)),
        ("yellow", date(2026, 4, 30)),
        ("red", date(2026, 5, 2)),
    ]


def collected_application() -> Collected:
    """Return the application of two pieces."""
    wish = collect()
    return Collected(item_version=1, form=wish.form, pieces=2)


def test_the_make_up_saturday_counts_as_a_working_day_for_an_answer() -> None:
    state = EntrustmentState(id=ID, step="asked", asked_at=at("2026-05-08 15:00"))

    assert dues(state, AGENCY, CALENDAR) == {"agent_answer": date(2026, 5, 9)}


def test_a_pre_review_of_twenty_working_days_from_24_april_ends_on_26_may() -> None:
    assert due_date(date(2026, 4, 24), 20, CALENDAR) == date(2026, 5, 26)


def test_limits_stand_still_while_it_is_suspended() -> None:
    paused = ((at("2026-04-27 09:00"), at("2026-04-29 09:00")),)
    state = replace(FRIDAY, application=collected_application(), paused=paused)

    assert dues(state, AGENCY, CALENDAR)["agent_send_up"] > date(2026, 4, 29)


def test_supervision_is_told_of_the_limits() -> None:
    told = [to for to, _ in collected_messages()]

    assert watcher_of(ENTRUSTED) in told


def collected_messages() -> list[tuple[str, object]]:
    """Return what the entrustment sends when the application is collected."""
    kind = entrustment_kind(LIBRARY)

    state = EntrustmentState(
        id=ID,
        step="entrusted",
        item="SYJ-01",
        unit=VILLAGE,
        agent=AGENT.id,
        asked_at=at("2026-04-24 08:00"),
        given_at=at("2026-04-24 09:00"),
        until=GIVE.until,
        resident=Resident(name=ASK.name, id_number=ASK.id_number, phone=ASK.phone),
    )
    turn = Turn(ENTRUSTED, state, kind.evolve, now=at("2026-04-24 10:00"), by=AGENT, command_id="1")
    kind.decide(turn, collect())
    return [(each.key, each.command) for each in turn.messages]


def test_the_result_is_brought_within_ten_working_days_of_the_decision() -> None:
    state = replace(FRIDAY, decided_at=at("2026-05-06 10:00"))

    assert dues(state, AGENCY, CALENDAR)["agent_deliver"] == date(2026, 5, 19)


def test_what_is_handed_over_is_signed_for() -> None:
    wish = c.HandOverResult(way="handed")

    decided().when(wish, by=AGENT).then_refused("entrustment.not_signed").run()


def test_old_news_of_the_case_is_none() -> None:
    old = CaseMoved(number=NUMBER, phase="submitted", at=at("2026-04-29 15:00"), seq=1)

    decided().when(old, by=PLATFORM).then(events=[]).then_shown(case_phase="granted").run()


def test_somebody_else_calls_back() -> None:
    wish = c.CallBack(stars=4)

    delivered().when(wish, by=AGENT).then_refused("entrustment.forbidden").run()
    delivered().when(wish, by=WINDOW).then_shown(step="called_back", stars=4).run()


def test_what_has_ended_goes_on_by_the_same_entrustment_with_a_new_day() -> None:
    over = entrusted().when(c.EndEntrustment(reason="agent_left"), by=AGENT)

    over.when(c.ContinueEntrustment(until=date(2027, 1, 31)), by=AGENT).then_shown(
        step="entrusted", phase="entrusted", until=date(2027, 1, 31)
    ).run()


def test_the_resident_withdraws_whenever_he_likes() -> None:
    given = asked(RESIDENT_A).when(GIVE, by=AGENT).when(collect(), by=AGENT)

    given.when(c.EndEntrustment(reason="resident_withdrew"), by=RESIDENT_A).then_shown(
        standing="ended"
    ).run()


def test_the_agent_sees_only_until_it_ends_and_the_resident_everything() -> None:
    live = replace(
        FRIDAY, agent=AGENT.id, account="he_yuexian", application=collected_application()
    )
    ended = replace(live, standing="ended")

    assert "resident" not in reads(AGENT, live)
    assert reads(AGENT, live, "handling") == EVERYTHING
    assert reads(AGENT, ended) == reads(AGENT, ended, "handling") == frozenset()
    assert reads(RESIDENT_A, ended) == EVERYTHING
    assert reads(RESIDENT_B, live) == reads(COLLEAGUE, live, "handling") == frozenset()


def test_the_window_above_sees_no_name() -> None:
    live = replace(FRIDAY, agent=AGENT.id, above=(TOWN,))

    assert "number" in reads(WINDOW, live)
    assert "resident" not in reads(WINDOW, live) | reads(WINDOW, live, "handling")


def test_villages_lie_under_towns_in_the_sample_city() -> None:
    assert LIBRARY[Organisation].units[VILLAGE].superior == TOWN
    assert AGENCY.longest_days >= timedelta(days=365).days
