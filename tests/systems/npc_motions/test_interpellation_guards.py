"""Every guard of an interpellation, broken once; and no refusal of the rules is without a test that
names it (NPC-26)."""

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions import interpellation_records as r
from actors.systems.npc_motions.suggestion import assigning
from tests.systems.npc_motions import floor
from tests.systems.npc_motions.broken import Broken
from tests.systems.npc_motions.floor import (
    HANDLER,
    HEAD_OF_WATER,
    PRESIDIUM,
    SECRETARY,
    deputy,
)
from tests.systems.npc_motions.test_interpellation import (
    ANSWER,
    DELIVER,
    SIGN,
    SUBMIT,
    answered,
    signed,
)

RULES = Path(assigning.__file__).parents[1]


HANDED_IN = signed(10).when(SUBMIT, by=deputy(1))
DELIVERED = HANDED_IN.when(DELIVER, by=PRESIDIUM)
INTERPELLATIONS: Mapping[str, Broken] = {
    "submitted, ten deputies": Broken(signed(9), SUBMIT, deputy(1), "interpellation.too_few"),
    "signed, read to the end": Broken(
        signed(2).when(r.LeaveInterpellation(), by=deputy(2)),
        replace(SIGN, read_to_end=False),
        deputy(2),
        "interpellation.not_read",
    ),
    "submitted, in session": Broken(
        signed(10).on(floor.ON_SESSION).when(s.CloseSession(), by=SECRETARY).on("interpellation:1"),
        SUBMIT,
        deputy(1),
        "interpellation.session_not_open",
    ),
    "withdrawn, in writing": Broken(
        HANDED_IN, r.WithdrawInterpellation(reason=" "), deputy(1), "interpellation.text_missing"
    ),
    "withdrawn, before it was delivered": Broken(
        DELIVERED, r.WithdrawInterpellation(reason="已说明"), deputy(1), "interpellation.not_now"
    ),
    "delivered, by the presidium": Broken(
        HANDED_IN, DELIVER, SECRETARY, "interpellation.forbidden"
    ),
    "delivered, more than half": Broken(
        HANDED_IN, replace(DELIVER, in_favour=10), PRESIDIUM, "interpellation.presidium_majority"
    ),
    "delivered, with a day to come": Broken(
        HANDED_IN,
        replace(DELIVER, answer_by=floor.at("2026-03-02 08:59")),
        PRESIDIUM,
        "interpellation.answer_by_over",
    ),
    "answered, by the head of the target": Broken(
        DELIVERED, ANSWER, HANDLER, "interpellation.forbidden"
    ),
    "answered, with a text": Broken(
        DELIVERED, replace(ANSWER, text=""), HEAD_OF_WATER, "interpellation.text_missing"
    ),
    "judged, by whose signature counted": Broken(
        floor.seated(signed(11), 0)
        .on("interpellation:1")
        .when(r.LeaveInterpellation(), by=deputy(11))
        .when(SUBMIT, by=deputy(1))
        .when(DELIVER, by=PRESIDIUM)
        .when(ANSWER, by=HEAD_OF_WATER),
        r.JudgeAnswer(satisfied=True),
        deputy(11),
        "interpellation.not_a_signer",
    ),
    "judged, dissatisfied with a text": Broken(
        answered(), r.JudgeAnswer(satisfied=False), deputy(1), "interpellation.text_missing"
    ),
    "judged, once": Broken(
        answered().when(r.JudgeAnswer(satisfied=True), by=deputy(1)),
        r.JudgeAnswer(satisfied=True),
        deputy(1),
        "interpellation.judged_already",
    ),
    "second answer, half are dissatisfied": Broken(
        answered().when(r.JudgeAnswer(satisfied=False, text="没有说明金额。"), by=deputy(1)),
        ANSWER,
        HEAD_OF_WATER,
        "interpellation.not_now",
    ),
}


@pytest.mark.feature("NPC-26")
@pytest.mark.parametrize("broken", INTERPELLATIONS.values(), ids=INTERPELLATIONS.keys())
def test_no_guard_of_an_interpellation_lets_through_what_it_guards_against(broken: Broken) -> None:
    broken.scenario.when(broken.command, by=broken.by).then_refused(broken.refused).run()


@pytest.mark.feature("NPC-26")
def test_every_refusal_of_the_rules_is_named_by_a_test() -> None:
    named = _texts(Path(__file__).parent)
    refusals = {
        text
        for text in _texts(RULES)
        if text.partition(".")[0] in ("motion", "suggestion", "handling", "interpellation")
        and text.partition(".")[2].replace("_", "").isalpha()
    }

    assert len(refusals) > 100
    assert sorted(refusals - named) == []


def _texts(folder: Path) -> set[str]:
    """Return every text that stands in the code of `folder`."""
    trees = (ast.parse(path.read_text("utf-8")) for path in folder.rglob("*.py"))
    return {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
