"""Figures (指标) that operators see of what an owner keeps: declared by it, read by its shell."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

NO_LABELS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Gauge:
    """One figure, counted over the whole platform every few seconds.

    Attributes:
        name: "yimen_…", one of its name on the platform.
        text: what it tells, for operators.
        labels: by what it is told apart. Values of labels are few, and no personal data.
    """

    name: str
    text: str
    labels: tuple[str, ...] = ()


class Reading(NamedTuple):
    """What one gauge stands at. A value of a label that is read once is read every time, else the
    last figure would stand for ever."""

    gauge: str
    value: float
    labels: Mapping[str, str] = NO_LABELS
