"""The mailbox and the letter as entity kinds: a mailbox for each address that anything was sent
to, a letter for each time that something leaves the platform."""

from actors.blocks.access.access import Access
from actors.blocks.messages import browsers, carrying, reaching
from actors.blocks.messages import letter as say
from actors.blocks.messages import reach as r
from actors.blocks.messages.address import owner_of, seat_of
from actors.blocks.messages.mailbox import (
    MailboxEvent,
    MarkRead,
    PassOn,
    PutNotice,
    evolve,
    mark,
    put,
)
from actors.blocks.messages.mailbox_state import MAILBOX, MailboxState
from actors.blocks.messages.template import Letters
from actors.blocks.organisation.units import Organisation
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind, Limits
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.turn import Turn

GUARDED = Guarded(
    actions=("read", "mark", "reach"),
    facts={"owner": "text", "seat": "text"},  # each "" where the other tells whose it is
    fields=("notices",),
)
LETTER_GUARDED = Guarded(actions=("read", "send_again"), facts={"state": "text"})
OFFERS: tuple[Offer[MailboxState], ...] = (
    Offer(command=PutNotice, of="platform", states=("open",), begins=True),
    Offer(command=PassOn, of="platform", states=("open",), begins=True),
    Offer(command=MarkRead, action="mark", states=("open",), example=MarkRead(notices=(1, 2))),
    Offer(command=r.OfferProof, of="platform", states=("open",), begins=True),
    Offer(
        command=r.ProveAddress,
        action="reach",
        states=("open",),
        example=r.ProveAddress(code="493817"),
    ),
    Offer(
        command=r.RemoveAddress,
        action="reach",
        states=("open",),
        example=r.RemoveAddress(channel="mail"),
    ),
    Offer(command=r.AddBrowser, of="platform", states=("open",), begins=True),
    Offer(
        command=r.RemoveBrowser,
        action="reach",
        states=("open",),
        example=r.RemoveBrowser(browser="3f2a9c51b0d84e76"),
    ),
    Offer(
        command=r.Prefer,
        action="reach",
        states=("open",),
        begins=True,
        example=r.Prefer(language="zh", off=("service.sms",)),
    ),
    Offer(command=r.Unsubscribe, of="platform", states=("open",), begins=True),
    Offer(command=r.DoubtAddress, of="platform", states=("open",), begins=True),
)
_ANY = ("waiting", "ready", "taken", "sent", "delivered", *say.GIVEN_UP)
LETTER_OFFERS: tuple[Offer[say.Letter], ...] = (
    Offer(command=say.WriteLetter, of="platform", states=_ANY, begins=True),
    Offer(command=say.Wake, of="platform", states=_ANY),
    Offer(command=say.TakeLetter, of="platform", states=_ANY),
    Offer(command=say.NoteOutcome, of="platform", states=_ANY),
    Offer(command=say.NoteCall, of="platform", states=_ANY),
    Offer(command=say.LapseLetter, of="platform", states=_ANY),
    Offer(command=say.NoteDelivery, of="platform", states=_ANY),
    Offer(command=say.SendAgain, action="send_again", states=say.GIVEN_UP, example=say.SendAgain()),
)


def facts(address: str) -> Facts:
    """Return what policies know of the mailbox of `address`."""
    return {"owner": owner_of(address), "seat": seat_of(address)}


def mailbox_kind(library: Library) -> EntityKind[MailboxState]:
    """Return the kind "mailbox", which the policies of `library` open to its readers."""
    letters, organisation = library[Letters], library[Organisation]
    rules = Rules(
        kind=MAILBOX,
        offers=OFFERS,
        permits=library[Access],
        facts=lambda state: facts(state.id),
        phase=lambda state: state.phase,
    )

    def put_notice(turn: Turn[MailboxState], command: PutNotice) -> int:
        n = put(turn, command)
        reaching.tell_outside(turn, command, n, letters, organisation)
        return n

    return EntityKind(
        name=MAILBOX,
        plural="mailboxes",
        state=MailboxState,
        initial=lambda key: MailboxState(id=key.partition(":")[2]),
        commands=commands_of(OFFERS),
        events=MailboxEvent,
        decide=decider(
            rules,
            {
                PutNotice: put_notice,
                PassOn: lambda turn, command: reaching.pass_on(turn, command, letters),
                MarkRead: mark,
                r.OfferProof: lambda turn, command: reaching.offer_proof(turn, command, letters),
                r.ProveAddress: lambda turn, command: reaching.prove_address(
                    turn, command, letters
                ),
                r.RemoveAddress: reaching.remove_address,
                r.AddBrowser: lambda turn, command: browsers.add_browser(
                    turn, command, letters.rules.browsers
                ),
                r.RemoveBrowser: browsers.remove_browser,
                r.Prefer: lambda turn, command: reaching.prefer(turn, command, letters),
                r.Unsubscribe: lambda turn, command: reaching.unsubscribe(turn, command, letters),
                r.DoubtAddress: reaching.doubt_address,
            },
        ),
        evolve=evolve,
        rules=rules,
        shown=("last",),
        limits=Limits(mailbox=1_024),  # of a role, when many limits are over at once
        concerns=lambda state: owner_of(state.id).partition(":")[2],
    )


def letter_kind(library: Library) -> EntityKind[say.Letter]:
    """Return the kind "letter", by the templates and the rules of delivery of `library`."""
    letters, units = library[Letters], library[Organisation].title
    rules = Rules(
        kind=say.LETTER,
        offers=LETTER_OFFERS,
        permits=library[Access],
        facts=lambda state: {"state": state.phase},
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=say.LETTER,
        plural="letters",
        ids="[0-9a-f]{32}",
        open_ids=True,
        state=say.Letter,
        initial=lambda key: say.Letter(id=key.partition(":")[2]),
        commands=commands_of(LETTER_OFFERS),
        events=say.LetterEvent,
        decide=decider(
            rules,
            {
                say.WriteLetter: lambda turn, command: carrying.write_letter(
                    turn, command, letters
                ),
                say.Wake: lambda turn, command: carrying.wake(turn, command, letters),
                say.TakeLetter: lambda turn, command: carrying.take_letter(
                    turn, command, letters, units
                ),
                say.NoteCall: carrying.note_call,
                say.NoteOutcome: lambda turn, command: carrying.note_outcome(
                    turn, command, letters
                ),
                say.LapseLetter: carrying.lapse_letter,
                say.NoteDelivery: carrying.note_delivery,
                say.SendAgain: lambda turn, command: carrying.send_again(turn, command, letters),
            },
        ),
        evolve=say.evolve,
        rules=rules,
        shown=(
            "phase", "channel", "of", "template", "urgency", "written_at", "attempt", "tries",
            "until", "why", "code", "lacking",
        ),
        concerns=lambda state: owner_of(state.mailbox).partition(":")[2] if state.mailbox else "",
    )  # fmt: skip
