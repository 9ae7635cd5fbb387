"""An outgoing document goes the way of 党政机关公文处理工作条例 Art. 25, and no other."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Command
from actors.systems.collaborative_office.outgoing import commands as c
from actors.systems.collaborative_office.outgoing.state import DocumentState, VoidNumber
from actors.systems.collaborative_office.outgoing.work import watched, work
from actors.systems.collaborative_office.profile import profile
from actors.testing import Scenario
from tests.systems.collaborative_office import office as o

NOW = datetime(2026, 9, 24, 1, tzinfo=UTC)
LONGER = o.BODY.replace("3", "6")


def refused(scenario: Scenario, code: str) -> None:
    scenario.then_refused(f"official_document.{code}").run()


@pytest.mark.feature("OA-01")
def test_each_step_follows_the_one_before() -> None:
    for scenario, phase in (
        (o.drafted(), "draft"),
        (o.checked(), "checked"),
        (o.asked(), "countersigning"),
        (o.countersigned(), "countersigned"),
        (o.signed(), "signed"),
        (o.rechecked(), "rechecked"),
        (o.numbered(), "numbered"),
        (o.sealed(), "printing"),
        (o.printed(), "printed"),
        (o.issued(), "issued"),
    ):
        scenario.then_shown(phase=phase).run()


@pytest.mark.feature("OA-01")
@pytest.mark.parametrize(
    ("before", "command", "by"),
    [
        (o.drafted(), c.CheckDocument(), o.CHECKER),
        (o.drafted(), c.SignDocument(sha256=o.sha256_of()), o.SIGNER),
        (o.checked(), c.SignDocument(sha256=o.sha256_of()), o.SIGNER),
        (o.asked(), c.SignDocument(sha256=o.sha256_of()), o.SIGNER),
        (o.signed(), c.RegisterDocument(), o.REGISTRY),
        (o.rechecked(), c.SealDocument(sha256=o.sha256_of()), o.CUSTODIAN),
        (o.countersigned(), c.CheckDocument(), o.CHECKER),
        (o.drafted(), c.HandIn(), o.CHECKER),
        (o.printed(), c.IssueDocument(), o.GOVERNMENT),
        (o.issued(), c.SendBack(to="draft", reason="迟了"), o.REGISTRY),
    ],
)
def test_whose_turn_it_is_not_knows_of_nothing_or_may_not(
    before: Scenario, command: Command, by: Identity
) -> None:
    with pytest.raises(AssertionError, match=r"official_document\.(unknown|forbidden)"):
        before.when(command, by=by).then_refused("").run()


@pytest.mark.feature("OA-01")
def test_a_changed_character_goes_back_to_the_same_signer() -> None:
    changed = o.signed().when(c.RecheckDocument(title=o.TITLE, body=LONGER), by=o.PROOFREADER)
    again = c.SignDocument(sha256=o.sha256_of(body=LONGER))

    changed.then_shown(phase="countersigned", difference=("「3」→「6」",)).run()
    refused(changed.when(c.SignDocument(sha256=o.sha256_of()), by=o.SIGNER), "another_text")
    refused(changed.when(again, by=o.OTHER_SIGNER), "unknown")
    changed.when(again, by=o.SIGNER).then_shown(phase="signed", difference=()).run()


@pytest.mark.feature("OA-01")
def test_a_line_break_is_layout() -> None:
    broken = o.BODY.replace("3个月", "3 个月\n")
    same = o.signed().when(c.RecheckDocument(title=o.TITLE, body=broken), by=o.PROOFREADER)

    same.then_shown(phase="rechecked", body=broken, difference=()).run()


@pytest.mark.feature("OA-01")
def test_only_the_text_that_is_shown_is_signed_and_sealed() -> None:
    refused(o.countersigned().when(c.SignDocument(sha256="0" * 64), by=o.SIGNER), "another_text")
    refused(o.numbered().when(c.SealDocument(sha256="0" * 64), by=o.CUSTODIAN), "another_text")


@pytest.mark.feature("OA-02")
@pytest.mark.parametrize(
    ("at", "number"),
    [
        ("2026-12-31 23:59:59", "佛市监〔2026〕1号"),
        ("2027-01-01 00:00:00", "佛市监〔2027〕1号"),
    ],
)
def test_the_year_of_a_number_is_that_of_the_place(at: str, number: str) -> None:
    o.numbered(when=at).then_shown(number=number).run()


@pytest.mark.feature("OA-02")
def test_a_number_is_void_where_the_document_goes_back_before_it() -> None:
    back = o.numbered().when(c.SendBack(to="signed", reason="文号用错"), by=o.CUSTODIAN)
    again = back.when(c.RecheckDocument(title=o.TITLE, body=o.BODY), by=o.PROOFREADER).when(
        c.RegisterDocument(), by=o.REGISTRY
    )

    void = VoidNumber(number="佛市监〔2026〕1号", reason="文号用错")
    again.then_shown(number="佛市监〔2026〕2号", voided=(void,)).on(
        "register:official_document-佛市监-2026"
    ).then_shown(last=2, voided=(1,)).run()


@pytest.mark.feature("OA-02")
def test_a_number_that_comes_too_late_is_void() -> None:
    late = o.rechecked().when(o.FULL, by=PLATFORM)

    late.then_shown(phase="rechecked", waits_for_number=False).run()


@pytest.mark.feature("OA-03")
@pytest.mark.parametrize(
    ("genre", "main", "code"),
    [
        ("request", ("municipal_government", "health"), "one_recipient"),
        ("request", ("health",), "skips_a_level"),
        ("letter", ("health", "health"), "named_twice"),
        ("letter", ("chancheng_delegation",), "too_far"),
        ("telegram", ("health",), "kind_unknown"),
    ],
)
def test_who_may_be_written_to(genre: str, main: tuple[str, ...], code: str) -> None:
    wish = c.DraftDocument(genre=genre, main=main, title=o.TITLE, body=o.BODY)
    with pytest.raises(AssertionError, match=f"official_document.{code}"):
        o.drafted(wish).then_refused("").run()


@pytest.mark.feature("OA-03")
@pytest.mark.parametrize("phrase", profile().request_phrases)
def test_a_request_in_a_report_is_asked_about(phrase: str) -> None:
    wish = c.DraftDocument(
        genre="report", main=("municipal_government",), title="情况报告", body=f"以上，{phrase}。"
    )

    refused(o.drafted(wish).when(c.HandIn(), by=o.DRAFTER), "request_in_report")
    meant = o.drafted(wish).when(c.HandIn(phrases_meant=True), by=o.DRAFTER)
    meant.then_shown(phase="checking", phrases=(phrase,)).run()


@pytest.mark.feature("OA-03")
def test_there_are_fifteen_kinds() -> None:
    assert len(set(profile().kinds.values())) == 15


@pytest.mark.feature("OA-04")
def test_opinions_are_due_in_three_working_days_and_silence_waits() -> None:
    o.asked().then_shown(due=date(2026, 9, 30)).after(days=30).then_shown(
        phase="countersigning"
    ).run()


@pytest.mark.feature("OA-04")
def test_one_opinion_that_wants_a_change_sends_it_back_once_all_are_in() -> None:
    one = o.asked().when(c.GiveOpinion(view="modify", note="改为6个月"), by=o.HEALTH)

    one.then_shown(phase="countersigning").run()
    one.when(c.GiveOpinion(view="agree"), by=o.HOUSING).then_shown(phase="draft").run()


@pytest.mark.feature("OA-04")
def test_serial_countersigning_has_an_order() -> None:
    serial = o.asked(manner="serial")

    refused(serial.when(c.GiveOpinion(view="agree"), by=o.HEALTH), "unknown")
    both = serial.when(c.GiveOpinion(view="agree"), by=o.HOUSING).when(
        c.GiveOpinion(view="read"), by=o.HEALTH
    )
    both.then_shown(phase="countersigned").run()


@pytest.mark.feature("OA-04")
def test_opinions_are_typed_and_never_change() -> None:
    once = o.asked().when(c.GiveOpinion(view="agree"), by=o.HOUSING)

    refused(once.when(c.GiveOpinion(view="disagree", note="否"), by=o.HOUSING), "unknown")
    unsaid = o.asked().when(c.GiveOpinion(view="disagree"), by=o.HOUSING)
    refused(unsaid, "opinion_without_reason")
    twice = o.checked().when(c.AskOpinions(units=("health", "health")), by=o.DRAFTER)
    refused(twice, "asked_twice")


@pytest.mark.feature("OA-08")
def test_it_goes_back_to_an_earlier_step_with_a_reason_and_the_way_is_kept() -> None:
    back = o.rechecked().when(c.SendBack(to="checking", reason="主送机关有误"), by=o.REGISTRY)

    back.then_shown(phase="checking", signed_sha256="").run()
    for command, code in (
        (c.SendBack(to="rechecked", reason="x"), "not_earlier"),
        (c.SendBack(to="numbered", reason="x"), "not_earlier"),
        (c.SendBack(to="draft", reason=" "), "reason_missing"),
    ):
        refused(o.rechecked().when(command, by=o.REGISTRY), code)


@pytest.mark.feature("OA-04")
def test_the_last_day_for_opinions_is_yellow_and_the_next_one_red() -> None:
    asked = DocumentState(
        phase="countersigning",
        organ=o.DRAFTER.unit,
        genre="letter",
        asked=o.UNITS,
        since=NOW,
        asked_at=NOW,
        due=date(2026, 9, 30),
    )

    subject = watched(asked)
    assert subject is not None
    (clock,) = subject.clocks
    assert [(mark.level, mark.on.day) for mark in clock.marks] == [("yellow", 30), ("red", 1)]
    assert {task.unit for task in work(asked).tasks} == set(o.UNITS)
    assert watched(DocumentState()) is None


def test_who_may_read_what() -> None:
    rules = o.KINDS["official_document"].rules
    assert rules is not None

    def shown(state: DocumentState, by: Identity, field: str = "body") -> bool:
        return rules.permitted("read", by, state, "handling").shows(field)

    draft = DocumentState(
        phase="checking",
        since=NOW,
        organ=o.DRAFTER.unit,
        genre="letter",
        main=("municipal_government",),
        drafter=o.DRAFTER.id,
        members=(o.DRAFTER.id, o.CHECKER.id),
    )
    sent = replace(draft, phase="issued")
    assert [shown(draft, by) for by in (o.DRAFTER, o.CHECKER, o.SIGNER, o.GOVERNMENT)] == [
        True, True, False, False
    ]  # fmt: skip
    assert [shown(sent, by) for by in (o.DRAFTER, o.CHECKER, o.SIGNER, o.GOVERNMENT)] == [
        True, True, False, True
    ]  # fmt: skip
    clerks = [o.somebody(f"office_registry_{unit}") for unit in ("health", "housing")]
    assert [shown(replace(sent, main=("health",)), by) for by in clerks] == [True, False]
    assert all(shown(replace(sent, copies=o.UNITS), by) for by in clerks)
    assert shown(sent, o.CHECKER, "opinions") and not shown(sent, o.GOVERNMENT, "opinions")
