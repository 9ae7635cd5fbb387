"""Which of several values of one attribute wins (择优规则, SDB-20), and why."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

import msgspec


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """What a source said of an attribute on a local date."""

    source: str
    attribute: str
    value: str
    observed_on: date


class Authority(msgspec.Struct, frozen=True):
    """A source that may say an attribute, and how many days old that may be; None: any age."""

    source: str
    max_age_days: int | None = None


class PassedOver(msgspec.Struct, frozen=True):
    """A value that did not win: it is too old, a higher authority said another, or the same one
    said another later."""

    observation: Observation
    because: Literal["too_old", "lower_authority", "said_anew"]


class Survivor(msgspec.Struct, frozen=True):
    """The value that wins, and what it won against: so it explains itself."""

    winner: Observation
    passed_over: tuple[PassedOver, ...]


def survivor(
    attribute: str, said: Iterable[Observation], order: Sequence[Authority], on: date
) -> Survivor | None:
    """Return the value of `attribute` on `on`: that of the highest authority of `order` that said
    one which is not too old; of several of one authority the newest. What was said later than `on`
    is not known yet. None: nobody who may say it has."""
    ranks = {each.source: rank for rank, each in enumerate(order)}
    heard = [
        each
        for each in said
        if each.attribute == attribute and each.source in ranks and each.observed_on <= on
    ]
    heard.sort(key=lambda each: (ranks[each.source], -each.observed_on.toordinal()))
    winner: Observation | None = None
    passed: list[PassedOver] = []
    for each in heard:
        most = order[ranks[each.source]].max_age_days
        if most is not None and (on - each.observed_on).days > most:
            passed.append(PassedOver(each, "too_old"))
        elif winner is None:
            winner = each
        else:
            anew = each.source == winner.source
            passed.append(PassedOver(each, "said_anew" if anew else "lower_authority"))
    return Survivor(winner, tuple(passed)) if winner else None
