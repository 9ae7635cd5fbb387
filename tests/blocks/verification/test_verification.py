"""The public finds five things out about a paper, and what ended stays ended."""

import re

import pytest
from msgspec.structs import replace

from actors.blocks.verification.verification import (
    CODE,
    EndPaper,
    PaperEntered,
    PaperReplaced,
    ReplacePaper,
    Verification,
    code_of,
    plain_code,
)
from actors.blocks.verification.view import view
from actors.kernel.identity import PLATFORM, Identity
from tests.blocks.cases.commits import at, commit, fold
from tests.blocks.verification.scenarios import CODE as ONE
from tests.blocks.verification.scenarios import ENTER, ENTERED, OTHER, SCENARIOS

pytestmark = pytest.mark.feature("OA-14")


@pytest.mark.parametrize("name", SCENARIOS)
def test_papers_go_their_way(name: str) -> None:
    SCENARIOS[name].run()


def test_nothing_else_is_known_of_a_paper() -> None:
    known = set(Verification.__struct_fields__)

    assert known == {"phase", "number", "organ", "on", "sha256", "replaced_by"}


def test_what_was_withdrawn_neither_expires_nor_comes_back() -> None:
    withdrawn = ENTERED.when(EndPaper(), by=PLATFORM)

    withdrawn.when(EndPaper(how="expired"), by=PLATFORM).then_shown(phase="withdrawn").run()
    withdrawn.when(ENTER, by=PLATFORM).then_shown(phase="withdrawn").run()
    withdrawn.when(ReplacePaper(by=OTHER), by=PLATFORM).then_shown(phase="withdrawn").run()
    expired = ENTERED.when(EndPaper(how="expired"), by=PLATFORM).then_shown(phase="expired")
    expired.when(EndPaper(), by=PLATFORM).then_shown(phase="withdrawn").run()


def test_a_paper_that_is_sealed_anew_is_found_by_its_new_file() -> None:
    again = replace(ENTER, sha256="b" * 64)

    ENTERED.when(again, by=PLATFORM).then_shown(phase="in_force", sha256="b" * 64).run()


def test_people_enter_and_end_nothing() -> None:
    who = Identity("staff:x", ("approver",), "market_supervision")

    ENTERED.when(EndPaper(), by=who).then_refused("verification.unknown").run()


def test_codes_are_typed_in_many_ways_and_name_one_paper() -> None:
    assert re.fullmatch(CODE, ONE) and ONE != OTHER
    typed = f" {ONE[:4].lower()}-{ONE[4:8]} {ONE[8:]} "
    assert plain_code(typed) == ONE
    assert len({code_of(str(n)) for n in range(2_000)}) == 2_000


def test_a_row_says_how_the_paper_stands() -> None:
    entered = PaperEntered(
        at=at(1), number=ENTER.number, organ=ENTER.organ, on=ENTER.on, sha256=ENTER.sha256
    )
    rows = fold(
        view(),
        commit(f"verification:{ONE}", 1, entered),
        commit(f"verification:{ONE}", 2, PaperReplaced(at=at(2), by=OTHER)),
    )

    assert (rows[ONE]["phase"], rows[ONE]["replaced_by"]) == ("replaced", OTHER)
    assert rows[ONE]["sha256"] == ENTER.sha256
