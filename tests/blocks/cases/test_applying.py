"""The applicant's side: drafts, applications, materials that follow, withdrawal, rating."""

import dataclasses

import msgspec
import pytest
from msgspec.structs import replace

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.closed_units import why_untaken
from actors.blocks.cases.commands import (
    Accept,
    Decide,
    Decline,
    EndNoticePeriod,
    Rate,
    RateByProof,
    SaveDraft,
    SupplyMaterials,
    Withdraw,
)
from actors.blocks.cases.state import Applicant, Material
from actors.blocks.ratings.records import Said
from actors.kernel.identity import PLATFORM, Identity
from tests.blocks.cases.city import (
    ALLOWANCE,
    ANSWERS,
    APPROVER_LEAD,
    CLERK,
    CLERK_ELSEWHERE,
    FILES,
    HALL,
    KIOSK,
    LIBRARY,
    NOTICE,
    PERMIT,
    PERSON,
    PLAN_FILE,
    RESIDENT_A,
    RESIDENT_B,
    REVIEWER_LEAD,
    accepted,
    application,
    nothing_yet,
    submitted,
)
from tests.blocks.cases.kit import codes

DRAFT = SaveDraft(
    item=PERMIT.code, item_version=2, channel="web", applicant=PERSON, form={"area": "many"}
)
COMPANY = Applicant(
    kind="legal", name="科技园公司", id_type="credit_code", id_number="91350100M000100Y43"
)
PROMISE = Material(name="funds", source="promise")
WITH_PROMISE = (FILES[0], PROMISE, FILES[2])


def test_every_fault_of_an_application_is_named_at_once_and_nothing_is_written() -> None:
    wrong = application(
        number="1",
        channel="mobile",
        place="999999",
        applicant=Applicant(
            kind="natural", name=" ", id_type="resident_id", id_number="123", phone="12"
        ),
        form={"area": 0, "crowded": True, "height": "high", "colour": "red"},
        materials=(FILES[0], replace(PLAN_FILE, name="poem")),
    )

    refused = nothing_yet().refused(RESIDENT_A, wrong)

    assert refused.kind == "invalid"
    assert codes(refused) == [
        ("number.malformed", "/number"),
        ("channel.not_offered", "/channel"),
        ("place.unknown", "/place"),
        ("applicant.name_missing", "/applicant/name"),
        ("resident_id.shape", "/applicant/id_number"),
        ("mobile.shape", "/applicant/phone"),
        ("form.required", "/form/project"),
        ("form.too_small", "/form/area"),
        ("form.number", "/form/height"),
        ("form.required", "/form/seats"),
        ("form.unknown_field", "/form/colour"),
        ("material.unknown", "/materials/poem"),
        ("material.missing", "/materials/funds"),
        ("material.missing", "/materials/evacuation"),
    ]


@pytest.mark.parametrize(
    ("applicant", "fault"),
    [
        (replace(PERSON, id_type="credit_code"), ("applicant.id_type", "/applicant/id_type")),
        (replace(COMPANY, id_type="resident_id"), ("applicant.id_type", "/applicant/id_type")),
        (
            replace(PERSON, id_number="110101198001010011"),
            ("resident_id.check_digit", "/applicant/id_number"),
        ),
    ],
)
def test_a_person_has_a_resident_id_and_an_organisation_a_credit_code(
    applicant: Applicant, fault: tuple[str, str]
) -> None:
    assert codes(nothing_yet().refused(RESIDENT_A, application(applicant=applicant))) == [fault]


def test_an_organisation_may_have_a_land_line() -> None:
    case = submitted(applicant=replace(COMPANY, phone="0757-83381234"))

    assert case.state.phase == "submitted"


def test_an_item_for_persons_takes_no_organisation() -> None:
    refused = nothing_yet().refused(RESIDENT_A, application(ALLOWANCE, applicant=COMPANY))

    assert codes(refused) == [("applicant.not_addressed", "/applicant/kind")]


