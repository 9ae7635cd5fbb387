"""Cases that were applied for together: the result of one is the paper that the other asks for."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from actors.blocks.cases.application import Prefilled, Together, Wanted
from actors.blocks.cases.basis import basis_of
from actors.blocks.cases.commands import (
    Accept,
    EndPromisePeriod,
    SaveDraft,
    SupplyMaterials,
    TakePaper,
)
from actors.blocks.cases.life_events import read_event
from actors.blocks.cases.state import Material
from actors.blocks.cases.together import pass_on
from actors.blocks.documents.paper import PaperMade
from actors.kernel.identity import CLOCK, PLATFORM
from actors.kernel.turn import Turn
from tests.blocks.cases.city import (
    ALLOWANCE,
    ANSWERS,
    FILES,
    HALL,
    LIBRARY,
    PERMIT,
    PERSON,
    RESIDENT_A,
    application,
    submitted,
)
from tests.blocks.cases.kit import Played, at, codes

WAITS = Material(name="plan", source="made", case="c9")
PAPER = Material(
    name="plan", source="made", case="c9", file_name="证.pdf", sha256="ef" * 32, bytes=9,
    media_type="application/pdf", grade="A",
)  # fmt: skip
OTHERS = FILES[1:]


def waiting() -> Played:
    case = Played(LIBRARY, at("2026-03-02 10:00"))
    case.when(RESIDENT_A, application(materials=(WAITS, *OTHERS)))
    return case


def test_a_paper_that_another_case_makes_is_not_asked_for_and_comes_by_itself() -> None:
    case = waiting()
    case.when(HALL, Accept(), "2026-03-03 10:00")
    assert case.state.promised_materials == ("plan",)

    case.when(PLATFORM, TakePaper(paper=PAPER), "2026-03-04 10:00")

    assert case.happened() == ["MaterialsSupplied"]
    assert PAPER in case.state.materials and WAITS not in case.state.materials
    assert case.state.promised_materials == ()
    case.when(PLATFORM, TakePaper(paper=PAPER))
    assert case.happened() == []
    assert case.replayed() == case.state


def test_nothing_is_decided_while_the_paper_is_not_there_and_its_owner_may_bring_it() -> None:
    case = waiting()
    case.when(HALL, Accept(), "2026-03-03 10:00")
    assert "SupplyMaterials" in case.allowed(RESIDENT_A)
    case.when(RESIDENT_A, SupplyMaterials(materials=(FILES[0],)))

    case.when(PLATFORM, TakePaper(paper=PAPER))

    assert case.happened() == []  # it does not wait any more
    assert FILES[0] in case.state.materials


@pytest.mark.parametrize("paper", [replace(PAPER, case="c8"), replace(PAPER, name="funds")])
def test_a_paper_of_a_case_that_nobody_waits_for_changes_nothing(paper: Material) -> None:
    case = waiting()

    case.when(PLATFORM, TakePaper(paper=paper))

    assert case.happened() == []


def test_a_draft_takes_the_paper_too() -> None:
    case = Played(LIBRARY, at("2026-03-02 10:00"))
    draft = SaveDraft(
        item=PERMIT.code, item_version=2, channel="web", applicant=PERSON, form=ANSWERS,
        materials=(WAITS,), together=Together(event="shop", bundle="b1"),
    )  # fmt: skip
    case.when(RESIDENT_A, draft)
    case.when(PLATFORM, TakePaper(paper=PAPER))
    assert case.state.materials == (PAPER,)

    case.when(RESIDENT_A, replace(draft, together=None, materials=(PAPER,)))

    assert case.state.together == Together(event="shop", bundle="b1")  # nobody leaves it by mistake


def test_the_result_goes_to_every_case_that_waits_for_it() -> None:
    wanted = (Wanted("c2", "plan"), Wanted("c3", "licence"))
    case = submitted(together=Together(event="e", bundle="b", wanted=wanted))

    def sent(template: str) -> dict[str, Material]:
        made = PaperMade(template=template, n=1, document="d", sha256="ab" * 32, bytes=7, pages=1)
        turn = Turn(
            "case:c1", case.state, lambda state, event: state,
            now=at("2026-03-09 10:00"), by=PLATFORM, command_id="1",
        )  # fmt: skip
        pass_on(turn, made, basis_of(LIBRARY, case.state))
        commands = {message.key: message.command for message in turn.messages}
        return {key: msgspec.convert(said["paper"], Material) for key, said in commands.items()}

    assert sent("case_grant") == {}
    papers = sent("certificate")
    assert {key: paper.name for key, paper in papers.items()} == {
        "case:c2": "plan",
        "case:c3": "licence",
    }
    assert (papers["case:c2"].case, papers["case:c2"].grade) == ("c1", "A")


def test_what_was_promised_has_a_last_day_of_its_own() -> None:
    case = waiting()
    case.when(HALL, Accept(), "2026-03-03 10:00")
    dues = case.state.dues

    assert dues.promise is not None and dues.promise <= (dues.promised or dues.promise)
    case.when(CLOCK, EndPromisePeriod(), f"{dues.promise} 23:59")
    assert case.happened() == []


def test_an_answer_that_is_changed_no_longer_stood_there_before() -> None:
    case = Played(LIBRARY, at("2026-03-02 10:00"))
    both = tuple(Prefilled(field=name, source="account") for name in ("project", "area"))
    draft = SaveDraft(
        item=PERMIT.code, item_version=2, channel="web", applicant=PERSON, form=ANSWERS,
        prefilled=both,
    )  # fmt: skip
    case.when(RESIDENT_A, draft)
    case.when(RESIDENT_A, replace(draft, form={**ANSWERS, "area": 7}))

    assert [each.field for each in case.state.prefilled] == ["project"]


def event(**changed: Any) -> list[str]:
    said = {
        "name": "shop",
        "title": {"zh": "开店", "en": "Shop"},
        "summary": {"zh": "开店", "en": "Shop"},
        "items": [{"item": "SGXK-01", "system": PERMIT.system}, {"item": "GLJT-01"}],
        "supplies": [],
    }
    _, found = read_event(
        said | changed,
        file="shop.toml",
        system="one_door",
        items={PERMIT.code: PERMIT, ALLOWANCE.code: ALLOWANCE},
        installed=frozenset({"one_door", PERMIT.system}),
    )
    return [f"{mistake.place}: {mistake.rule}" for mistake in found]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, []),
        ({"items": [{"item": "X-1", "system": "elsewhere"}, {"item": "GLJT-01"}]}, []),
        ({"items": [{"item": "GLJT-01"}, {"item": "X-1"}]}, ["has no item X-1"]),
        ({"items": [{"item": "GLJT-01"}] * 2}, ["names GLJT-01 twice"]),
        (
            {"supplies": [{"by": "GLJT-01", "to": "SGXK-01", "material": "plan"}]},
            ["comes before", "makes no paper"],
        ),
        (
            {"supplies": [{"by": "SGXK-01", "to": "GLJT-01", "material": "nothing"}]},
            ["asks for no nothing"],
        ),
        ({"supplies": [{"by": "A-1", "to": "SGXK-01", "material": "plan"}]}, ["no item A-1"]),
        ({"name": "A shop"}, ["small letters"]),
    ],
)
def test_a_mistake_in_an_event_is_named_at_load(changed: Any, told: list[str]) -> None:
    found = event(**changed)

    assert len(found) == len(told), found
    assert all(rule in said for rule, said in zip(told, found, strict=True)), found


def test_nobody_says_that_a_paper_will_be_made_for_what_the_item_does_not_ask() -> None:
    case = Played(LIBRARY, at("2026-03-02 10:00"))
    wrong = application(materials=(replace(WAITS, name="moon"), *FILES))

    assert codes(case.refused(RESIDENT_A, wrong)) == [("material.unknown", "/materials/moon")]
