"""What a place sets of open data (开放规则): data, read once."""

from functools import cache
from pathlib import Path

import msgspec


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of one place.

    Attributes:
        reviewing_unit: the unit of platform reviewers (审核员).
        review_days: working days for each approval.
        notice_days: days that a change of fields is announced before it is live.
        ceiling: the highest level (1 to 6: G1…G4, I, C) that is opened without condition.
        conditional_ceiling: the same of what is opened under one.
        key_quota: calls a day of a key for what all may use.
        key_days: days that such a key holds.
        moderation_days: working days until a demand is public, or not.
        demand_days: working days until its unit has answered.
    """

    reviewing_unit: str
    review_days: int
    notice_days: int
    ceiling: int
    conditional_ceiling: int
    key_quota: int
    key_days: int
    moderation_days: int
    demand_days: int


@cache
def profile() -> Profile:
    """Return the rules of this place.

    Raises:
        msgspec.ValidationError: the file does not say what it must.
    """
    file = Path(__file__).with_name("profile.toml")
    return msgspec.toml.decode(file.read_bytes(), type=Profile)
