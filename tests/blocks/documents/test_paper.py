"""A paper is ordered once, told of once it is final, and taken up again when it failed."""

import pytest

from actors.blocks.documents.make import ALPHABET, LENGTH, Organ, make, paper_id
from actors.blocks.documents.paper import OrderPaper, PaperOrdered, PaperRendered
from actors.blocks.documents.view import view
from actors.kernel.identity import PLATFORM
from actors.kernel.turn import Turn
from tests.blocks.cases.commits import at, commit, fold
from tests.blocks.documents.scenarios import ID, NOTE, SCENARIOS


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_befalls_a_paper(name: str) -> None:
    SCENARIOS[name].run()


def test_the_same_order_is_the_same_paper_and_another_one_another() -> None:
    codes = {paper_id(of, t, n) for of in ("case:1", "case:2") for t in ("a", "b") for n in (1, 2)}

    assert paper_id("case:1", "a", 1) in codes
    assert len(codes) == 8
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)


def test_an_act_orders_a_paper_by_message_and_waits_for_nothing() -> None:
    turn = Turn("case:1", None, lambda state, _: state, now=at(9), by=PLATFORM, command_id="1")

    id = make(turn, "note", {"says": "请补交"}, organ=Organ("health", "卫生健康局"), number="7")

    assert id == ID
    assert [message.key for message in turn.messages] == [f"document:{ID}"]
    assert turn.messages[0].command["type"] == OrderPaper.__name__
    assert turn.messages[0].command["asked_by"] == PLATFORM.id


@pytest.mark.parametrize(
    ("facts", "faults"),
    [
        ({"says": "甲"}, []),
        ({}, [("says", "missing")]),
        ({"says": ""}, [("says", "is empty")]),
        ({"says": 1}, [("says", "is a text")]),
        ({"says": "甲\x00"}, [("says", "holds a character that cannot be shown")]),
        ({"says": "甲", "due": "2026-3-2"}, [("due", "is a day, yyyy-mm-dd")]),
        ({"says": "甲", "to": "乙"}, [("to", "the template has no such field")]),
    ],
)
def test_facts_are_held_against_the_template(
    facts: dict[str, object], faults: list[tuple[str, str]]
) -> None:
    assert list(NOTE.faults(facts)) == faults


def test_rows_tell_how_far_a_paper_is_and_nothing_of_what_it_says() -> None:
    told = {"template": "note", "of": "case:1", "facts": {"says": "张三"}}
    ordered = PaperOrdered(at=at(2), version=2, seal="health", **told)
    made = PaperRendered(at=at(3), sha256="ab", bytes=9, pages=1)
    commits = commit("document:X", 1, ordered), commit("document:X", 2, made)

    first = fold(view(), commits[0])["X"]
    then = fold(view(), *commits)["X"]

    assert (first["state"], first["waits_for_seal"]) == ("ordered", False)
    assert (then["state"], then["waits_for_seal"]) == ("made", True)
    assert "张三" not in str(then)