def test_an_application_is_made_under_the_current_version_of_the_item() -> None:
    case = nothing_yet()
    case.when(RESIDENT_A, replace(DRAFT, item_version=1))

    assert codes(case.refused(RESIDENT_A, application(item_version=1))) == [
        ("item.superseded", "/item_version")
    ]
    case.when(RESIDENT_A, application())
    assert case.state.item_version == 2


@pytest.mark.feature("GRASS-03")
def test_what_waited_offline_at_a_terminal_arrives_in_the_version_it_was_filled_in_as() -> None:
    """Forms of v2 wait while v3 is published: they arrive, are opened and counted as v2."""
    waited = application(item_version=1, channel="kiosk")
    case = nothing_yet()
    case.when(KIOSK, waited)

    assert (case.state.phase, case.state.item_version) == ("submitted", 1)
    assert "item.superseded" in dict(codes(nothing_yet().refused(RESIDENT_A, waited)))


def test_what_was_retired_is_applied_for_no_more_but_what_was_taken_in_before_arrives() -> None:
    retired = dataclasses.replace(LIBRARY[Catalogue], retired={PERMIT.code: ()})
    library = LIBRARY.having(retired)
    waited = nothing_yet(library=library)
    waited.when(KIOSK, application(channel="kiosk"))

    refused = nothing_yet(library=library).refused(RESIDENT_A, application())

    assert codes(refused) == [("item.retired", "/item")]
    assert waited.state.phase == "submitted"
    assert why_untaken(PERMIT, library) == "item.retired"
    assert why_untaken(PERMIT, LIBRARY) == ""


@pytest.mark.parametrize("item", ["nothing", PERMIT.code])
def test_nobody_applies_for_what_was_never_published(item: str) -> None:
    refused = nothing_yet().refused(RESIDENT_A, application(item=item, item_version=9))

    assert (refused.kind, codes(refused)) == ("unknown", [("item.unknown", "/item")])


def test_a_question_that_only_this_system_asks_is_asked_when_the_form_is_in_order() -> None:
    low = application(form={**ANSWERS, "area": 3})

    assert codes(nothing_yet().refused(RESIDENT_A, low)) == [("item.check_failed", "/form/height")]


def test_what_was_filled_in_and_then_hidden_is_not_kept() -> None:
    case = submitted(form={**ANSWERS, "crowded": False}, materials=FILES[:2])

    assert "seats" in ANSWERS
    assert "seats" not in case.state.form


def test_a_resident_applies_for_his_own_account_whatever_was_sent() -> None:
    case = submitted(applicant=replace(PERSON, account="b2", by_agent="staff:x"))

    assert case.state.applicant is not None
    assert (case.state.applicant.account, case.state.applicant.by_agent) == ("a1", "")


@pytest.mark.parametrize("agent", [HALL, CLERK, CLERK_ELSEWHERE, KIOSK])
def test_windows_and_kiosks_file_for_the_applicant_and_are_named(agent: Identity) -> None:
    case = nothing_yet()
    case.when(agent, application(channel="window"))

    assert case.state.applicant is not None
    assert case.state.applicant.by_agent == agent.id


@pytest.mark.parametrize("other", [REVIEWER_LEAD, Identity("person:x"), PLATFORM])
def test_nobody_else_files(other: Identity) -> None:
    assert nothing_yet().refused(other, application()).kind == "forbidden"
    assert nothing_yet().refused(other, DRAFT).kind == "forbidden"


def test_a_draft_is_known_to_its_author_alone() -> None:
    case = nothing_yet()
    case.when(RESIDENT_A, DRAFT)

    for other in (RESIDENT_B, HALL, KIOSK):
        assert case.refused(other, DRAFT).kind == "unknown"
        assert case.refused(other, application()).kind == "unknown"
        assert case.refused(other, Withdraw()).kind == "unknown"
        assert case.allowed(other) == ()
    case.when(RESIDENT_A, Withdraw())
    assert case.state.phase == "withdrawn"


