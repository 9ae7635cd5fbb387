"""What becomes of papers that the public may ask about."""

from datetime import date

from actors.blocks.verification.kind import verification_kind
from actors.blocks.verification.verification import (
    EndPaper,
    EnterPaper,
    PaperEnded,
    PaperReplaced,
    ReplacePaper,
    code_of,
)
from actors.kernel.identity import PLATFORM
from actors.testing import Scenario
from tests import loaded

CODE, OTHER = code_of("one"), code_of("other")
ENTER = EnterPaper(
    number="佛市监准〔2026〕1号", organ="market_supervision", on=date(2026, 3, 2), sha256="a" * 64
)
ENTERED = (
    Scenario.of(verification_kind(loaded.library()))
    .on(f"verification:{CODE}")
    .when(ENTER, by=PLATFORM)
)
SCENARIOS: dict[str, Scenario] = {
    "a paper that is withdrawn": ENTERED.when(EndPaper(), by=PLATFORM).then(events=(PaperEnded,)),
    "a paper that is replaced": ENTERED.when(ReplacePaper(by=OTHER), by=PLATFORM).then(
        events=(PaperReplaced,)
    ),
}
