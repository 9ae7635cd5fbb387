"""Provisions: single values of a regulation, each with the article that it rests on."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from actors.kernel.words import Title

Start = Literal["", "assignment", "receipt"]
Unit = Literal["working_day", "calendar_day", "month"]
Share = Literal["more_than_half", "half_or_more", "two_thirds"]


class Provision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One value and where it comes from.

    `article` is the article of the regulation ("" while it is not known), `check_2025` asks
    somebody to compare it with 代表法 as amended on 11 March 2025, `borrowed_from` names the
    profile that it was copied from because the place's own text was not at hand.
    """

    article: str = ""
    check_2025: bool = False
    borrowed_from: str = ""


class Limit(Provision, frozen=True, kw_only=True, omit_defaults=True):
    """A time limit of `count` units, at least 1.

    `says` "no_term": the regulation knows the act and sets no date for it; "silent": it does not
    speak of it. In both cases `count` is 0 and no clock runs.
    """

    says: Literal["term", "no_term", "silent"] = "term"
    count: int = 0
    unit: Unit = "working_day"


class HandlingLimit(Limit, frozen=True, kw_only=True, omit_defaults=True):
    """A limit for a handling unit (承办单位). It runs from its assignment (交办) or from the day
    on which it signed for the item (收到)."""

    start: Start = ""


class Longer(HandlingLimit, frozen=True, kw_only=True, omit_defaults=True):
    """The longer limit of a reply, counted from the start and not from the end of the shorter one.

    `condition`: the assigner consents, the deputy is told why, or the item belongs from the
    beginning to the broad and difficult ones ("class", 代表法 2025 Art. 51).
    """

    condition: Literal["", "consent", "explanation", "class"] = ""


class Rating(Limit, frozen=True, kw_only=True, omit_defaults=True):
    """Until when and how the deputy rates a reply (满意度评价); `how` "" where it is not known."""

    how: Literal["", "form", "survey", "writing"] = ""


class Redo(Limit, frozen=True, kw_only=True, omit_defaults=True):
    """The limit of a second reply (重新办理), and what follows if that one fails, too."""

    then: Literal["", "study_meeting", "expert_review"] = ""


class CoSigners(Provision, frozen=True, kw_only=True, omit_defaults=True):
    """Who of several signers is answered."""

    answered: Literal["each", "lead_relays", "each_or_lead_by_consent", "silent"]


class Publication(Provision, frozen=True, kw_only=True, omit_defaults=True):
    """What is published: reports only, or items and replies as a duty or a possibility. `sites`
    names how many web sites must carry them, `feedback` whether the deputies' opinions too."""

    duty: Literal["must", "may", "reports"]
    sites: int = 0
    feedback: bool = False


class Withdrawal(Provision, frozen=True, kw_only=True, omit_defaults=True):
    """How a suggestion is withdrawn: in writing; of several signers, by all; or only before it is
    assigned."""

    rule: Literal["in_writing", "all_signers", "before_assignment"]


class Ground(msgspec.Struct, frozen=True):
    """A reason for which something is no suggestion."""

    name: str
    title: Title


class Grounds(Provision, frozen=True, kw_only=True, omit_defaults=True):
    """The reasons that a review may give, and what becomes of the item then."""

    reasons: tuple[Ground, ...]
    outcomes: tuple[Literal["returned", "letter"], ...]


class ReturnPause(Provision, frozen=True, kw_only=True, omit_defaults=True):
    """Whether the days between a request to return an item (退回) and its refusal are added to the
    unit's reply date."""

    effect: Literal["not_added", "added"] = "not_added"


class CommitmentLead(Provision, frozen=True, kw_only=True, omit_defaults=True):
    """How many calendar days before a commitment (承诺事项) is due the yellow card is shown."""

    days: int = 30


class Ladder(Provision, frozen=True, kw_only=True, omit_defaults=True):
    """How an item that is late is told of (逾期督办), in calendar days.

    A reminder comes so many before the reply is due; so many after it a yellow card, a red card, an
    entry in the list to the chairpersons' meeting (主任会议).
    """

    remind: int = 10
    yellow: int = 1
    red: int = 10
    listed: int = 20


class Reconsideration(Provision, frozen=True, kw_only=True, omit_defaults=True):
    """Who can ask that a motion be reconsidered (复议): `share` of its signers and no fewer than
    `least`, and no later than `hours` before the presidium's last meeting."""

    share: Share
    least: int
    hours: int


class Count(Provision, frozen=True, kw_only=True, omit_defaults=True):
    """A least number of people."""

    count: int


class Flag(Provision, frozen=True, kw_only=True, omit_defaults=True):
    """Something that is so or not."""

    holds: bool


class Proportion(Provision, frozen=True, kw_only=True, omit_defaults=True):
    """A least part of all."""

    share: Share


def faults(provision: Provision) -> Iterator[tuple[str, str]]:
    """Yield (key, rule) for everything in `provision` that contradicts itself."""
    if not provision.article and not provision.check_2025:
        yield "article", "without an article it says check_2025 = true"
    if isinstance(provision, Limit):
        yield from _limit_faults(provision)
    if isinstance(provision, HandlingLimit) and provision.says == "term" and not provision.start:
        yield "start", "a term says from when it runs"
    if isinstance(provision, Longer) and provision.says == "term" and not provision.condition:
        yield "condition", "a longer term says on which condition"
    for key in ("least", "hours", "days", "remind", "yellow"):
        if getattr(provision, key, 1) < 1:
            yield key, "is at least 1"
    if isinstance(provision, Count) and provision.count < 1:
        yield "count", "is at least 1"
    if isinstance(provision, Ladder) and not provision.yellow < provision.red < provision.listed:
        yield "red", "the ladder goes up: yellow, red, listed"
    if isinstance(provision, Grounds):
        yield from _ground_faults(provision)


def _limit_faults(limit: Limit) -> Iterator[tuple[str, str]]:
    if limit.says == "term" and limit.count < 1:
        yield "count", "a term is at least 1"
    if limit.says != "term" and limit.count:
        yield "count", f"there is none where the regulation says {limit.says!r}"


def _ground_faults(grounds: Grounds) -> Iterator[tuple[str, str]]:
    names = [ground.name for ground in grounds.reasons]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield "reasons", f"names {name} twice"
    for key in ("reasons", "outcomes"):
        if not getattr(grounds, key):
            yield key, "is not empty"