def test_a_draft_checks_where_it_is_made_and_nothing_else() -> None:
    case = nothing_yet()

    assert codes(case.refused(RESIDENT_A, replace(DRAFT, channel="mobile"))) == [
        ("channel.not_offered", "/channel")
    ]
    strange = replace(DRAFT, form={"$where": 1, "area": 10**30})
    assert codes(case.refused(RESIDENT_A, strange)) == [
        ("form.unknown_field", "/form/$where"),
        ("form.unreadable", "/form/area"),
    ]
    case.when(KIOSK, replace(DRAFT, channel="kiosk", form={}))
    case.when(KIOSK, replace(DRAFT, channel="kiosk"))
    assert case.state.form == {"area": "many"}
    assert case.happened() == ["DraftSaved"]
    assert not case.messages


def test_a_submitted_form_is_no_draft_any_more() -> None:
    case = submitted()

    refused = case.refused(RESIDENT_A, DRAFT)

    assert (refused.kind, refused.allowed) == ("not_now", ("Withdraw",))
    assert case.refused(RESIDENT_A, application()).kind == "not_now"


def test_a_case_of_another_resident_is_as_unknown_as_one_that_does_not_exist() -> None:
    stranger = submitted().refused(RESIDENT_B, Withdraw())
    nothing = nothing_yet().refused(RESIDENT_B, Withdraw())

    assert (
        (stranger.kind, codes(stranger))
        == (nothing.kind, codes(nothing))
        == (
            "unknown",
            [("case.unknown", "")],
        )
    )
    assert nothing_yet().allowed(RESIDENT_A) == ()


def test_an_application_at_the_window_without_account_is_withdrawn_at_the_window() -> None:
    case = nothing_yet()
    case.when(HALL, application(channel="window"))

    case.when(HALL, Withdraw(reason="申请人要求"))

    assert case.state.phase == "withdrawn"
    assert submitted().refused(HALL, Withdraw()).kind == "forbidden"


def test_an_application_is_withdrawn_before_the_decision_and_not_after() -> None:
    early, late = accepted(), accepted(ALLOWANCE)
    late.when(APPROVER_LEAD, Decide(outcome="granted"))
    early.when(RESIDENT_A, Withdraw())

    refused = late.refused(RESIDENT_A, Withdraw())

    assert {task.opinion for task in early.state.tasks} == {"cancelled"}
    assert all(clock.stopped_at for clock in early.state.clocks)
    assert (refused.kind, refused.allowed) == ("not_now", ("Rate",))


def test_promised_materials_follow_and_nothing_is_decided_before() -> None:
    case = submitted(materials=WITH_PROMISE)
    assert codes(case.refused(HALL, Accept())) == [("material.missing", "/materials/funds")]
    case.when(HALL, Accept(promised=("funds",)))
    assert case.state.promised_materials == ("funds",)
    assert "SupplyMaterials" in case.allowed(RESIDENT_A)

    case.when(RESIDENT_A, SupplyMaterials(materials=(FILES[1],)))

    assert case.state.promised_materials == ()
    assert [m.source for m in case.state.materials] == ["upload"] * 3
    assert case.refused(RESIDENT_A, SupplyMaterials(materials=(FILES[1],))).reasons[0].code == (
        "material.nothing_owed"
    )


def test_only_what_was_promised_may_follow() -> None:
    case = submitted(materials=WITH_PROMISE)
    case.when(HALL, Accept(promised=("funds",)))

    def faults(*materials: Material) -> list[tuple[str, str]]:
        return codes(case.refused(RESIDENT_A, SupplyMaterials(materials=materials)))

    assert faults() == [("material.nothing_sent", "/materials")]
    assert faults(FILES[0]) == [("material.not_owed", "/materials/plan")]
    assert faults(PROMISE) == [("material.not_owed", "/materials/funds")]
    assert faults(replace(FILES[1], sha256="")) == [("material.no_file", "/materials/funds")]


def test_acceptance_with_materials_to_follow_needs_the_applicants_promise() -> None:
    case = submitted()

    assert codes(case.refused(HALL, Accept(promised=("funds", "plan")))) == [
        ("material.not_promised", "/promised/0"),
        ("material.not_promised", "/promised/1"),
    ]


