"""Thresholds: how many must sign, sit, vote or complain. Questions about numbers of people."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from actors.systems.npc_motions.congress import Congress
from actors.systems.npc_motions.provisions import Reconsideration, Share

Status = Literal["active", "suspended", "ended"]


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """A signature (附议、领衔) and what the deputy is at the instant that counts: in office,
    suspended (代表法 2025 Art. 61) or no deputy any more (Art. 62)."""

    deputy: str
    status: Status = "active"


def needed(share: Share, of: int) -> int:
    """Return the least number of people that is `share` of the `of` there are."""
    match share:
        case "more_than_half":
            return of // 2 + 1
        case "half_or_more":
            return (of + 1) // 2
        case "two_thirds":
            return (2 * of + 2) // 3


def active_signers(signatures: Iterable[Signature]) -> frozenset[str]:
    """Return the deputies whose signatures count, each once."""
    return frozenset(found.deputy for found in signatures if found.status == "active")


def movers_suffice(congress: Congress, signatures: Iterable[Signature]) -> bool:
    """Tell whether enough deputies in office stand behind a motion, to submit it or, after some
    have left it, for it to go on."""
    return len(active_signers(signatures)) >= congress.movers.count


def movers_lacking(congress: Congress, signatures: Iterable[Signature]) -> int:
    """Return how many signatures a motion still needs; 0 if none."""
    return max(0, congress.movers.count - len(active_signers(signatures)))


def delegation_needs(congress: Congress, deputies: int) -> int:
    """Return how many of a delegation's `deputies` decide in its name."""
    return needed(congress.delegation_majority.share, deputies)


def delegation_moves(congress: Congress, signatures: Iterable[Signature], deputies: int) -> bool:
    """Tell whether a delegation of `deputies` may move a motion, and enough of them decided to."""
    enough = len(active_signers(signatures)) >= delegation_needs(congress, deputies)
    return congress.delegation_may_move.holds and enough


def committee_movers_suffice(congress: Congress, members: int) -> bool:
    """Tell whether `members` of the standing committee can move there; never where there is no
    standing committee."""
    asked = congress.committee_movers
    return asked is not None and members >= asked.count


def interpellation_suffices(congress: Congress, signatures: Iterable[Signature]) -> bool:
    """Tell whether enough deputies in office stand behind an interpellation (质询案)."""
    return len(active_signers(signatures)) >= congress.interpellants.count


def delegation_interpellates(
    congress: Congress, signatures: Iterable[Signature], deputies: int
) -> bool:
    """Tell whether a delegation of `deputies` may interpellate, and enough of them decided to."""
    enough = len(active_signers(signatures)) >= delegation_needs(congress, deputies)
    return congress.delegation_may_interpellate.holds and enough


def second_answer_needs(congress: Congress, signers: int) -> int:
    """Return how many of those who interpellated must be dissatisfied with the answer before there
    is a second one: half or more of them (代表法 2025 Art. 20)."""
    return needed(congress.second_answer.share, signers)


def quorate(congress: Congress, present: int, deputies: int) -> bool:
    """Tell whether the congress can sit."""
    return present >= needed(congress.quorum.share, deputies)


def presidium_quorate(congress: Congress, present: int, members: int) -> bool:
    """Tell whether the presidium can sit; always where no law asks for a number."""
    asked = congress.presidium_quorum
    return asked is None or present >= needed(asked.share, members)


def presidium_decides(congress: Congress, in_favour: int, members: int) -> bool:
    """Tell whether the presidium has decided; the part is of all its members."""
    return in_favour >= needed(congress.presidium_decision.share, members)


def vote_valid(congress: Congress, taking_part: int, deputies: int) -> bool:
    """Tell whether enough deputies took part in a vote for it to be valid."""
    asked = congress.turnout
    return asked is None or taking_part >= needed(asked.share, deputies)


def adopted(congress: Congress, in_favour: int, deputies: int) -> bool:
    """Tell whether the congress adopted: the part is of all deputies, not of those present
    (地方组织法 Art. 25)."""
    return in_favour >= needed(congress.adoption.share, deputies)


def reconsideration_needs(rule: Reconsideration, signers: int) -> int:
    """Return how many of a motion's `signers` can ask the presidium to reconsider."""
    return max(rule.least, needed(rule.share, signers))


def reconsideration_suffices(
    rule: Reconsideration, signers: Iterable[Signature], asking: Iterable[Signature]
) -> bool:
    """Tell whether enough of the motion's own `signers`, all of them counted, are `asking` for
    reconsideration and in office."""
    own = frozenset(found.deputy for found in signers)
    return len(active_signers(asking) & own) >= reconsideration_needs(rule, len(own))
