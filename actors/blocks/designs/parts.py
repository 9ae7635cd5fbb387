"""The parts of an item as tables that people fill in: pages, steps, materials."""

from typing import Annotated, Literal

import msgspec

from actors.kernel.words import Title

Tab = Literal["item", "form", "flow", "limits", "output", "fee", "tests"]
TABS: tuple[Tab, ...] = ("item", "form", "flow", "limits", "output", "fee", "tests")
Name = Annotated[str, msgspec.Meta(max_length=60)]
Line = Annotated[str, msgspec.Meta(max_length=200)]

_TAB_OF: dict[str, Tab] = {
    "form": "form",
    "sections": "form",
    "materials": "form",
    "checks": "form",
    "example": "form",
    "flow": "flow",
    "limits": "limits",
    "special": "limits",
    "deemed_acceptance": "limits",
    "two_persons": "limits",
    "result": "output",
    "fee_fen": "fee",
    "fee_basis": "fee",
    "fee_exemption": "fee",
    "scenarios": "tests",
}


def tab_of(part: str) -> Tab:
    """Return the tab on which a part of the content is edited: "limits" of "limits"."""
    return _TAB_OF.get(part, "item")


class FormPage(msgspec.Struct, frozen=True):
    """A page of the form: its title, and the number from 1 that it had, 0 for a new one."""

    title_zh: Line
    title_en: Line
    was: int = 0


class AskedMaterial(msgspec.Struct, frozen=True, kw_only=True):
    """A material that is asked for."""

    name: Name
    title: Title
    sources: tuple[Literal["upload", "licence_store", "promise"], ...] = ("upload",)
    formats: tuple[Name, ...] = ("pdf", "jpg", "png")
    max_megabytes: int = 10
    copies: int = 1
    optional: bool = False
    licence: Name = ""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the flow, as one line of a table. A "branch" (分支) is one of those that the
    parallel step `within` waits for. `then` says what follows: the name of a step, or "step if
    field = answer, answer", one a line; the last without a condition.
    """

    name: Name
    title_zh: Line
    title_en: Line
    sort: Literal["review", "parallel", "branch", "decision"]
    within: Name = ""
    unit: Name = ""
    role: Name = ""
    limit: int = 0
    then: tuple[Line, ...] = ()


class Trial(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One scenario that was played: what it shows (`trials.<name>` of the words, or its own
    `title`), whether it was green, and what did not fit."""

    name: str
    title: Title | None = None
    green: bool
    told: str = ""
