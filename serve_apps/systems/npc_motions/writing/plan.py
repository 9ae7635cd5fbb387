"""In which steps a motion or a suggestion is written (撰写向导): each asks some of the fields of a
command that its record offers, too."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from actors.systems.npc_motions.motion import MOTION, UNSUBMITTED
from actors.systems.npc_motions.suggestion.kind import SUGGESTION
from serve_apps.front.language import Language
from serve_apps.front.words import known_word, word
from serve_apps.pages.acting import Acting
from serve_apps.pages.asking import Asking, Hint
from serve_apps.pages.record import RecordPage
from serve_apps.pages.uploads import FILE
from serve_apps.systems.npc_motions.records import RECORDS


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step, called `writing.<kind>.titles.<name>`.

    Attributes:
        command: what it sends; "": what writes the draft.
        asks: the fields of that command which it asks for, in order.
        needed: those without which the proposal cannot be handed in. They are kept without them.
    """

    name: str
    asks: tuple[str, ...]
    command: str = ""
    needed: tuple[str, ...] = ()


FILES = Step(name="files", command="AttachFile", asks=("name", *FILE))
COSIGNERS = Step(name="cosigners", command="InviteCosigners", asks=("accounts",))


@dataclass(frozen=True)
class Plan:
    """The steps of the kind of `page`. What is written begins by the command `begins`, and is
    changed by `changes` as long as it is in one of the states `open`."""

    page: RecordPage
    begins: str
    changes: str
    open: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def kind(self) -> str:
        """The name of the kind."""
        return self.page.kind

    @cached_property
    def acting(self) -> Acting:
        """The forms of the record, with the help that stands beside the questions here."""
        hints = {
            f"{command}.{field}": _hint(f"writing.{self.kind}.hints.{field}")
            for step in self.steps
            for command in self.commands(step)
            for field in step.asks
            if known_word(f"writing.{self.kind}.hints.{field}", "zh")
        }
        return replace(self.page.acting, hints=hints)

    def commands(self, step: Step) -> tuple[str, ...]:
        """Return the commands that the step may send."""
        return (step.command,) if step.command else (self.begins, self.changes)

    def sends(self, step: Step, phase: str) -> str:
        """Return the command that the step sends in the state `phase`, "" for nothing yet."""
        return step.command or (self.changes if phase else self.begins)

    def step(self, name: str) -> Step | None:
        """Return the step called `name`, None if there is none."""
        return next((each for each in self.steps if each.name == name), None)

    def after(self, step: Step) -> Step | None:
        """Return the step behind `step`, None behind the last."""
        at = self.steps.index(step) + 1
        return self.steps[at] if at < len(self.steps) else None

    def asked_on(self, field: str) -> Step:
        """Return the step on which `field` is asked, the last one for a field of none."""
        return next((each for each in self.steps if field in each.asks), self.steps[-1])

    def unfinished(self, state: Any) -> Step:
        """Return the step to go on with: the first on which something needed is missing, else the
        last."""
        return next((each for each in self.steps if lacking(each, state)), self.steps[-1])

    def address(self, id: str, step: Step) -> str:
        """Return the address of a step of the draft `id`."""
        return f"/write/{self.kind}/{id}/{step.name}"

    def title(self, step: Step, language: Language) -> str:
        """Return what the step is called."""
        return word(f"writing.{self.kind}.titles.{step.name}", language)

    def text(self, step: Step, language: Language) -> str:
        """Return what the step tells before it asks."""
        return word(f"writing.{self.kind}.texts.{step.name}", language)


def lacking(step: Step, state: Any) -> tuple[str, ...]:
    """Return the fields of the step that are needed and not said in `state`."""
    text = state.texts[-1] if state.texts else None
    return tuple(name for name in step.needed if not _said(getattr(text, name, "")))


def _said(value: object) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)


def _hint(path: str) -> Hint:
    def hint(asking: Asking) -> str:
        return word(path, asking.language)

    return hint


def _plans(pages: Iterable[RecordPage]) -> Mapping[str, Plan]:
    of = {page.kind: page for page in pages}
    suggestion = Plan(
        of[SUGGESTION],
        begins="SaveDraft",
        changes="SaveDraft",
        open=("draft",),
        steps=(
            Step(name="subject", asks=("title", "topic", "clues"), needed=("title",)),
            Step(name="matter", asks=("matter", "requests"), needed=("matter",)),
            Step(name="units", asks=("proposed_units", "public_allowed")),
            FILES,
            COSIGNERS,
            Step(name="check", command="Submit", asks=("one_matter",)),
        ),
    )
    motion = Plan(
        of[MOTION],
        begins="DraftMotion",
        changes="EditMotion",
        open=UNSUBMITTED,
        steps=(
            Step(
                name="subject",
                asks=("title", "session", "mover", "delegation", "form", "clues"),
                needed=("title",),
            ),
            Step(
                name="matter",
                asks=("subject", "grounds", "plan", "bill_text", "one_matter", "publishable"),
                needed=("subject", "grounds", "plan", "one_matter"),
            ),
            FILES,
            COSIGNERS,
            Step(name="check", command="SubmitMotion", asks=()),
        ),
    )
    return {each.kind: each for each in (suggestion, motion)}


PLANS = _plans(RECORDS)
