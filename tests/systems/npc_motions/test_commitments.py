"""Commitments have cards across years and terms; a broken one is explained over a signature."""

from datetime import date

import pytest

from actors.kernel.deadlines import start_of_day
from actors.kernel.identity import Identity
from actors.systems.npc_motions import commitment_records as r
from tests.systems.npc_motions.chamber import (
    AN,
    CHAIR,
    HOUSING,
    PROMISES,
    SUGGESTION,
    WATER,
    WORK_BODY,
    clerk,
    handler,
    head,
    rating,
    replied,
)
from tests.systems.npc_motions.reading import played, state_of, told

KEY = f"commitment:s1-1-{WATER}-1"
BEGUN = replied(result="B", promises=PROMISES).when(rating(), by=AN).on(KEY)
KEEP = r.KeepCommitment(text="已完工", letter="e" * 64)
EXPLAIN = r.ExplainBreach(text="汛期停工", signature="d" * 64)
BROKEN = BEGUN.at("2027-01-01 00:00")


@pytest.mark.feature("NPC-18")
def test_yellow_thirty_days_before_and_red_the_day_after_in_the_next_year() -> None:
    levels = [
        (event["level"], event["fell_due_at"])
        for commit in played(BROKEN).commits
        if commit["key"] == f"watcher:{KEY.replace(':', '.')}"
        for event in commit["ev"]
        if event["type"] == "LevelRaised"
    ]

    assert levels == [
        ("yellow", start_of_day(date(2026, 12, 1))),
        ("red", start_of_day(date(2027, 1, 1))),
    ]


@pytest.mark.feature("NPC-18")
def test_a_broken_one_is_explained_by_the_head_over_a_signature_before_anything_else() -> None:
    BROKEN.then_shown(phase="broken").when(KEEP, by=handler()).then_refused(
        "commitment.unexplained"
    ).when(EXPLAIN, by=handler()).then_refused("commitment.forbidden").when(
        r.ExplainBreach(text="x", signature=""), by=head()
    ).then_refused("proposal.empty", field="/signature").when(EXPLAIN, by=head()).then_shown(
        phase="explained"
    ).when(KEEP, by=handler()).then_shown(phase="kept").run()


def test_head_deputy_and_work_body_hear_of_a_breach() -> None:
    heard = [to for to, template in told(BROKEN) if template == "commitment.commitment_broken"]

    assert heard == [
        f"unit~unit_head~{WATER}",
        "person:an",
        "unit~work_body~foshan_congress",
    ]


def test_on_its_day_it_is_in_time() -> None:
    BEGUN.at("2026-12-31 23:59:59").when(KEEP, by=handler()).then_shown(phase="kept").run()


def test_progress_is_reported_by_the_unit() -> None:
    report = r.ReportProgress(text="已完成招标")
    state = state_of(BEGUN.when(report, by=handler()), KEY)

    assert [each.text for each in state.progress] == ["已完成招标"]


@pytest.mark.parametrize("by", [clerk(), handler(HOUSING), AN, WORK_BODY, CHAIR])
def test_nobody_else_reports(by: Identity) -> None:
    seen = by in (AN, WORK_BODY, CHAIR)
    refused = "commitment.forbidden" if seen else "commitment.unknown"
    BEGUN.when(r.ReportProgress(text="x"), by=by).then_refused(refused).run()


def test_when_the_last_one_is_kept_the_suggestion_goes_on_file_with_a_letter() -> None:
    BEGUN.on(SUGGESTION).then_shown(phase="tracking").on(KEY).when(KEEP, by=handler()).on(
        SUGGESTION
    ).then_shown(phase="archived", open_commitments=()).run()
    BEGUN.when(r.KeepCommitment(text="x", letter=""), by=handler()).then_refused(
        "proposal.empty", field="/letter"
    ).run()


def test_nothing_is_explained_that_was_not_broken() -> None:
    BEGUN.when(EXPLAIN, by=head()).then_refused("commitment.not_now").run()


def test_what_is_kept_stays_kept() -> None:
    kept = BEGUN.when(KEEP, by=handler())
    kept.when(KEEP, by=handler()).then_refused("commitment.not_now").at(
        "2027-06-01 09:00"
    ).then_shown(phase="kept").run()
