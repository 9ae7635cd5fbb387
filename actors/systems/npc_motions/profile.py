"""Profiles (地方配置): what the regulations of a place say about suggestions, as versioned data."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import fields

from actors.kernel.mistakes import Mistake, Mistakes
from actors.kernel.shape import read
from actors.systems.npc_motions.provisions import (
    CommitmentLead,
    CoSigners,
    Grounds,
    HandlingLimit,
    Ladder,
    Limit,
    Longer,
    Provision,
    Publication,
    Rating,
    Reconsideration,
    Redo,
    ReturnPause,
    Withdrawal,
    faults,
)

NAME = re.compile(r"[a-z][a-z0-9_]*")
LAW_OF_DEPUTIES = date(2025, 3, 11)  # 代表法 as amended: Art. 65, in force on the day it was passed
REQUIRED = (
    "assign", "return_window", "assisting_view", "reply", "longer", "rating", "redo",
    "co_signers", "publication",
)  # fmt: skip


class MotionClocks(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The clocks of a motion (议案).

    Between sessions: `forward` to the committee, its `opinion`. After the session: `consult` other
    bodies, their `views`, the committee's `report`. After the standing committee has assigned it:
    `handling`, and `redo` if that is not accepted. `reconsideration` of
    a decision that something is no motion comes before the presidium's last meeting.
    """

    forward: Limit
    opinion: Limit
    consult: Limit
    views: Limit
    report: Limit
    handling: Limit
    redo: Limit
    reconsideration: Reconsideration


class Profile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The rules of one place in one version.

    In force from `since` to `until`, local days, both included; `until` None is open. A value that
    is None is not known, which is something else than a regulation that is silent: a profile that
    lacks one of `REQUIRED` cannot be activated. `fast_lane` (直通车) is the term of a reply
    to what is given to a unit directly; a place that sets none knows no such way.
    """

    name: str
    version: int
    place: str
    regulation: str
    since: date
    until: date | None = None
    assign: Limit | None = None
    notice: Limit | None = None
    return_window: HandlingLimit | None = None
    reassignment: Limit | None = None
    assisting_view: HandlingLimit | None = None
    assisting_extra: Limit | None = None
    contact: HandlingLimit | None = None
    reply: HandlingLimit | None = None
    fast_lane: HandlingLimit | None = None
    longer: Longer | None = None
    rating: Rating | None = None
    redo: Redo | None = None
    co_signers: CoSigners | None = None
    publication: Publication | None = None
    withdrawal: Withdrawal | None = None
    grounds: Grounds | None = None
    return_pause: ReturnPause = ReturnPause(check_2025=True)
    commitments: CommitmentLead = CommitmentLead(check_2025=True)
    ladder: Ladder = Ladder(check_2025=True)
    motions: MotionClocks | None = None

    @property
    def key(self) -> tuple[str, int]:
        """Return what a fixed date remembers: name and version."""
        return self.name, self.version

    def in_force(self, day: date) -> bool:
        """Tell whether the profile holds on the local `day`."""
        return self.since <= day and (self.until is None or day <= self.until)


def parse(document: Mapping[str, Any], file: str) -> Profile:
    """Return the profile that `document` (as read from TOML) describes.

    Raises:
        Mistakes: everything that is wrong with it, with the key in `file`.
    """
    profile, mistakes = read(document, Profile, file)
    if profile is not None:
        mistakes += (Mistake(file, place, rule) for place, rule in _faults(profile))
    if profile is None or mistakes:
        raise Mistakes(mistakes)
    return profile


def missing(profile: Profile) -> tuple[str, ...]:
    """Return the required values that are not known, in the order of `REQUIRED`."""
    return tuple(key for key in REQUIRED if getattr(profile, key) is None)


def activate(profile: Profile) -> Profile:
    """Return `profile`, fit for use.

    Raises:
        Mistakes: it lacks required values; each is named.
    """
    file = f"npc_motions/profiles/{profile.name}.toml"
    lacking = [
        Mistake(file, key, "a required value is missing; the profile cannot be activated")
        for key in missing(profile)
    ]
    if lacking:
        raise Mistakes(lacking)
    return profile


def profile_on(profiles: Iterable[Profile], place: str, day: date) -> Profile | None:
    """Return the profile of `place` that is in force on the local `day`, or None. Of several the
    one that began last holds, then the highest version."""
    held = (found for found in profiles if found.place == place and found.in_force(day))
    return max(held, key=lambda found: (found.since, found.version), default=None)


def by_key(profiles: Iterable[Profile]) -> dict[tuple[str, int], Profile]:
    """Return `profiles` by name and version.

    Raises:
        Mistakes: two have the same name and version.
    """
    found: dict[tuple[str, int], Profile] = {}
    mistakes: list[Mistake] = []
    for profile in profiles:
        if profile.key in found:
            file = f"npc_motions/profiles/{profile.name}.toml"
            mistakes.append(Mistake(file, "version", f"version {profile.version} exists already"))
        found[profile.key] = profile
    if mistakes:
        raise Mistakes(mistakes)
    return found


def provisions(profile: Profile) -> Iterator[tuple[str, Provision]]:
    """Yield every value of `profile` with its key, those of its motions included."""
    for holder, prefix in ((profile, ""), (profile.motions, "motions.")):
        if holder is None:
            continue
        for field in fields(holder):
            value = getattr(holder, field.name)
            if isinstance(value, Provision):
                yield prefix + field.name, value


def _faults(profile: Profile) -> Iterator[tuple[str, str]]:
    for key in ("name", "place"):
        if not NAME.fullmatch(getattr(profile, key)):
            yield key, "is of small letters, digits and _"
    if profile.version < 1:
        yield "version", "versions count from 1"
    if not profile.regulation:
        yield "regulation", "is not empty"
    if profile.until is not None and profile.until < profile.since:
        yield "until", "is not before since"
    for place, provision in provisions(profile):
        yield from ((f"{place}.{key}", rule) for key, rule in faults(provision))
        if profile.since < LAW_OF_DEPUTIES and not provision.check_2025:
            yield f"{place}.check_2025", "it predates the law of 2025 and says check_2025 = true"
        if provision.borrowed_from == profile.name:
            yield f"{place}.borrowed_from", "nothing is borrowed from itself"
