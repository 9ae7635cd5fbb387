"""What a place sets of the base library (归集规则): data, read once."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from actors.systems.service_insight.base.weighing import Weighting
from actors.systems.service_insight.survivorship import Authority


class Source(msgspec.Struct, frozen=True):
    """A source of records, the unit that supplies it (供数部门), and the grade of evidence of what
    it says (国办函〔2016〕108号): "A" issued by the authority itself, "B" verified by one."""

    code: str
    unit: str
    grade: Literal["A", "B", "C", "D"] = "B"


class Ranked(msgspec.Struct, frozen=True):
    """Who may say an attribute, the highest authority (权威部门) first."""

    name: str
    order: tuple[Authority, ...]


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of one place.

    Attributes:
        steward_unit: the unit of master-data stewards (主数据管理员).
        decide_days: working days in which they decide.
        dispute_days: working days in which an authority decides a dispute.
        weighting: how records are matched.
        sources: who supplies.
        attributes: whose value wins.
    """

    steward_unit: str
    decide_days: int
    dispute_days: int
    weighting: Weighting
    sources: tuple[Source, ...]
    attributes: tuple[Ranked, ...]

    @property
    def orders(self) -> Mapping[str, tuple[Authority, ...]]:
        """The authorities of each attribute, the highest first."""
        return {each.name: each.order for each in self.attributes}

    def supplied_by(self, unit: str) -> Source | None:
        """Return the source that `unit` supplies, None if it supplies none."""
        return next((each for each in self.sources if each.unit == unit), None)


@cache
def policy() -> Policy:
    """Return the rules of this place.

    Raises:
        msgspec.ValidationError: the file does not say what it must.
    """
    file = Path(__file__).with_name("policy.toml")
    return msgspec.toml.decode(file.read_bytes(), type=Policy)
