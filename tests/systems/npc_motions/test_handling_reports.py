"""Units report at mid-year and at the end of the year, and the overall report is published."""

from datetime import date
from typing import Any

import pytest

from actors.blocks.access.access import Access
from actors.kernel.identity import Identity
from actors.systems.npc_motions import handling_report as reports
from actors.systems.npc_motions import handling_report_records as r
from actors.systems.npc_motions.views import HANDLING_REPORTS
from actors.testing import Scenario
from tests.rows import rows_of
from tests.systems.npc_motions.chamber import (
    AN,
    CHAIR,
    HOUSING,
    KINDS,
    LIBRARY,
    RESIDENT,
    TRANSPORT,
    WATER,
    WORK_BODY,
    clerk,
    handler,
    head,
    of,
)
from tests.systems.npc_motions.reading import state_of, told
from tests.systems.npc_motions.test_open_tasks import waits

KEY = "handling_report:r1"
TEXT = "本年度共承办十二件，均已答复。"


def call(**more: Any) -> r.CallForReports:
    given: dict[str, Any] = {
        "year": 2026,
        "half": "mid_year",
        "units": (WATER, HOUSING),
        "due": date(2026, 7, 10),
    }
    return r.CallForReports(**{**given, **more})


def called(**more: Any) -> Scenario:
    begun = Scenario.of(*KINDS.values()).on(KEY).at("2026-06-22 09:00")
    return begun.when(call(**more), by=WORK_BODY)


def reported() -> Scenario:
    first = called().when(r.ReportWork(text="水利局已办结三件。"), by=handler())
    return first.when(r.ReportWork(text="住建局已办结两件。"), by=head(HOUSING))


def published() -> Scenario:
    written = reported().when(r.WriteOverallReport(text=TEXT), by=WORK_BODY)
    return written.when(r.PublishReport(), by=WORK_BODY)


@pytest.mark.feature("NPC-31")
def test_units_are_asked_report_and_the_overall_report_is_published() -> None:
    state = state_of(published(), KEY)
    row = rows_of(HANDLING_REPORTS, published())["r1"]

    assert (state.phase, state.congress, state.text) == ("published", "foshan", TEXT)
    assert [each.unit for each in state.told] == [WATER, HOUSING]
    assert (row["published"], row["text"], row["reported"]) == (True, TEXT, 2)
    assert (f"unit~handler~{HOUSING}", "handling_report.asked") in told(called())
    assert ("unit~work_body~foshan_congress", "handling_report.all_reported") in told(reported())


@pytest.mark.feature("NPC-31")
def test_each_step_waits_in_the_inbox_of_whoever_takes_it() -> None:
    due = "2026-07-10"

    assert waits(called(half="year_end"), KEY) == {
        f"report.{WATER}": (f"handler@{WATER}", due),
        f"report.{HOUSING}": (f"handler@{HOUSING}", due),
    }
    assert waits(reported(), KEY) == {"write": ("work_body@foshan_congress", None)}
    written = reported().when(r.WriteOverallReport(text=TEXT), by=WORK_BODY)
    assert waits(written, KEY) == {"publish": ("work_body@foshan_congress", None)}
    assert waits(published(), KEY) == {}


@pytest.mark.feature("NPC-31")
def test_units_that_have_not_reported_are_reminded_and_waited_for_until_their_day() -> None:
    one = called().when(r.ReportWork(text="已办结。"), by=handler())
    write = r.WriteOverallReport(text=TEXT)

    one.when(write, by=WORK_BODY).then_refused(
        "handling_report.units_lacking", facts={"day": "2026-07-10", "count": "1"}
    ).run()
    reminded = one.at("2026-06-30 00:00")
    reminded.then(events=[r.UnitsReminded, reports.Notified]).run()
    assert told(reminded)[-1] == (f"unit~handler~{HOUSING}", "handling_report.asked")
    one.at("2026-07-10 23:59").when(write, by=WORK_BODY).then_refused(
        "handling_report.units_lacking"
    ).run()
    one.at("2026-07-11 00:00").when(write, by=WORK_BODY).then_shown(phase="written").run()
    reported().at("2026-07-20 00:00").then(alarms={}).run()


@pytest.mark.feature("NPC-31")
def test_what_is_public_can_be_taken_back_written_anew_and_holds_no_numbers_of_people() -> None:
    back = published().when(r.TakeBackReport(reason="数据有误"), by=WORK_BODY)
    row = rows_of(HANDLING_REPORTS, back)["r1"]
    personal = r.WriteOverallReport(text="联系电话 13800000001")

    assert (row["published"], row["text"]) == (False, "")
    back.when(personal, by=WORK_BODY).when(r.PublishReport(), by=WORK_BODY).then_refused(
        "proposal.personal_number"
    ).run()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"year": 26}, "handling_report.year"),
        ({"units": ()}, "handling_report.no_unit"),
        ({"due": date(2026, 6, 21)}, "handling_report.due_over"),
        ({"units": ("nobody",)}, "suggestion.unit_unknown"),
    ],
)
def test_nothing_is_called_for_that_cannot_be_reported(more: dict[str, Any], code: str) -> None:
    called(**more).then_refused(code).run()


@pytest.mark.parametrize("text", ["", " ", "绝密"])
def test_an_empty_or_secret_report_is_kept_nowhere(text: str) -> None:
    refused = "proposal.state_secret" if text.strip() else "proposal.empty"

    called().when(r.ReportWork(text=text), by=handler()).then_refused(refused).run()
    reported().when(r.WriteOverallReport(text=text), by=WORK_BODY).then_refused(refused).run()


@pytest.mark.parametrize("by", [handler(TRANSPORT), clerk(), CHAIR, AN, WORK_BODY, RESIDENT])
def test_nobody_reports_for_another_unit(by: Identity) -> None:
    known = by in (clerk(), CHAIR, AN, WORK_BODY)
    refused = "handling_report.forbidden" if known else "handling_report.unknown"

    called().when(r.ReportWork(text="x"), by=by).then_refused(refused).run()


def test_the_work_body_of_another_congress_neither_writes_nor_publishes() -> None:
    other = of("guangdong", WORK_BODY)

    reported().when(r.WriteOverallReport(text=TEXT), by=other).then_refused(
        "handling_report.unknown"
    ).run()
    begun = Scenario.of(*KINDS.values()).on(KEY)
    begun.when(call(), by=handler()).then_refused("handling_report.forbidden").run()
    begun.when(call(), by=other).then_refused("suggestion.congress_unknown").run()


def test_what_units_reported_is_for_the_congress_and_the_overall_report_for_everybody() -> None:
    access = LIBRARY[Access]

    def shows(by: Identity, field: str, scenario: Scenario) -> bool:
        facts = reports.facts(state_of(scenario, KEY))
        known = {"congress": "foshan" if by in (WORK_BODY, AN) else ""}
        return access.permit(by, "handling_report.read", facts, standing=known).shows(field)

    assert shows(AN, "told", reported()) and shows(WORK_BODY, "told", reported())
    assert shows(handler(), "units", reported()) and not shows(handler(), "told", reported())
    assert not shows(RESIDENT, "text", reported())
    assert shows(RESIDENT, "text", published()) and not shows(RESIDENT, "told", published())