def test_a_case_is_rated_once_by_its_applicant_when_it_is_decided() -> None:
    case = accepted(ALLOWANCE)
    assert case.refused(RESIDENT_A, Rate(stars=5)).kind == "not_now"
    case.when(APPROVER_LEAD, Decide(outcome="denied", reason="未满八十周岁"))

    assert case.refused(RESIDENT_B, Rate(stars=1)).kind == "unknown"
    assert case.refused(APPROVER_LEAD, Rate(stars=5)).kind == "forbidden"
    for stars in (0, 6):
        assert codes(case.refused(RESIDENT_A, Rate(stars=stars))) == [("rating.stars", "/stars")]
    case.when(RESIDENT_A, Rate(stars=1, comment="慢"))
    again = case.refused(RESIDENT_A, Rate(stars=5))
    assert (again.kind, codes(again), again.allowed) == (
        "not_now",
        [("rating.only_once", "")],
        (),
    )


def test_what_is_said_of_a_service_is_kept_apart_from_the_case() -> None:
    case = accepted(ALLOWANCE)
    case.when(APPROVER_LEAD, Decide(outcome="denied", reason="未满八十周岁"))
    case.when(RESIDENT_A, Rate(stars=2, whys=("slow",), comment="慢"))

    (rated,) = case.fresh
    kept = case.messages[-1]
    assert (rated.stars, rated.comment) == (0, "")  # type: ignore[attr-defined]
    assert kept.key == f"rating:{case.state.rating}"
    assert kept.command["said"] == {"stars": 2, "whys": ("slow",), "comment": "慢"}
    assert kept.command["named"] is None


def test_who_agrees_to_be_called_is_named_to_the_unit_and_nobody_else() -> None:
    case = accepted(ALLOWANCE)
    case.when(APPROVER_LEAD, Decide(outcome="denied", reason="未满八十周岁"))
    case.when(RESIDENT_A, Rate(stars=2, call=True))

    assert case.messages[-1].command["named"]["number"] == case.state.number


def test_a_case_is_rated_by_its_link_once() -> None:
    case = accepted(ALLOWANCE)
    said = RateByProof(said=Said(stars=4, channel="window"))
    assert case.refused(PLATFORM, said).kind == "not_now"
    case.when(APPROVER_LEAD, Decide(outcome="denied", reason="未满八十周岁"))
    assert case.refused(RESIDENT_A, said).kind == "forbidden"
    case.when(PLATFORM, said)

    assert codes(case.refused(PLATFORM, said)) == [("rating.only_once", "")]
    assert codes(case.refused(RESIDENT_A, Rate(stars=5))) == [("rating.only_once", "")]


def test_a_result_that_was_not_handed_over_is_not_rated() -> None:
    case = submitted()
    case.when(HALL, Accept())
    case.state = replace(case.state, phase="granted")

    assert codes(case.refused(RESIDENT_A, Rate(stars=5))) == [("rating.not_over", "")]


def test_what_was_never_decided_is_not_rated() -> None:
    case = submitted()
    case.when(HALL, Decline(reason="不属于本机关职权"))

    assert case.refused(RESIDENT_A, Rate(stars=1)).kind == "not_now"


def test_an_item_without_materials_asks_for_none() -> None:
    assert submitted(NOTICE).state.materials == ()
    refused = nothing_yet().refused(RESIDENT_A, application(NOTICE, materials=FILES[:1]))
    assert codes(refused) == [("material.unknown", "/materials/plan")]


def test_commands_of_the_clock_are_the_clocks_own() -> None:
    for other in (RESIDENT_A, HALL, APPROVER_LEAD):
        assert submitted().refused(other, EndNoticePeriod()).kind == "forbidden"


def test_a_case_whose_item_is_no_longer_loaded_allows_nothing() -> None:
    case = submitted()
    case.library = LIBRARY.having(dataclasses.replace(LIBRARY[Catalogue], items={}))

    assert case.allowed(RESIDENT_A) == ()


@pytest.mark.parametrize("size", [-1, 2**40, 10**30])
def test_a_file_of_an_impossible_size_is_not_even_read(size: int) -> None:
    with pytest.raises(msgspec.ValidationError):
        nothing_yet().when(RESIDENT_A, replace(DRAFT, materials=(replace(PLAN_FILE, bytes=size),)))
