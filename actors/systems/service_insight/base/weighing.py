"""How likely two descriptions are of one person: weights of Fellegi and Sunter, as splink reckons
them (SDB-03), and what follows by the thresholds of the policy."""

from collections.abc import Mapping
from math import log2
from typing import Literal

import msgspec

Level = Literal["agree", "differ", "missing"]
"""一致, 不一致, 缺项: how two values of a feature compare."""
Verdict = Literal["link", "candidate", "new"]


class Feature(msgspec.Struct, frozen=True):
    """What is compared (比对项). `m` is the probability that it agrees of one person, `u` that it
    agrees of two."""

    name: str
    m: float
    u: float


class Weighting(msgspec.Struct, frozen=True, kw_only=True):
    """The policy of matching (比对规则).

    Attributes:
        prior: the probability that two descriptions by chance are of one person.
        link, candidate: from which probability they are linked, and a person decides.
        must_agree: features that never differ in what is linked by itself.
    """

    prior: float
    link: float
    candidate: float
    must_agree: tuple[str, ...]
    features: tuple[Feature, ...]


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """How one feature compared, and its weight in bits."""

    feature: str
    level: Level
    weight: float


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """The weight of everything together, prior included, in bits; the probability that follows; and
    what each feature gave."""

    weight: float
    probability: float
    evidence: tuple[Evidence, ...]


def weigh(levels: Mapping[str, Level], weighting: Weighting) -> Weighed:
    """Return what `levels` weigh, by the names of features; a feature that is not among them is
    missing and weighs nothing."""
    evidence = tuple(
        Evidence(feature=each.name, level=level, weight=_weight(each, level))
        for each in weighting.features
        for level in (levels.get(each.name, "missing"),)
    )
    prior = log2(weighting.prior / (1 - weighting.prior))
    weight = prior + sum(each.weight for each in evidence)
    odds = 2.0**weight
    return Weighed(weight=weight, probability=odds / (1 + odds), evidence=evidence)


def judged(weighed: Weighed, weighting: Weighting) -> Verdict:
    """Return what follows by the thresholds: a feature that must agree and differs never links by
    itself, however likely the rest."""
    doubt = any(
        each.level == "differ" and each.feature in weighting.must_agree for each in weighed.evidence
    )
    if weighed.probability >= weighting.link and not doubt:
        return "link"
    return "candidate" if weighed.probability >= weighting.candidate else "new"


def _weight(feature: Feature, level: Level) -> float:
    match level:
        case "agree":
            return log2(feature.m / feature.u)
        case "differ":
            return log2((1 - feature.m) / (1 - feature.u))
        case "missing":
            return 0.0
