"""What buttons within a form change in it: a row more, a row less, the next step of a choice."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from serve_apps.pages.answers import PREFIX, rows_of

_CHANGE = re.compile(r"(more|less|list):([a-z][a-z0-9_]{0,59})(?::([0-9]{1,4}))?")


@dataclass(frozen=True)
class Change:
    """A change of the form: of `field`, "" for none; `row` is the number of the row that goes."""

    what: str = ""
    field: str = ""
    row: int = 0

    @property
    def without(self) -> tuple[str, int]:
        """The row that is taken away: the name of its field, "" for none, and its number."""
        return (self.field, self.row) if self.what == "less" else ("", 0)

    @property
    def more(self) -> str:
        """The name of the field that shall have one more row, "" for none."""
        return self.field if self.what == "more" else ""

    def address(self, answers: Mapping[str, Any], back: str) -> str:
        """Return how the address of the page goes on, so that the eye is where the change is."""
        at = f".{max(1, len(rows_of(answers.get(self.field))))}" if self.more else ""
        asked = [f"more={self.field}"] if self.more else []
        asked += ["back=check"] if back == "check" else []
        return f"?{'&'.join(asked)}#{PREFIX}{self.field}{at}"


def change_of(then: str) -> Change:
    """Return the change that a button with the value `then` asks for; of any other, none."""
    found = _CHANGE.fullmatch(then)
    if found is None:
        return Change()
    return Change(found[1], found[2], int(found[3] or 0))
