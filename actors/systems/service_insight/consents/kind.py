"""The kind "data_consent" (授权): given, used, withdrawn or expired (PIPL Art. 14 and 15)."""

from datetime import date, timedelta
from typing import assert_never

from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.kernel.deadlines import end_of_day, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.turn import Turn
from actors.kernel.view import Commit, Index, Row, View, entity_id
from actors.systems.service_insight.consents import consent as c

LONGEST = timedelta(days=2 * 366)
Turning = Turn[c.DataConsent]
GUARDED = Guarded(
    actions=("give", "withdraw", "read"),
    facts={"state": "text", "account": "text"},
    fields=("state", "purpose", "attributes", "until", "given_at", "uses", "times"),
)
OFFERS: tuple[Offer[c.DataConsent], ...] = (
    Offer(
        command=c.GiveConsent,
        action="give",
        begins=True,
        example=c.GiveConsent(
            purpose="prefill", attributes=("address", "mobile"), until=date(2027, 3, 31)
        ),
    ),
    Offer(
        command=c.WithdrawConsent,
        action="withdraw",
        states=c.STANDING,
        grave=True,
        example=c.WithdrawConsent(),
    ),
    Offer(command=c.UseConsent, states=c.STANDING, of="platform"),
    Offer(command=c.ExpireConsent, states=c.STANDING, of="platform"),
)


def give(turn: Turning, command: c.GiveConsent) -> None:
    """Give it, for oneself.

    Raises:
        Refusal: it is given already, for somebody else, until a day that is over or too late, or
            an attribute is there twice.
    """
    if turn.state.phase:
        raise Refusal(Reason("data_consent.not_now", facts={"state": turn.state.phase}))
    if turn.by.acting_for:  # nobody consents for another to what is asked of that one
        raise Refusal(Reason("data_consent.forbidden"), kind="forbidden")
    today, wrong = local_day(turn.now), list[Reason]()
    if not today <= command.until <= today + LONGEST:
        wrong.append(Reason("data_consent.until", "/until"))
    if len(set(command.attributes)) < len(command.attributes):
        wrong.append(Reason("data_consent.twice", "/attributes"))
    if wrong:
        raise Refusal(*wrong)
    turn.emit(
        c.ConsentGiven(
            at=turn.now,
            account=turn.by.id.partition(":")[2],
            purpose=command.purpose,
            attributes=command.attributes,
            until=command.until,
        )
    )
    turn.remind("until", end_of_day(command.until), c.ExpireConsent())


def withdraw(turn: Turning, command: c.WithdrawConsent) -> None:
    """Take it back."""
    turn.emit(c.ConsentWithdrawn(at=turn.now))
    turn.forget("until")


def use(turn: Turning, command: c.UseConsent) -> None:
    """Note a use, before anything is used.

    Raises:
        Refusal: its last day is over, or it says nothing of an attribute.
    """
    state = turn.state
    over = state.until is None or local_day(turn.now) > state.until
    if over or not set(command.attributes) <= set(state.attributes):
        raise Refusal(Reason("data_consent.not_covered"), kind="not_now")
    used = c.DataUse(
        at=turn.now, case=command.case, item=command.item, attributes=command.attributes
    )
    turn.emit(c.ConsentUsed(use=used))


def expire(turn: Turning, command: c.ExpireConsent) -> None:
    """End it."""
    turn.emit(c.ConsentExpired(at=turn.now))


def data_consent_kind(library: Library) -> EntityKind[c.DataConsent]:
    """Return the kind "data_consent"."""
    return offered_kind(
        library[Access],
        name=c.DATA_CONSENT,
        plural="data_consents",
        state=c.DataConsent,
        events=c.ConsentEvent,
        offers=OFFERS,
        handlers={
            c.GiveConsent: give,
            c.WithdrawConsent: withdraw,
            c.UseConsent: use,
            c.ExpireConsent: expire,
        },
        evolve=evolve,
        facts=facts,
        concerns=lambda state: state.account,
        shown=("phase", "purpose", "attributes", "until"),
    )


def facts(state: c.DataConsent) -> Facts:
    """Return what policies know of a consent."""
    return {"state": state.phase, "account": state.account}


def evolve(state: c.DataConsent, event: c.ConsentEvent) -> c.DataConsent:
    """Return the consent after `event`."""
    match event:
        case c.ConsentGiven(at=at, account=account, purpose=purpose, until=until):
            return replace(
                state,
                phase="given",
                account=account,
                purpose=purpose,
                attributes=event.attributes,
                until=until,
                given_at=at,
            )
        case c.ConsentUsed(use=used):
            uses = c.with_use(state.uses, used)
            return replace(state, phase="used", uses=uses, times=state.times + 1)
        case c.ConsentWithdrawn(at=at):
            return replace(state, phase="withdrawn", ended_at=at)
        case c.ConsentExpired(at=at):
            return replace(state, phase="expired", ended_at=at)
        case _:
            assert_never(event)


_NEW: Row = {
    "state": "", "account": "", "purpose": "", "attributes": [], "until": "", "given_at": None,
    "times": 0,
}  # fmt: skip
_ENDS = {"ConsentWithdrawn": "withdrawn", "ConsentExpired": "expired"}


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    row = dict(row) if row else {"_id": id, **_NEW}
    row["updated_at"] = commit["at"]
    for event in commit["ev"]:
        match event["type"]:
            case "ConsentGiven":
                names = ("account", "purpose", "until")
                row |= {name: event[name] for name in names}
                row |= {"state": "given", "given_at": event["at"]}
                row["attributes"] = list(event["attributes"])
            case "ConsentUsed":
                row |= {"state": "used", "times": row["times"] + 1}
            case ended:
                row["state"] = _ENDS.get(ended, row["state"])
    return row


DATA_CONSENTS = View(
    name="data_consents",
    purpose="for what people let values of their base entries be used",
    kinds=(c.DATA_CONSENT,),
    rows=lambda commit: (entity_id(commit),),
    fold=_fold,
    whole=True,
    indexes=(
        Index(fields=("updated_at", "_id")),
        Index(fields=("account", "updated_at", "_id")),
    ),
)
