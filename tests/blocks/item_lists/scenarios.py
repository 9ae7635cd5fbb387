"""How the list of the city is published, and its feed followed."""

from datetime import date

from actors.blocks.calls.kind import call_kind
from actors.blocks.calls.outcome import Outcome
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.item_lists.elements import elements_of
from actors.blocks.item_lists.kind import item_list_kind
from actors.blocks.item_lists.records import (
    ElementsPublished,
    FeedAsked,
    FeedMissed,
    FeedTaken,
    FollowFeed,
    NoteFeed,
    PublishElements,
)
from actors.kernel.identity import PLATFORM, Identity
from actors.testing import Scenario
from tests import loaded

LIBRARY = loaded.library()
AN = Identity("staff:administrator", ("administrator",), "government_services")
LIU = Identity("staff:market_approver", ("approver",), "market_supervision")
TODAY = date(2026, 3, 2)  # of scenarios
ROW = elements_of(LIBRARY[Catalogue].item("WFZM-01"))
LIST = Scenario.of(item_list_kind(LIBRARY), call_kind(LIBRARY)).on("item_list:city")
WISH = PublishElements(effective=TODAY, reason="a shorter summary", elements=(ROW,))
ASKED = LIST.when(FollowFeed(), by=AN)

SCENARIOS: dict[str, Scenario] = {
    "elements that are published": LIST.when(WISH, by=AN)
    .then(events=(ElementsPublished,))
    .then_shown(phase="published"),
    "a feed that is followed and publishes nothing": ASKED.then(events=(FeedAsked,))
    .when(NoteFeed(outcome=Outcome(state="done", answer={"list": "{}"})), by=PLATFORM)
    .then(events=(FeedTaken,))
    .then_shown(content="{}", call="", phase="empty")
    .after(days=1)
    .then(events=(FeedAsked,)),
    "a feed that is not reached": ASKED.when(
        NoteFeed(outcome=Outcome(state="dead", reason="HTTP 503")), by=PLATFORM
    )
    .then(events=(FeedMissed,))
    .then_shown(missed="HTTP 503"),
}
