"""What a place sets of shared data (共享规则): data, read once."""

from functools import cache
from pathlib import Path

import msgspec

from actors.kernel.words import Title


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """A method of masking (脱敏方法): a column that goes through it is of the level `target`, where
    each of `checks` was passed on that very version."""

    title: Title
    target: int
    checks: tuple[str, ...]


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of one place.

    Attributes:
        reviewing_unit: the unit of reviewers and approvers.
        review_days: working days in which what is frozen is looked into.
        reviewed_above: the level above which the reviewer agrees before data are granted.
        request_days: working days in which a request for data is decided.
        request_yellow_days: working days before that from which a card warns.
        most_grant_days: for how many days a grant may last.
        retire_days: from the notice to the end of a data service.
        alarm_days: working days in which somebody takes an alarm on.
        ceilings: the highest level (1 to 6) at which data may be used, by their way of sharing.
        source_days: working days in which what a source has brought in doubt is looked into.
        collect_hour: the hour of the day, in China, at which sources collect by schedule.
        retry_minutes: after how many minutes a run that brought nothing is tried again, each time.
        shrink_percent: of the rows before, below which what was collected is doubted.
        retype_percent: of the values of a column, above which it is taken for one of another type.
        masked_level: the level of a column from which on lists of rejected rows mask its values.
        methods: the methods of masking that are in force, by name.
    """

    reviewing_unit: str
    review_days: int
    reviewed_above: int
    request_days: int
    request_yellow_days: int
    most_grant_days: int
    retire_days: int
    alarm_days: int
    ceilings: dict[str, int]
    source_days: int
    collect_hour: int
    retry_minutes: tuple[int, ...]
    shrink_percent: int
    retype_percent: int
    masked_level: int
    methods: dict[str, Method]


@cache
def profile() -> Profile:
    """Return the rules of this place.

    Raises:
        msgspec.ValidationError: the file does not say what it must.
    """
    file = Path(__file__).with_name("profile.toml")
    return msgspec.toml.decode(file.read_bytes(), type=Profile)
