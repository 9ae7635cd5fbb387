"""The kind "open_subscription" (数据订阅): begun and ended by its owner, who is told by a message
of the platform, once of each thing."""

import dataclasses
from typing import assert_never

from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.notify import notify
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.turn import Turn
from actors.systems.open_data.following import records as r
from actors.systems.open_data.following.audience import JoinAudience, LeaveAudience
from actors.systems.open_data.following.news import AUDIENCE, News

Turning = Turn[r.Subscription]
REMEMBERED = 16  # that came last, by which what comes twice is known again
_BOTH = ("active", "ended")
_NOTICES = {
    "released": "open_subscription.Released",
    "columns": "open_subscription.ColumnsChange",
    "frozen": "open_subscription.Frozen",
    "thawed": "open_subscription.Thawed",
    "withdrawn": "open_subscription.Withdrawn",
}
GUARDED = Guarded(
    actions=("subscribe", "change", "read"),
    facts={"phase": "text", "owner": "text"},
    fields=("phase", "dataset", "since"),
)
OFFERS: tuple[Offer[r.Subscription], ...] = (
    Offer(
        command=r.SubscribeDataset,
        action="subscribe",
        begins=True,
        states=("ended",),
        example=r.SubscribeDataset(dataset="bus-stops"),
    ),
    Offer(
        command=r.UnsubscribeDataset,
        action="change",
        states=("active",),
        example=r.UnsubscribeDataset(),
    ),
    Offer(command=r.TellSubscriber, of="platform", states=_BOTH),
)


def subscribe(turn: Turning, command: r.SubscribeDataset) -> None:
    """Have its owner told from now on.

    Raises:
        Refusal: it is addressed by another id than that of who asks for this dataset.
    """
    if turn.id != r.subscription_id(turn.by.id, command.dataset):
        raise Refusal(Reason("open_subscription.other_id", "/dataset"))
    turn.emit(r.DatasetSubscribed(at=turn.now, owner=turn.by.id, dataset=command.dataset))
    _tell_audience(turn, JoinAudience(subscription=turn.id, seq=turn.seq))


def unsubscribe(turn: Turning, command: r.UnsubscribeDataset) -> None:
    """Have its owner told nothing more."""
    turn.emit(r.SubscriptionEnded(at=turn.now))
    _tell_audience(turn, LeaveAudience(subscription=turn.id, seq=turn.seq))


def hear(turn: Turning, command: r.TellSubscriber) -> None:
    """Tell its owner, unless he has been, or wants to hear nothing more: what is told on the way
    then is passed over. There is nothing to hear of what was withdrawn."""
    news, state = command.news, turn.state
    if state.phase != "active" or news.id in state.told:
        return
    turn.emit(r.SubscriberTold(at=turn.now, news=news.id, what=news.what))
    notify(turn, to_somebody(state.owner), _NOTICES[news.what], _facts(news))
    if news.what == "withdrawn":
        turn.emit(r.SubscriptionEnded(at=turn.now))


def _facts(news: News) -> dict[str, str]:
    facts = {"item": news.title, "item_en": news.title_en or news.title}
    if news.version:
        facts["version"] = str(news.version)
    if news.columns:
        facts["columns"] = "、".join(news.columns)
    if news.at is not None:
        facts["day"] = local_day(news.at).isoformat()
    if news.reason:
        facts["reason"] = news.reason
    return facts


def _tell_audience(turn: Turning, told: JoinAudience | LeaveAudience) -> None:
    turn.send(f"{AUDIENCE}:{turn.state.dataset}", told)


def evolve(state: r.Subscription, event: r.SubscriptionEvent) -> r.Subscription:
    """Return the subscription after `event`."""
    match event:
        case r.DatasetSubscribed(at=at, owner=owner, dataset=dataset):
            return replace(state, phase="active", owner=owner, dataset=dataset, since=at)
        case r.SubscriberTold(news=news):
            return replace(state, told=(*state.told, news)[-REMEMBERED:])
        case r.SubscriptionEnded():
            return replace(state, phase="ended")
        case _:
            assert_never(event)


def facts(state: r.Subscription) -> Facts:
    """Return what policies know of a subscription."""
    return {"phase": state.phase, "owner": state.owner}


def subscription_kind(library: Library) -> EntityKind[r.Subscription]:
    """Return the kind "open_subscription"; its ids follow from owner and dataset."""
    kind = offered_kind(
        library[Access],
        name=r.SUBSCRIPTION,
        plural="open_subscriptions",
        state=r.Subscription,
        events=r.SubscriptionEvent,
        offers=OFFERS,
        handlers={
            r.SubscribeDataset: subscribe,
            r.UnsubscribeDataset: unsubscribe,
            r.TellSubscriber: hear,
        },
        evolve=evolve,
        facts=facts,
        shown=("phase", "since"),
        concerns=lambda state: state.account,
    )
    # whoever knows account and dataset could work the id out
    return dataclasses.replace(kind, open_ids=False)
