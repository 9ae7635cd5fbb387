"""Rosters (名册): what a proposal knows of the deputies behind it, as those deputies told it.

A proposal follows the deputies that it names. Each of them tells it what it is, at once and with
every change, in the order of its own commits; an older message never undoes a younger one. So
whether somebody is a deputy in office is known where it is asked: in the turn that counts.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from actors.kernel.turn import Command
from actors.systems.npc_motions.thresholds import Signature

Standing = Literal["unknown", "active", "suspended", "ended"]


class Membership(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a deputy (代表) is: of which congress, term and delegation (代表团), in office or not.

    `committee_member`: of the standing committee (常委会组成人员). `seq` is the number of the
    deputy's commit that told it, 0 while nothing was told.
    """

    account: str
    name: str = ""
    congress: str = ""
    term: int = 0
    delegation: str = ""
    committee_member: bool = False
    status: Standing = "unknown"
    seq: int = 0


class Follow(Command, frozen=True, kw_only=True):
    """Platform: tell the entity `follower` (a key) what you are, now and with every change."""

    follower: str


class NoteDeputy(Command, frozen=True, kw_only=True):
    """Platform: a deputy tells what it is."""

    membership: Membership


class Signer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody invited to sign (附议), or who leads (领衔).

    `signed_at` None: not signed, or no longer; `text_hash` is the text that was signed.
    """

    membership: Membership
    invited_at: datetime
    signed_at: datetime | None = None
    text_hash: str = ""

    @property
    def account(self) -> str:
        """The account of the deputy."""
        return self.membership.account

    @property
    def signature(self) -> Signature:
        """The signature as thresholds count it. Of whom nothing was told is no deputy in office."""
        status = self.membership.status
        return Signature(deputy=self.account, status="ended" if status == "unknown" else status)


Roster = Mapping[str, Signer]
"""Signers by their accounts, in the order of invitation."""


def deputy_key(congress: str, term: int, account: str) -> str:
    """Return the key of the entity of the deputy that `account` is in a term of a congress, whose
    name has no hyphen."""
    return f"deputy:{congress}-{term}-{account}"


def account_of(id: str) -> str:
    """Return the account that the deputy entity with `id` is about."""
    return id.split("-", 2)[-1]


def invited(roster: Roster, accounts: Iterable[str], at: datetime) -> dict[str, Signer]:
    """Return `roster` with those of `accounts` who were not in it, as invited at the instant."""
    new = {
        account: Signer(membership=Membership(account=account), invited_at=at)
        for account in accounts
        if account not in roster
    }
    return {**roster, **new}


def noted(roster: Roster, membership: Membership) -> dict[str, Signer]:
    """Return `roster` with what a deputy told; unchanged if it is nobody's, or older than what is
    known."""
    known = roster.get(membership.account)
    if known is None or membership.seq <= known.membership.seq:
        return dict(roster)
    return {**roster, membership.account: replace(known, membership=membership)}


def news(roster: Roster, membership: Membership) -> bool:
    """Tell whether what a deputy told changes `roster`."""
    return noted(roster, membership) != roster


def signed(roster: Roster, account: str, at: datetime, text_hash: str) -> dict[str, Signer]:
    """Return `roster` with the signature of `account` under the text with `text_hash`."""
    return {**roster, account: replace(roster[account], signed_at=at, text_hash=text_hash)}


def unsigned(roster: Roster, accounts: Iterable[str]) -> dict[str, Signer]:
    """Return `roster` without the signatures of `accounts`, who stay invited."""
    gone = frozenset(accounts)
    return {
        account: replace(each, signed_at=None, text_hash="") if account in gone else each
        for account, each in roster.items()
    }


def signers(roster: Roster) -> tuple[str, ...]:
    """Return the accounts of those who have signed."""
    return tuple(account for account, each in roster.items() if each.signed_at is not None)


def signatures(
    roster: Roster, *, congress: str, term: int, among: Iterable[str] | None = None
) -> tuple[Signature, ...]:
    """Return the signatures under a proposal of a congress in a term, as thresholds count them.
    Those of other congresses and terms do not count; nor do, with `among`, those of others."""
    wanted = None if among is None else frozenset(among)
    return tuple(
        each.signature
        for each in roster.values()
        if each.signed_at is not None
        and (each.membership.congress, each.membership.term) == (congress, term)
        and (wanted is None or each.account in wanted)
    )


def in_office(roster: Roster, account: str, *, congress: str, term: int) -> bool:
    """Tell whether `account` is known as a deputy in office of this congress in this term."""
    known = roster.get(account)
    if known is None or known.membership.status != "active":
        return False
    return (known.membership.congress, known.membership.term) == (congress, term)
