"""Flows (流程): stages in sequence, parallel branches, and a join under the lead department."""

from typing import Literal

import msgspec

from actors.blocks.forms.conditions import Condition
from actors.kernel.words import Title

LEAD = "@lead"  # the unit of the item, whatever it is


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """One of several tasks that run side by side. `limit` is in working days."""

    name: str
    title: Title
    unit: str
    role: str = "reviewer"
    limit: int
    when: Condition | None = None


class Next(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where to go from a stage: to the first whose `when` holds; the last has none."""

    to: str
    when: Condition | None = None


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """A stage after acceptance (受理).

    "review": one task of `unit`. "parallel": a task for every branch whose condition holds; the
    join waits for all of them, and one objection ends the others at once when `on_objection` is
    "end". "decision": the approver of the lead department grants or denies; the end of every flow.
    """

    name: str
    title: Title
    kind: Literal["review", "parallel", "decision"]
    unit: str = LEAD
    role: str = "reviewer"
    limit: int = 0  # working days; 0: no limit of its own
    branches: tuple[Branch, ...] = ()
    on_objection: Literal["end", "continue"] = "end"
    then: tuple[Next, ...] = ()


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """A named flow; the first stage is where it starts."""

    name: str
    title: Title
    stages: tuple[Stage, ...]

    def stage(self, name: str) -> Stage:
        """Return the stage called `name`.

        Raises:
            KeyError: there is none; a loaded flow never asks for one.
        """
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise KeyError(name)
