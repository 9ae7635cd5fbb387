"""Papers that are handed over or posted: once for each, with the proof that the law asks for."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from actors.blocks.cases.basis import basis_of
from actors.blocks.cases.commands import Decide, Deliver
from actors.blocks.cases.later_commands import Archive
from actors.blocks.cases.serving import (
    ServePaper,
    in_nobodys_hand,
    service_of,
    tracking_holds,
)
from actors.blocks.cases.taken_back import TakeBackService, taken_back_of
from actors.blocks.documents.paper import PaperMade
from actors.blocks.documents.template import Papers
from actors.kernel.identity import PLATFORM, Identity
from serve_apps.blocks.cases.archive_package import entries_of
from serve_apps.blocks.cases.held import HELD
from serve_apps.blocks.cases.journey import Reader, entries
from serve_apps.blocks.cases.serving import service_out, taken_back_out
from serve_apps.front.holding import Telling
from tests import loaded
from tests.blocks.cases.city import (
    APPROVER_LEAD,
    CLERK,
    FIRE,
    HALL,
    KIOSK,
    LIBRARY,
    PERMIT,
    PERSON,
    RESIDENT_A,
    SUPERVISOR_1,
    accepted,
    application,
    nothing_yet,
    staff,
)
from tests.blocks.cases.kit import Played, at, codes
from tests.blocks.cases.test_closing import before_the_decision, issued

pytestmark = pytest.mark.feature("HALL-14", "HALL-15")
PAPER, RESULT = "2345678923456789", "3456789234567892"
TUESDAY = date(2026, 3, 3)
HANDED = ServePaper(
    paper=PAPER, method="in_person", served_on=TUESDAY, receiver=" 张三 ", relation="applicant"
)
POSTED = ServePaper(
    paper=PAPER, method="post", served_on=TUESDAY, receiver="李四", tracking="rr 123 456 785 cn"
)
LEFT = ServePaper(
    paper=PAPER,
    method="left",
    served_on=TUESDAY,
    receiver="张小妹",
    relation="family",
    witness="王五",
    refused_because="称与申请人不和",
)
BACK = TakeBackService(paper=PAPER, reason=" 误选了文书 ")


def made(
    case: Played, template: str = "case_acceptance", document: str = PAPER, n: int = 1
) -> None:
    """Have the paper be there, sealed where it wants a seal: it is told of once it is final."""
    case.when(
        PLATFORM,
        PaperMade(template=template, n=n, document=document, sha256="ab" * 32, bytes=9, pages=1),
    )


def with_paper(case: Played | None = None) -> Played:
    """Given: a paper that is there since Tuesday 3 March 2026."""
    case = case or accepted()
    made(case)
    return case


@pytest.mark.parametrize("wish", [HANDED, POSTED, LEFT], ids=lambda wish: wish.method)
def test_a_paper_is_served_once_and_how_it_was_is_kept(wish: ServePaper) -> None:
    case = with_paper()
    made(case, "case_receipt", RESULT)
    case.when(FIRE, wish, "2026-03-04 09:00")

    served = service_of(case.state, PAPER)
    assert served is not None
    assert (served.method, served.served_on, served.by) == (wish.method, TUESDAY, FIRE.id)
    assert served.receiver == wish.receiver.strip() and served.unit == "fire_rescue"
    assert served.tracking == ("RR123456785CN" if wish.method == "post" else "")
    assert service_of(case.state, RESULT) is None
    again = case.refused(CLERK, HANDED)
    assert (again.kind, codes(again)) == ("not_now", [("serving.served_already", "/paper")])
    assert case.replayed() == case.state


def test_no_clock_and_no_date_moves_with_it() -> None:
    case = with_paper()
    before = case.state
    case.when(CLERK, LEFT)

    assert case.happened() == ["PaperServed"]
    assert (case.state.dues, case.state.clocks) == (before.dues, before.clocks)


@pytest.mark.parametrize("by", [CLERK, FIRE, APPROVER_LEAD, HALL], ids=lambda by: by.id)
def test_the_units_that_take_part_serve_it_and_any_window_of_the_city(by: Identity) -> None:
    case = with_paper()

    assert "ServePaper" in case.allowed(by)
    case.when(by, HANDED)
    assert "ServePaper" not in case.allowed(by)


@pytest.mark.parametrize(
    "by", [RESIDENT_A, KIOSK, SUPERVISOR_1, staff("tax", "tax", "window_clerk")], ids=lambda b: b.id
)
def test_nobody_else_does_least_of_all_the_applicant(by: Identity) -> None:
    assert with_paper().refused(by, HANDED).kind == "forbidden"


@pytest.mark.parametrize(
    ("wish", "said", "found"),
    [
        (HANDED, {"paper": RESULT}, [("serving.unknown_paper", "/paper")]),
        (HANDED, {"served_on": date(2026, 3, 5)}, [("serving.in_the_future", "/served_on")]),
        (HANDED, {"served_on": date(2026, 3, 2)}, [("serving.before_it_was_made", "/served_on")]),
        (HANDED, {"receiver": " "}, [("name.empty", "/receiver")]),
        (HANDED, {"receiver": "李四"}, [("serving.not_the_applicant", "/receiver")]),
        (HANDED, {"relation": ""}, [("serving.relation_missing", "/relation")]),
        (HANDED, {"relation": "organisation"}, [("serving.relation", "/relation")]),
        (HANDED, {"tracking": "1012345678901"}, [("serving.other_method", "/tracking")]),
        (HANDED, {"witness": "王五"}, [("serving.other_method", "/witness")]),
        (HANDED, {"refused_because": "不收"}, [("serving.other_method", "/refused_because")]),
        (POSTED, {"receiver": ""}, [("name.empty", "/receiver")]),
        (POSTED, {"tracking": ""}, [("serving.tracking_missing", "/tracking")]),
        (POSTED, {"tracking": "RR123456784CN"}, [("serving.tracking", "/tracking")]),
        (LEFT, {"witness": ""}, [("serving.witness_missing", "/witness")]),
        (LEFT, {"witness": "长" * 61}, [("name.too_long", "/witness")]),
        (LEFT, {"refused_because": " "}, [("serving.why_refused", "/refused_because")]),
        (LEFT, {"refused_because": "长" * 501}, [("serving.why_too_long", "/refused_because")]),
        (
            LEFT,
            {"served_on": date(2026, 3, 5), "relation": "", "witness": ""},
            [
                ("serving.in_the_future", "/served_on"),
                ("serving.relation_missing", "/relation"),
                ("serving.witness_missing", "/witness"),
            ],
        ),
    ],
)
def test_what_is_not_in_order_is_refused_all_at_once(
    wish: ServePaper, said: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    refused = with_paper().refused(CLERK, replace(wish, **said), "2026-03-04 09:00")

    assert (refused.kind, codes(refused)) == ("invalid", found)


def test_for_an_organisation_somebody_signs_who_receives_for_it() -> None:
    firm = replace(PERSON, kind="legal", name="示例公司", id_type="credit_code",
                   id_number="91350100M000100Y43")  # fmt: skip
    case = nothing_yet()
    case.when(RESIDENT_A, application(applicant=firm))
    made(case)
    signed = replace(HANDED, served_on=date(2026, 3, 2), receiver="李四", relation="organisation")

    assert codes(case.refused(CLERK, replace(signed, relation="family"))) == [
        ("serving.relation", "/relation")
    ]
    case.when(CLERK, signed)


def test_without_a_paper_that_is_there_nothing_can_be_served() -> None:
    refused = accepted().refused(CLERK, HANDED)

    assert (refused.kind, codes(refused)) == ("not_now", [("serving.none_left", "")])


def test_the_result_goes_by_the_issuing_desk_and_one_made_anew_afterwards_by_hand() -> None:
    case = issued()
    made(case, "certificate", RESULT)
    wish = replace(HANDED, paper=RESULT, served_on=date(2026, 3, 9))
    assert "ServePaper" not in case.allowed(CLERK)
    made(case, "case_grant")
    assert codes(case.refused(CLERK, wish)) == [("serving.result", "/paper")]

    assert in_nobodys_hand(case.state, basis_of(LIBRARY, case.state)) == {PAPER, RESULT}
    case.when(HALL, Deliver(method="electronic"))
    assert in_nobodys_hand(case.state, basis_of(LIBRARY, case.state)) == {PAPER}
    assert codes(case.refused(CLERK, wish)) == [("serving.result", "/paper")]
    case.now = at("2026-03-10 10:00")
    made(case, "certificate", "4" * 16, n=2)
    case.when(CLERK, replace(wish, paper="4" * 16, served_on=date(2026, 3, 10)))


def test_a_decision_is_served_once_the_case_is_closed_and_no_more_when_it_is_sealed() -> None:
    case = before_the_decision()
    case.when(APPROVER_LEAD, Decide(outcome="denied", reason="资金未落实"))
    made(case, "case_denial")
    made(case, "case_receipt", RESULT)
    case.when(CLERK, HANDED)
    case.when(APPROVER_LEAD, Archive())

    assert case.refused(CLERK, replace(HANDED, paper=RESULT)).kind == "forbidden"


@pytest.mark.parametrize("by", [HALL, FIRE, APPROVER_LEAD], ids=lambda by: by.id)
def test_what_was_entered_by_mistake_another_takes_back_and_both_stay(by: Identity) -> None:
    case = with_paper()
    case.when(CLERK, LEFT)
    assert "TakeBackService" not in case.allowed(CLERK), "who entered it does not do so alone"
    own = case.refused(CLERK, BACK)
    assert (own.kind, codes(own)) == ("forbidden", [("serving.own_entry", "/paper")])
    case.when(by, BACK)

    assert service_of(case.state, PAPER) is None
    [wrong] = taken_back_of(case.state, PAPER)
    assert wrong.back and (wrong.back.by, wrong.back.reason) == (by.id, "误选了文书")
    assert codes(case.refused(by, BACK)) == [("serving.not_served", "/paper")]
    case.when(CLERK, HANDED)
    again = service_of(case.state, PAPER)
    assert again is not None and again.method == "in_person"
    assert case.replayed() == case.state


def test_the_head_takes_back_what_he_has_entered_himself() -> None:
    case = with_paper()
    case.when(APPROVER_LEAD, HANDED)
    case.when(APPROVER_LEAD, BACK)

    assert case.happened() == ["ServiceTakenBack"]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"reason": " "}, ("serving.why_taken_back", "/reason")),
        ({"reason": "长" * 501}, ("serving.why_too_long", "/reason")),
        ({"paper": RESULT}, ("serving.not_served", "/paper")),
    ],
)
def test_it_is_taken_back_with_a_reason(said: dict[str, str], found: tuple[str, str]) -> None:
    case = with_paper()
    case.when(CLERK, HANDED)

    assert codes(case.refused(FIRE, replace(BACK, **said))) == [found]


def test_a_service_that_was_taken_back_is_shown_to_both_and_kept_with_the_file() -> None:
    case = with_paper()
    case.when(CLERK, LEFT)
    case.when(FIRE, BACK)
    mine, masked = (taken_back_out(case.state, PAPER, in_full=full)[0] for full in (True, False))
    [paper] = [e for e in entries_of(case.state, PERMIT) if e.path.startswith("papers/")]
    library = LIBRARY.having(loaded.library()[Papers])
    [copied] = HELD.told({}, case.state, Telling(library, "zh"))["papers"]

    assert (mine.was.receiver, masked.was.receiver) == ("张小妹", "张**")
    assert mine.reason == masked.reason == "误选了文书"
    assert (paper.served, paper.taken_back) == ("", 1)
    assert "served" not in copied and copied["taken_back"][0]["reason"] == "误选了文书"
    assert "张小妹" not in str(copied)
    facts = {"template": "case_acceptance", "method": "left", "served_on": "2026-03-03"}
    row = {"at": "2026-03-04T01:00:00+00:00", "by": FIRE.id, "event": "ServiceTakenBack"}
    [entry] = entries([{**row, "facts": facts}], PERMIT, library, Reader("zh", office=False))
    assert entry.what == "送达登记有误，已撤回"
    assert entry.more == ("受理通知书", "留置送达 · 2026年3月3日")


@pytest.mark.parametrize(
    ("number", "holds"),
    [
        ("1012345678901", True),
        ("XA12345678912", True),
        ("RR123456785CN", True),
        ("RR123456784CN", False),
        ("101234567890", False),
        ("RR123456785C1", False),
        ("", False),
    ],
)
def test_a_number_of_the_post_has_one_of_its_forms(number: str, holds: bool) -> None:
    assert tracking_holds(number) is holds


def test_it_is_told_in_words_on_the_timeline_of_both_and_by_name_to_the_applicant_alone() -> None:
    facts = {"template": "case_acceptance", "method": "left", "served_on": "2026-03-03"}
    row = {"at": "2026-03-04T01:00:00+00:00", "by": CLERK.id, "event": "PaperServed"}
    library = LIBRARY.having(loaded.library()[Papers])
    for office in (True, False):
        [entry] = entries([{**row, "facts": facts}], PERMIT, library, Reader("zh", office=office))
        assert entry.what == "文书已送达"
        assert entry.more == ("受理通知书", "留置送达 · 2026年3月3日")
        assert ("窗口" in entry.who) is office

    case = with_paper()
    case.when(CLERK, LEFT)
    mine, masked = (service_out(case.state, PAPER, in_full=full) for full in (True, False))
    assert mine and masked
    assert (mine.receiver, mine.witness) == ("张小妹", "王五")
    assert (masked.receiver, masked.witness) == ("张**", "王*")


def test_it_is_in_the_archive_package_and_in_the_copy_of_ones_own_data_without_other_names() -> (
    None
):
    case = with_paper()
    case.when(CLERK, LEFT)
    [paper] = [e for e in entries_of(case.state, PERMIT) if e.path.startswith("papers/")]
    library = LIBRARY.having(loaded.library()[Papers])
    told = HELD.told({}, case.state, Telling(library, "zh"))

    assert (paper.served, paper.served_on) == ("left", TUESDAY)
    [copied] = told["papers"]
    assert (copied["title"], copied["served"]["in_words"]) == ("受理通知书", "留置送达")
    assert copied["served"]["on"] == TUESDAY and copied["served"]["signed_by"] == "family"
    assert "张小妹" not in str(told) and "王五" not in str(told)
