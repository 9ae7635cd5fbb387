"""What may be entrusted to an agent, within which limits, and what the resident is read out."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal

import msgspec

from actors.kernel.mistakes import Mistake
from actors.kernel.shape import read, repeated, title_faults
from actors.kernel.words import Title

FILE = "agency.toml"
Attendance = Literal["face", "signature", "oath"]
"""Why somebody must come in person: he is looked at, signs before an officer, or swears."""


class MustAttend(msgspec.Struct, frozen=True, kw_only=True):
    """An item whose applicant comes in person; `basis` is the law."""

    item: str
    because: Attendance
    basis: str


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """What is read out to the resident before he entrusts somebody, in one version."""

    version: int
    title: Title
    text: Title

    def digest(self, item: str, agent: str, until: date) -> str:
        """Return the digest of what the resident agreed to: the text, the item, the agent, and the
        last local day."""
        said = f"{self.version}\n{self.text.zh}\n{item}\n{agent}\n{until.isoformat()}"
        return hashlib.sha256(said.encode()).hexdigest()


class Agency(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of entrusted handling: `open` are codes of items; `answer_days`, `send_up_days` and
    `deliver_days` are working days, `week_days` and `longest_days` calendar days."""

    answer_days: int
    send_up_days: int
    week_days: int
    deliver_days: int
    longest_days: int
    open: tuple[str, ...]
    must_attend: tuple[MustAttend, ...] = ()
    consent: Consent

    def hindrance(self, item: str) -> str:
        """Return the code of why `item` cannot be entrusted, "" if it can."""
        if any(each.item == item for each in self.must_attend):
            return "entrustment.must_attend"
        return "" if item in self.open else "entrustment.not_open"


def read_agency(folder: Path) -> tuple[Agency | None, list[Mistake]]:
    """Read the rules from `agency.toml` of `folder`, and return everything that is wrong."""
    file = f"{folder.name}/{FILE}"
    try:
        document: dict[str, Any] = msgspec.toml.decode((folder / FILE).read_bytes())
    except (OSError, ValueError) as error:
        return None, [Mistake(file, "", str(error))]
    found, mistakes = read(document, Agency, file)
    mistakes += (Mistake(file, place, rule) for place, rule in title_faults(document))
    if found is not None:
        mistakes += (Mistake(file, place, rule) for place, rule in _faults(found))
    return found, mistakes


def _faults(agency: Agency) -> Iterator[tuple[str, str]]:
    for name in ("answer_days", "send_up_days", "week_days", "deliver_days", "longest_days"):
        if getattr(agency, name) < 1:
            yield name, "is at least 1"
    for item in repeated([*agency.open, *(each.item for each in agency.must_attend)]):
        yield "open", f"{item} stands twice"
