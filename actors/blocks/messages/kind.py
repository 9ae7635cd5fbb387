"""The mailbox as an entity kind: one for each address that anything was ever sent to."""

from actors.blocks.access.access import Access
from actors.blocks.messages.address import seat_of
from actors.blocks.messages.mailbox import (
    MAILBOX,
    MailboxEvent,
    MailboxState,
    MarkRead,
    PutNotice,
    evolve,
    mark,
    put,
)
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider

GUARDED = Guarded(
    actions=("read", "mark"),
    facts={"owner": "text", "seat": "text"},  # each "" where the other tells whose it is
    fields=("notices",),
)
OFFERS: tuple[Offer[MailboxState], ...] = (
    Offer(command=PutNotice, of="platform", states=("open",), begins=True),
    Offer(command=MarkRead, action="mark", states=("open",), example=MarkRead(notices=(1, 2))),
)


def facts(address: str) -> Facts:
    """Return what policies know of the mailbox of `address`."""
    seat = seat_of(address)
    return {"owner": "" if seat else address, "seat": seat}


def mailbox_kind(library: Library) -> EntityKind[MailboxState]:
    """Return the kind "mailbox", which the policies of `library` open to its readers."""
    rules = Rules(
        kind=MAILBOX,
        offers=OFFERS,
        permits=library[Access],
        facts=lambda state: facts(state.id),
        phase=lambda state: "open" if state.last else "",
    )
    return EntityKind(
        name=MAILBOX,
        plural="mailboxes",
        state=MailboxState,
        initial=lambda key: MailboxState(id=key.partition(":")[2]),
        commands=commands_of(OFFERS),
        events=MailboxEvent,
        decide=decider(rules, {PutNotice: put, MarkRead: mark}),
        evolve=evolve,
        rules=rules,
        shown=("last",),
    )
