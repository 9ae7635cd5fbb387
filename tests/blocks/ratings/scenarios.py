"""How a service is rated, and how a bad rating is followed up."""

from datetime import date

from actors.blocks.ratings.follow_up_records import (
    CloseFollowUp,
    ContactRater,
    FollowUpClosed,
    RectifyService,
    VerifyRating,
)
from actors.blocks.ratings.kind import follow_up_kind, rating_kind
from actors.blocks.ratings.records import (
    AnswerOutcome,
    KeepRating,
    Named,
    OutcomeAnswered,
    Said,
    Service,
)
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.words import Title
from actors.testing import Scenario
from tests import loaded

RATER = Identity("person:a1", ("resident",))
HEAD = Identity("staff:market_approver", ("approver",), "market_supervision")
SERVICE = Service(
    item="SPJY-01",
    title=Title(zh="食品经营许可", en="Food business licence"),
    unit="market_supervision",
    on=date(2026, 3, 2),
)
GOOD = KeepRating(service=SERVICE, said=Said(stars=5, whys=("quick",)), account="a1")
BAD = KeepRating(
    service=SERVICE, said=Said(stars=1, whys=("slow",), comment="等了两小时"), account="a1"
)
NAMED = KeepRating(
    service=SERVICE,
    said=Said(stars=2),
    account="a1",
    named=Named(number="44060426030200000010", name="张三", phone="13800000000"),
)
NOTHING = Scenario.of(rating_kind(loaded.library()), follow_up_kind(loaded.library()))
RATED_BADLY = NOTHING.when(BAD, by=PLATFORM).on("follow_up:1")
CONTACTED = RATED_BADLY.after(days=1).when(
    ContactRater(way="message", text="请问是哪一天？"), by=HEAD
)
READY = CONTACTED.when(VerifyRating(found="confirmed", text="仅开一窗"), by=HEAD).when(
    RectifyService(text="增开窗口"), by=HEAD
)
CLOSED = READY.when(CloseFollowUp(text="已增开窗口"), by=HEAD)
SCENARIOS: dict[str, Scenario] = {
    "a good rating": NOTHING.when(GOOD, by=PLATFORM).then_shown(phase="kept"),
    "a bad rating that is followed up, and its outcome that is answered": CLOSED.then(
        events=(FollowUpClosed,)
    )
    .on("rating:1")
    .then_shown(phase="told")
    .when(AnswerOutcome(content=False, text="仍要等候"), by=RATER)
    .then(events=(OutcomeAnswered,))
    .on("follow_up:1")
    .then_shown(content=False, answer="仍要等候"),
}
