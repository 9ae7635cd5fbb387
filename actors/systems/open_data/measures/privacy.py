"""How far people can be told apart in what is to be opened (去标识化效果): k-anonymity and
l-diversity of the release itself, and the budget of differential privacy (OPEN-07)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]
LEAST_K = 5
LEAST_L = 2


@dataclass(frozen=True)
class Privacy:
    """What was measured. `k` is the size of the smallest group of rows that are alike in the
    quasi-identifiers (准标识符), None where there are none or no rows; `diversity` (l) the least
    number of different values of a sensitive column (敏感属性) within such a group, None where
    there is no such column either."""

    k: int | None = None
    diversity: int | None = None

    @property
    def passes(self) -> bool:
        """Whether it may be opened by the bars of OPEN-07: k ≥ 5, l ≥ 2."""
        return (self.k is None or self.k >= LEAST_K) and (
            self.diversity is None or self.diversity >= LEAST_L
        )

    @property
    def risk(self) -> float:
        """The chance of naming a person that is known to be in there (重识别风险), 0 to 1."""
        return 1 / self.k if self.k else 0.0


def measure(rows: Iterable[Row], quasi: Sequence[str], sensitive: Sequence[str]) -> Privacy:
    """Measure `rows`, by the names of their columns. A missing value is a value like others."""
    if not quasi:
        return Privacy()
    groups: Counter[tuple[Any, ...]] = Counter()
    values: dict[tuple[Any, ...], tuple[set[Any], ...]] = {}
    for row in rows:
        group = tuple(row.get(name) for name in quasi)
        groups[group] += 1
        held = values.setdefault(group, tuple(set[Any]() for _ in sensitive))
        for name, known in zip(sensitive, held, strict=True):
            known.add(row.get(name))
    if not groups:
        return Privacy()
    diversity = min((len(each) for held in values.values() for each in held), default=None)
    return Privacy(min(groups.values()), diversity)


@dataclass(frozen=True)
class EpsilonBudget:
    """The ledger of a dataset's questions that are answered with noise (差分隐私预算): what each
    has cost adds up, and none is answered that would go beyond the whole."""

    total: Decimal
    spent: tuple[Decimal, ...] = ()

    @property
    def rest(self) -> Decimal:
        """What is left."""
        return self.total - sum(self.spent, Decimal(0))

    def ask(self, epsilon: Decimal) -> "EpsilonBudget | None":
        """Return the ledger after a question that costs `epsilon`, None if it is not answered."""
        if not 0 < epsilon <= self.rest:
            return None
        return EpsilonBudget(self.total, (*self.spent, epsilon))
