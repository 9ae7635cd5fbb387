"""The webhook as an entity kind."""

from actors.blocks.access.access import Access
from actors.blocks.webhooks import records as r
from actors.blocks.webhooks import telling as t
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind

_LIVING = ("active", "stopped")
GUARDED = Guarded(
    actions=("subscribe", "read", "change"),
    facts={"owner": "text"},
    fields=("phase", "url", "events", "why", "last", "dead", "since"),
)
OFFERS: tuple[Offer[r.WebhookState], ...] = (
    Offer(
        command=r.Subscribe,
        action="subscribe",
        begins=True,
        example=r.Subscribe(
            url="https://example.com/hooks", events=("Accepted", "Granted"), secret="0" * 64
        ),
    ),
    Offer(
        command=r.ChangeSecret,
        action="change",
        states=_LIVING,
        example=r.ChangeSecret(secret="0" * 64),
    ),
    Offer(command=r.StopTelling, action="change", states=("active",), example=r.StopTelling()),
    Offer(command=r.GoOnTelling, action="change", states=("stopped",), example=r.GoOnTelling()),
    Offer(
        command=r.TellAgain,
        action="change",
        states=_LIVING,
        offered=lambda by, state: any(e.state in ("dead", "failed") for e in state.deliveries),
        example=r.TellAgain(n=1),
    ),
    Offer(
        command=r.Unsubscribe,
        action="change",
        states=_LIVING,
        grave=True,
        example=r.Unsubscribe(),
    ),
    Offer(command=r.Happened, of="platform", states=(*_LIVING, "ended")),
    Offer(command=r.LeftOut, of="platform", states=(*_LIVING, "ended")),
    Offer(command=r.NoteTold, of="platform", states=(*_LIVING, "ended")),
)


def webhook_kind(library: Library) -> EntityKind[r.WebhookState]:
    """Return the kind "webhook", which the policies of `library` open to its owner."""
    return offered_kind(
        library[Access],
        name=r.WEBHOOK,
        plural="webhooks",
        state=r.WebhookState,
        events=r.WebhookEvent,
        offers=OFFERS,
        handlers={
            r.Subscribe: t.subscribe,
            r.ChangeSecret: t.change_secret,
            r.StopTelling: t.stop,
            r.GoOnTelling: t.go_on,
            r.TellAgain: t.tell_again,
            r.Unsubscribe: t.unsubscribe,
            r.Happened: t.happened,
            r.LeftOut: t.leave_out,
            r.NoteTold: t.note_told,
        },
        evolve=t.evolve,
        facts=facts,
        shown=("phase", "events", "why", "last", "dead", "since"),
        concerns=lambda state: state.account,
    )


def facts(state: r.WebhookState) -> Facts:
    """Return what policies know of a webhook."""
    return {"owner": state.owner}
