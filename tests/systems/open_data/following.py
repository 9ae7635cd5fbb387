"""Those who follow a dataset, in these tests: what every command of theirs comes to."""

from dataclasses import replace

from actors.blocks.messages.mailbox import PutNotice
from actors.kernel.identity import PLATFORM, Identity
from actors.systems.open_data.dataset import commands as c
from actors.systems.open_data.dataset.terms import OPEN_DATASET
from actors.systems.open_data.following import audience as a
from actors.systems.open_data.following import records as r
from actors.systems.open_data.following.news import AUDIENCE, News, TellAudience
from actors.systems.open_data.following.subscription import subscription_kind
from actors.testing import Scenario
from tests.systems.open_data.opening import KIND, LIBRARY, REVIEWER, SLUG, live

AN = Identity("person:an", ("resident",))
SUBSCRIBE = r.SubscribeDataset(dataset=SLUG)
OF_AN = f"{r.SUBSCRIPTION}:{r.subscription_id(AN.id, SLUG)}"
DATASET, ROOT = f"{OPEN_DATASET}:{SLUG}", f"{AUDIENCE}:{SLUG}"
KINDS = {each.name: each for each in (KIND, a.AUDIENCE_KIND, subscription_kind(LIBRARY))}


def followed() -> Scenario:
    """A live dataset that somebody follows."""
    return replace(live(), kinds=KINDS).on(OF_AN).when(SUBSCRIBE, by=AN)


def notice(name: str, about: str = OF_AN, **facts: str) -> tuple[str, PutNotice]:
    """Return the message by which somebody is told, and to whom it goes."""
    said = {"item": "公交站点", "item_en": "Bus stops", **facts}
    template = f"{r.SUBSCRIPTION}.{name}"
    return "mailbox:person~an", PutNotice(template=template, facts=said, about=about)


FOLLOWING: dict[str, Scenario] = {
    "who follows a dataset is told that it was withdrawn, and why": followed()
    .on(DATASET)
    .when(c.WithdrawDataset(reason="来源数据有误"), by=REVIEWER)
    .on(OF_AN)
    .then_shown(phase="ended"),
    "who unsubscribes hears nothing more": followed()
    .when(r.UnsubscribeDataset(), by=AN)
    .then_shown(phase="ended")
    .on(ROOT)
    .then_shown(members={})
    .on(OF_AN)
    .when(SUBSCRIBE, by=AN)
    .then_shown(phase="active"),
    "what is said of frozen sources is said once": followed()
    .on(DATASET)
    .when(c.FreezeDataset(cause="stops", unit="civil_affairs"), by=PLATFORM)
    .when(c.FreezeDataset(cause="lines", unit="civil_affairs"), by=PLATFORM)
    .when(c.ThawDataset(cause="stops", unit="civil_affairs"), by=PLATFORM)
    .when(c.ThawDataset(cause="lines", unit="civil_affairs"), by=PLATFORM)
    .on(OF_AN)
    .then_shown(phase="active"),
    "a wish that was overtaken by a later one is passed over": Scenario.of(a.AUDIENCE_KIND)
    .on(ROOT)
    .when(a.JoinAudience(subscription="a" * 32, seq=3), by=PLATFORM)
    .when(a.LeaveAudience(subscription="a" * 32, seq=2), by=PLATFORM)
    .then(events=[])
    .when(a.LeaveAudience(subscription="a" * 32, seq=4), by=PLATFORM)
    .then_shown(members={})
    .when(
        TellAudience(news=News(id="1.thawed", what="thawed", slug=SLUG, title="公交站点")),
        by=PLATFORM,
    )
    .then(events=[], messages=[]),
}
