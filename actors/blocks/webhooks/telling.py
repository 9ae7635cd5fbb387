"""The rules of a webhook: what is told is told under one id, signed, until it is taken or a dead
letter that its owner has told again."""

from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from actors.blocks.calls.call import call
from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.webhooks import records as r
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn

Webhook = Turn[r.WebhookState]
OVERLAP = timedelta(days=1)  # in which the last secret is good beside the new one


def subscribe(turn: Webhook, command: r.Subscribe) -> dict[str, str]:
    """Begin it, and tell the secret this once.

    Raises:
        Refusal: there is no such event.
    """
    wrong = [
        Reason("webhook.no_event", f"/events/{n}")
        for n, name in enumerate(command.events)
        if name not in r.EVENTS
    ]
    if wrong:
        raise Refusal(*wrong)
    turn.emit(
        r.Subscribed(
            at=turn.now,
            owner=turn.by.id,
            unit=turn.by.unit,
            url=command.url,
            events=tuple(dict.fromkeys(command.events)),
            secret=command.secret,
        )
    )
    return {"secret": command.secret}


def change_secret(turn: Webhook, command: r.ChangeSecret) -> dict[str, str]:
    """Sign with another secret, and tell it this once."""
    turn.emit(r.SecretChanged(at=turn.now, secret=command.secret))
    return {"secret": command.secret}


def unsubscribe(turn: Webhook, command: r.Unsubscribe) -> None:
    """End it."""
    turn.emit(r.TellingEnded(at=turn.now))


def stop(turn: Webhook, command: r.StopTelling) -> None:
    """Have nothing told."""
    turn.emit(r.TellingStopped(at=turn.now, why="asked"))


def leave_out(turn: Webhook, command: r.LeftOut) -> None:
    """Have nothing told to whoever may see nothing any more."""
    if turn.state.phase == "active":
        turn.emit(r.TellingStopped(at=turn.now, why="left"))


def go_on(turn: Webhook, command: r.GoOnTelling) -> None:
    """Tell what happens from now on."""
    turn.emit(r.TellingGoesOn(at=turn.now))


def happened(turn: Webhook, command: r.Happened) -> None:
    """Tell what has happened, each event by a request of its own."""
    for event in command.events:
        if turn.state.phase != "active" or event not in turn.state.events:
            continue
        begun = r.DeliveryBegun(
            at=turn.now,
            n=turn.state.last + 1,
            id=f"{command.case}.{command.seq}.{event}",
            event=event,
            case=command.case,
            number=command.number,
            stands=command.phase,
            happened_at=command.at,
            call="",
        )
        turn.emit(replace(begun, call=_told(turn, begun, 1)))


def note_told(turn: Webhook, command: r.NoteTold) -> None:
    """Note what came of a delivery; a webhook whose letters are all dead is stopped, and its owner
    told."""
    delivery = turn.state.delivery(command.n)
    if delivery is None or delivery.attempt != command.attempt or delivery.state == "delivered":
        return
    match command.outcome.state:
        case "done":
            state: r.DeliveryState = "delivered"
        case "failed" | "dead" | "unknown" as told:
            state = told
        case _:
            return
    reason = "" if state == "delivered" else command.outcome.reason
    turn.emit(r.DeliveryNoted(at=turn.now, n=command.n, state=state, reason=reason))
    if turn.state.dead >= r.MOST_DEAD and turn.state.phase == "active":
        turn.emit(r.TellingStopped(at=turn.now, why="dead"))
        notify(turn, to_somebody(turn.state.owner), "webhook.Stopped", {"url": turn.state.url})


def tell_again(turn: Webhook, command: r.TellAgain) -> None:
    """Tell it once more, under the same id.

    Raises:
        Refusal: it was delivered, is on its way, or is not kept any more.
    """
    delivery = turn.state.delivery(command.n)
    if delivery is None or delivery.state not in ("dead", "failed"):
        raise Refusal(Reason("webhook.not_dead", "/n"), kind="not_now")
    id = _told(turn, delivery, delivery.attempt + 1)
    turn.emit(r.DeliveryTriedAgain(at=turn.now, n=command.n, call=id))


def evolve(state: r.WebhookState, event: r.WebhookEvent) -> r.WebhookState:
    """Return the webhook after `event`."""
    match event:
        case r.Subscribed():
            return r.WebhookState(
                phase="active",
                owner=event.owner,
                unit=event.unit,
                url=event.url,
                events=event.events,
                since=event.at,
                secret=event.secret,
            )
        case r.SecretChanged(at=at, secret=secret):
            return replace(state, secret=secret, before=state.secret, until=at + OVERLAP)
        case r.TellingEnded():
            return replace(state, phase="ended", secret="", before="")
        case r.TellingStopped(why=why):
            return replace(state, phase="stopped", why=why)
        case r.TellingGoesOn():
            return replace(state, phase="active", why="", dead=0)
        case r.DeliveryBegun(n=n):
            made = r.Delivery(
                n=n,
                id=event.id,
                event=event.event,
                case=event.case,
                number=event.number,
                stands=event.stands,
                happened_at=event.happened_at,
                call=event.call,
            )
            return replace(state, last=n, deliveries=(*state.deliveries, made)[-r.KEPT :])
        case r.DeliveryNoted(n=n, state=told, reason=reason):
            dead = {"delivered": 0, "dead": state.dead + 1}.get(told, state.dead)
            return replace(_changed(state, n, state=told, reason=reason), dead=dead)
        case r.DeliveryTriedAgain(n=n, call=call):
            told = state.delivery(n)
            again = told.attempt + 1 if told else 1
            return _changed(state, n, state="under_way", call=call, attempt=again, reason="")


def _changed(webhook: r.WebhookState, n: int, **changes: Any) -> r.WebhookState:
    kept = (replace(each, **changes) if each.n == n else each for each in webhook.deliveries)
    return replace(webhook, deliveries=tuple(kept))


def _told(turn: Webhook, delivery: r.DeliveryBegun | r.Delivery, attempt: int) -> str:
    """Have it told for the `attempt`th time, and return the id of the call."""
    state = turn.state
    still = state.until is not None and turn.now < state.until
    body = {
        "url": state.url,
        "secrets": [state.secret, *([state.before] if still else [])],
        "id": delivery.id,
        "event": {
            "type": f"case.{delivery.event}",
            "timestamp": _said(delivery.happened_at),
            "data": {
                "case": delivery.case,
                "number": delivery.number,
                "phase": delivery.stands,
                "address": f"/api/v1/cases/{delivery.case}",
            },
        },
    }
    return call(turn, r.PARTY, body, r.NoteTold(n=delivery.n, attempt=attempt))


def _said(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
