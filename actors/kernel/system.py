"""A system (系统) as a value. `actors/systems/<name>/system.py` holds `SYSTEM = System(...)`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from actors.kernel.words import Title

Rule = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True, kw_only=True)
class System:
    """One of the government systems.

    Attributes:
        name: its folder's name.
        title: its name for people.
        kind: "cases", "oversight", "face" (shows other systems) or "data".
        rules: named questions over a form's answers, for conditions that data cannot express.
        uses: names of systems whose commands and views it uses.
    """

    name: str
    title: Title
    kind: str = "cases"
    rules: Mapping[str, Rule] = field(default_factory=dict[str, Rule])
    uses: tuple[str, ...] = ()
