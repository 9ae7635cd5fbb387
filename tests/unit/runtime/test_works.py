"""What waits at an entity goes into a commit when a turn changed it, however it is remembered."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from actors.kernel.kind import EntityKind
from actors.kernel.words import Title
from actors.kernel.work import Work
from actors.runtime.works import Works

Paper = tuple[str, ...]
"""The tasks that are open."""


def kind_of(work: Callable[[Paper], Work] | None) -> EntityKind[Paper]:
    def never(*_: Any) -> Any:
        raise AssertionError("nothing is decided here")

    return EntityKind(
        name="paper", state=tuple, initial=lambda key: (), commands=None, events=None,
        decide=never, evolve=never, work=work,
    )  # fmt: skip


class Counted:
    """What waits at a paper, and how often that was worked out."""

    def __init__(self, title: str = "Paper") -> None:
        self.times = 0
        self._title = title

    def __call__(self, state: Paper) -> Work:
        self.times += 1
        return Work(title=Title(zh="文件", en=self._title), number="/".join(state))


def test_what_did_not_change_is_not_said_again() -> None:
    works, kind = Works(), kind_of(Counted())

    assert works.changed(kind, "paper:1", (), ("check",)) == Counted()(("check",))
    assert works.changed(kind, "paper:1", ("check",), tuple(["check"])) is None
    assert works.changed(kind_of(None), "paper:1", (), ("check",)) is None


def test_what_waited_after_a_turn_is_not_worked_out_for_the_next() -> None:
    counted = Counted()
    works, kind = Works(), kind_of(counted)
    first, second = ("check",), ("check", "seal")
    works.changed(kind, "paper:1", (), first)
    before = counted.times

    assert works.changed(kind, "paper:1", first, second) is not None
    assert counted.times == before + 1


def test_a_turn_that_came_to_nothing_is_not_what_the_next_is_compared_with() -> None:
    works, kind = Works(), kind_of(Counted())
    durable = ("check",)
    works.changed(kind, "paper:1", durable, ("check", "seal"))  # and its place was lost

    assert works.changed(kind, "paper:1", durable, ("check", "seal")) is not None
    assert works.changed(kind, "paper:1", durable, tuple(["check"])) is None


def test_an_amended_library_is_asked_about_both_sides_of_a_turn() -> None:
    works, kind = Works(), kind_of(Counted())
    state = ("check",)
    works.changed(kind, "paper:1", (), state)
    amended = replace(kind, work=Counted("Document"))

    assert works.changed(amended, "paper:1", state, tuple(["check"])) is None
