"""The controls of the form of a command: what there is of each, and what a page knows of a form."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from serve_apps.pages.picking import Found

Look = Literal[
    "text", "area", "number", "day", "moment", "radios", "select", "checks", "pick", "group",
    "groups", "listed", "hidden", "file",
]  # fmt: skip
Offered = Mapping[str, Sequence[tuple[str, str]]]
"""Choices by the way to a field, (value, title) each, where they depend on what there is."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What a page knows of a form beyond the command.

    Attributes:
        offered: choices that depend on what there is. A question without any that need not be
            answered is not asked.
        hints: what helps to answer, by the name of a field.
        listed: by a field of groups, the part of a group that is known before: there is a group for
            each choice of that part.
        fixed: fields that are not asked, since they go with the form.
        fresh: the ways to fields that nobody is asked for: they name something new.
        file: the fields of `uploads.FILE` are those of a file that comes with the form.
        digests: the ways to fields that are the digest of a file that comes with the form.
    """

    offered: Offered = field(default_factory=dict[str, Sequence[tuple[str, str]]])
    hints: Mapping[str, str] = field(default_factory=dict[str, str])
    listed: Mapping[str, str] = field(default_factory=dict[str, str])
    fixed: tuple[str, ...] = ()
    fresh: Collection[str] = ()
    file: bool = False
    digests: Collection[str] = ()


@dataclass(frozen=True)
class Control:
    """One control. `id` is unique on the page; of a group, `parts` are its controls, of groups the
    controls of each. One to pick from what is looked for has `found` with that, and `several` when
    more than one can be chosen. Of a moment, `values` are the day and the time of day.
    `required` None: nothing is said of it."""

    look: Look
    id: str
    name: str
    label: str
    required: bool | None
    value: str = ""
    values: tuple[str, ...] = ()
    choices: Sequence[tuple[str, str]] = ()
    hint: str = ""
    error: str = ""
    kind: str = "text"
    parts: tuple["Control", ...] = ()
    rows: tuple[tuple["Control", ...], ...] = ()
    found: Found | None = None
    several: bool = False


@dataclass(frozen=True)
class Drawn:
    """A form to be drawn, and its faults for the summary: (id of the control, sentence)."""

    controls: tuple[Control, ...]
    summary: tuple[tuple[str, str], ...] = ()

    @property
    def buttons(self) -> bool:
        """Whether buttons within it do something else than send it."""
        return any(each.look in ("groups", "pick") for each in each_of(self.controls))

    @property
    def files(self) -> bool:
        """Whether a file comes with it."""
        return any(each.look == "file" for each in each_of(self.controls))

    @property
    def lacking(self) -> tuple[str, ...]:
        """What has to be chosen while there is nothing to choose from, by its labels: the form
        cannot be sent."""
        return tuple(
            each.label
            for each in self.controls
            if each.look == "pick" and each.required and each.found == Found(())
        )

    def control(self, name: str) -> Control | None:
        """Return the control called `name`, None if there is none."""
        return next((each for each in each_of(self.controls) if each.name == name), None)


def each_of(controls: Iterable[Control]) -> Iterator[Control]:
    """Yield `controls`, each followed by those within it."""
    for control in controls:
        yield control
        yield from each_of(control.parts)
        for row in control.rows:
            yield from each_of(row)
