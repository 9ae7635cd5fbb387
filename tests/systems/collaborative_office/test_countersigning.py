"""Units that are asked for their opinions, and who does not do what somebody else has to do."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from actors.kernel.deadlines import end_of_day
from actors.kernel.identity import Identity
from actors.kernel.turn import Command
from actors.systems.collaborative_office.outgoing import commands as c
from actors.systems.collaborative_office.outgoing import drafting
from actors.systems.collaborative_office.outgoing import events as e
from actors.systems.collaborative_office.outgoing.evolve import evolve
from actors.systems.collaborative_office.outgoing.state import DocumentState, Opinion
from actors.systems.collaborative_office.outgoing.work import watched
from actors.systems.collaborative_office.profile import profile
from actors.testing import Scenario
from tests.systems.collaborative_office import office as o

LATER = o.MORNING + timedelta(hours=1)
ASKED = e.OpinionsAsked(at=o.MORNING, by=o.DRAFTER.id, units=o.UNITS, due=o.SENT_ON)
REPORT = c.DraftDocument(
    genre="report", main=("municipal_government",), title="情况报告", body="以上情况属实。"
)


def refused(scenario: Scenario, code: str, field: str | None = None) -> None:
    scenario.then_refused(f"official_document.{code}", field).run()


@pytest.mark.feature("OA-04")
def test_a_unit_where_nobody_gives_opinions_is_not_asked() -> None:
    nobody = c.AskOpinions(units=("health", "municipal_government"))
    missing = "official_document.nobody_countersigns"

    o.checked().when(nobody, by=o.DRAFTER).then_refused(
        missing, "/units", {"unit": "municipal_government"}
    ).run()


@pytest.mark.feature("OA-04", "OA-08")
def test_who_asked_units_that_do_not_answer_takes_it_back() -> None:
    back = c.SendBack(to="draft", reason="会签单位有误")

    o.asked().when(back, by=o.DRAFTER).then_shown(phase="draft", asked=o.UNITS).run()
    refused(o.handed_in().when(back, by=o.DRAFTER), "forbidden")
    refused(o.countersigned().when(back, by=o.DRAFTER), "forbidden")


@pytest.mark.feature("OA-04")
@pytest.mark.parametrize("manner", ["parallel", "serial"])
@pytest.mark.parametrize(("view", "to"), [("modify", "draft"), ("agree", "countersigned")])
def test_who_is_silent_has_not_agreed_and_keeps_nobody_waiting(
    manner: c.Manner, view: c.View, to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = replace(profile(), silence="silent")
    monkeypatch.setattr(drafting, "profile", lambda: silent)
    note, over = "改为6个月", end_of_day(date(2026, 9, 30))
    asked = (
        o.asked(manner=manner, units=(*o.UNITS, "civil_affairs"))
        .then(alarms={"silence": over})
        .when(c.GiveOpinion(view="agree"), by=o.HOUSING)
        .when(c.GiveOpinion(view=view, note=note), by=o.HEALTH)
    )

    asked.at("2026-09-30 23:59").then_shown(phase="countersigning", due=date(2026, 9, 30)).run()
    housing = Opinion(
        at=o.MORNING_AT_NINE, by=o.HOUSING.id, unit=o.HOUSING.unit, view="agree", round=1
    )
    given = (
        housing,
        replace(housing, by=o.HEALTH.id, unit=o.HEALTH.unit, view=view, note=note),
        replace(housing, at=over, by="", unit="civil_affairs", view="silent"),
    )
    asked.at(over).then_shown(phase=to, opinions=given).then(alarms={}).run()
    answered = asked.when(c.GiveOpinion(view="read"), by=o.CIVIL_AFFAIRS)
    answered.then(alarms={}).then_shown(phase=to).run()


@pytest.mark.feature("OA-04")
@pytest.mark.parametrize("view", ["modify", "disagree"])
def test_a_unit_that_wanted_a_change_is_asked_again_or_it_is_said_why_not(view: c.View) -> None:
    again = (
        o.asked()
        .when(c.GiveOpinion(view=view, note="改为6个月"), by=o.HEALTH)
        .when(c.GiveOpinion(view="agree"), by=o.HOUSING)
        .when(c.HandIn(), by=o.DRAFTER)
        .when(c.CheckDocument(), by=o.CHECKER)
    )

    for units in ((), ("housing_construction",)):
        unsaid = c.AskOpinions(units=units, reason=" ")
        again.when(unsaid, by=o.DRAFTER).then_refused(
            "official_document.not_asked_again", "/reason", {"unit": "health"}
        ).run()
    asked = again.when(c.AskOpinions(units=("health",)), by=o.DRAFTER)
    asked.then_shown(phase="countersigning").when(
        c.GiveOpinion(view="agree"), by=o.HEALTH
    ).then_shown(phase="countersigned", unresolved=()).run()
    said = again.when(c.AskOpinions(reason="已当面商定"), by=o.DRAFTER)
    said.then_shown(phase="countersigned").run()


@pytest.mark.feature("OA-04", "OA-08")
def test_why_a_unit_is_not_asked_again_is_kept_in_the_way() -> None:
    asked = evolve(DocumentState(), e.OpinionsAsked(at=LATER, by="staff:d", reason="已商定"))

    assert [step.reason for step in asked.path] == ["已商定"]


@pytest.mark.feature("OA-04")
def test_supervision_hears_of_the_end_although_nobody_was_asked_in_the_last_round() -> None:
    state = evolve(DocumentState(phase="checked", organ="health", genre="letter"), ASKED)
    for event in (
        e.OpinionsComplete(at=LATER, to="draft"),
        e.OpinionsAsked(at=LATER, by=o.DRAFTER.id),
        e.DocumentIssued(at=LATER, by=o.REGISTRY.id),
    ):
        state = evolve(state, event)
        subject = watched(state)
        assert subject is not None
        assert subject.closed == (state.phase == "issued")
        assert [clock.stopped_at for clock in subject.clocks] == [LATER]


@pytest.mark.feature("OA-04")
@pytest.mark.parametrize(
    ("manner", "told"),
    [("parallel", []), ("serial", ["mailbox:unit~office_countersigner~health"])],
)
def test_an_opinion_is_told_to_who_is_next_alone(manner: c.Manner, told: list[str]) -> None:
    before = DocumentState(phase="checked", organ=o.DRAFTER.unit, genre="letter")
    asked = evolve(before, replace(ASKED, at=o.MORNING - timedelta(hours=1), manner=manner))

    turn = o.turn_of(asked, c.GiveOpinion(view="agree"), o.HOUSING)
    assert [each.key for each in turn.messages if each.key.startswith("mailbox:")] == told


@pytest.mark.feature("OA-01")
@pytest.mark.parametrize(
    ("before", "command", "by", "code"),
    [
        (
            o.handed_in(),
            c.CheckDocument(),
            o.as_other(o.DRAFTER, o.CHECKER),
            "check_by_drafter",
        ),
        (
            o.signed(),
            c.RecheckDocument(title=o.TITLE, body=o.BODY),
            o.as_other(o.SIGNER, o.PROOFREADER),
            "recheck_by_signer",
        ),
    ],
)
def test_nobody_checks_what_he_did_himself(
    before: Scenario, command: Command, by: Identity, code: str
) -> None:
    refused(before.when(command, by=by), code)


@pytest.mark.feature("OA-03")
@pytest.mark.parametrize("meant", [False, True])
def test_a_recheck_brings_no_request_into_a_report(meant: bool) -> None:
    wish = replace(REPORT, body="以上情况属实，妥否。") if meant else REPORT
    signed = (
        o.drafted(wish)
        .when(c.HandIn(phrases_meant=meant), by=o.DRAFTER)
        .when(c.CheckDocument(), by=o.CHECKER)
        .when(c.AskOpinions(), by=o.DRAFTER)
        .when(c.SignDocument(sha256=o.sha256_of(wish)), by=o.SIGNER)
    )

    def now(body: str) -> Scenario:
        wish = c.RecheckDocument(title=REPORT.title, body=body)
        return signed.when(wish, by=o.PROOFREADER)

    refused(now("以上情况属实，请批示。"), "request_at_recheck", "/body")
    if meant:
        now("以上情况均属实，妥否。").then_shown(phase="countersigned").run()
    else:
        refused(now("以上情况属实，妥否。"), "request_at_recheck", "/body")
