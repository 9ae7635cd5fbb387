"""The flow of an item as a drawing: boxes, frames and arrows from top to bottom."""

from dataclasses import dataclass, field
from typing import Literal

from actors.blocks.cases.flow import LEAD, Flow, Stage

WIDTH = 340
BOX_WIDTH, BOX_HEIGHT, GAP = 264, 52, 30
INNER_WIDTH, INNER_HEIGHT, INNER_GAP = 236, 46, 8


@dataclass(frozen=True)
class Box:
    """A step. `unit` is the code of who does it, "" when the step names it itself."""

    x: float
    y: float
    width: float
    height: float
    title: str
    unit: str
    look: Literal["", "end", "lead"]
    conditional: bool = False


@dataclass(frozen=True)
class Frame:
    """A dashed frame around steps that run side by side."""

    x: float
    y: float
    width: float
    height: float
    title: str


@dataclass
class Diagram:
    """What items/flow.html draws."""

    height: float = 0
    boxes: list[Box] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    arrows: list[tuple[float, float]] = field(default_factory=list)  # from y, to y
    width: int = WIDTH


def draw(flow: Flow, lead: str, language: str, before: list[str], after: list[str]) -> Diagram:
    """Return the drawing of `flow` for an item of the unit `lead`.

    `before` and `after` are the titles of the steps around the flow: applying, acceptance; making
    and handing over the result.
    """
    diagram = Diagram()
    for title in before:
        _box(diagram, title, "", "end")
    for stage in flow.stages:
        if stage.kind == "parallel":
            _parallel(diagram, stage, lead, language)
        else:
            unit = lead if stage.unit == LEAD else stage.unit
            _box(diagram, stage.title[language], unit, "lead" if stage.kind == "decision" else "")
    for title in after:
        _box(diagram, title, "", "end")
    diagram.arrows.pop()
    diagram.height += 2 - GAP
    return diagram


def _box(diagram: Diagram, title: str, unit: str, look: Literal["", "end", "lead"]) -> None:
    y = diagram.height + 1
    diagram.boxes.append(Box((WIDTH - BOX_WIDTH) / 2, y, BOX_WIDTH, BOX_HEIGHT, title, unit, look))
    _advance(diagram, y + BOX_HEIGHT)


def _parallel(diagram: Diagram, stage: Stage, lead: str, language: str) -> None:
    top = diagram.height + 1
    y = top + 32
    for branch in stage.branches:
        unit = lead if branch.unit == LEAD else branch.unit
        diagram.boxes.append(
            Box(
                (WIDTH - INNER_WIDTH) / 2,
                y,
                INNER_WIDTH,
                INNER_HEIGHT,
                branch.title[language],
                unit,
                "",
                branch.when is not None,
            )
        )
        y += INNER_HEIGHT + INNER_GAP
    bottom = y + 4
    frame_width = INNER_WIDTH + 32
    diagram.frames.append(
        Frame((WIDTH - frame_width) / 2, top, frame_width, bottom - top, stage.title[language])
    )
    _advance(diagram, bottom)


def _advance(diagram: Diagram, bottom: float) -> None:
    diagram.arrows.append((bottom, bottom + GAP - 2))
    diagram.height = bottom + GAP
