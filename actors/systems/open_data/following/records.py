"""A subscription (数据订阅): one of somebody to one dataset."""

import hashlib
from datetime import datetime
from typing import Annotated

import msgspec

from actors.kernel.turn import Command, Event
from actors.systems.open_data.dataset.terms import SLUG
from actors.systems.open_data.following.news import News, What

SUBSCRIPTION = "open_subscription"
Dataset = Annotated[str, msgspec.Meta(pattern=SLUG)]


class SubscribeDataset(Command, frozen=True, kw_only=True):
    """订阅数据集: be told what becomes of it."""

    dataset: Dataset


class UnsubscribeDataset(Command, frozen=True, kw_only=True):
    """取消订阅: hear nothing more of it."""


class TellSubscriber(Command, frozen=True, kw_only=True):
    """Platform: this became of the dataset."""

    news: News


class DatasetSubscribed(Event, frozen=True, kw_only=True):
    """`owner` is the identity of whoever wants to be told."""

    at: datetime
    owner: str
    dataset: str


class SubscriberTold(Event, frozen=True, kw_only=True):
    """`news` is the id of what was told."""

    at: datetime
    news: str
    what: What


class SubscriptionEnded(Event, frozen=True, kw_only=True):
    """The subscriber has said so, or the dataset was withdrawn."""

    at: datetime


SubscriptionEvent = DatasetSubscribed | SubscriberTold | SubscriptionEnded


class Subscription(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One subscription: `told` are the latest that its owner was told."""

    phase: str = ""
    owner: str = ""
    dataset: str = ""
    since: datetime | None = None
    told: tuple[str, ...] = ()
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47

    @property
    def account(self) -> str:
        """The account of its owner."""
        return self.owner.partition(":")[2]


def subscription_id(owner: str, dataset: str) -> str:
    """Return the id of the subscription of the identity `owner` to `dataset`: there is one."""
    return hashlib.sha256(f"{owner}/{dataset}".encode()).hexdigest()[:32]
