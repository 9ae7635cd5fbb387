"""What kinds of a congress with open tasks share: who may what, whose task it is, what follows."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar, Union

from actors.blocks.access.access import Access
from actors.kernel.guarded import Facts
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Handler, Offer, Rules, commands_of, decider
from actors.kernel.turn import Command, Turn
from actors.kernel.work import Work
from actors.systems.npc_motions import open_tasks
from actors.systems.npc_motions.standing import standing


class Phased(Protocol):
    """A state that says where its entity stands."""

    @property
    def phase(self) -> str: ...


S = TypeVar("S", bound=Phased)


def tasked_kind(
    library: Library,
    *,
    name: str,
    plural: str,
    state: type[S],
    offers: tuple[Offer[S], ...],
    handlers: Mapping[type[Command], Handler[S]],
    events: tuple[type, ...],
    evolve: Callable[[S, Any], S],
    facts: Callable[[S], Facts],
    work: Callable[[S], Work],
    task_of: Mapping[type[Command], str],
    shown: tuple[str, ...],
    settle: Callable[[Turn[S], S], None] | None = None,
) -> EntityKind[S]:
    """Return the kind `name`; who may what stands in the policies of `library`.

    `handlers` answer what is not about tasks, `task_of` names the task that a command does.
    `settle` is called with what the entity was before a turn that was not refused.
    """
    rules = Rules(
        kind=name,
        offers=offers,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
        standing=lambda by: standing(by, library),
    )
    answers = {**open_tasks.handlers(work, library), **handlers}
    ruled = open_tasks.guarding(decider(rules, answers), work, task_of)

    def decide(turn: Turn[S], command: Any) -> Any:
        before = turn.state
        reply = ruled(turn, command)
        if settle is not None:
            settle(turn, before)
        return reply

    return EntityKind(
        name=name,
        plural=plural,
        state=state,
        initial=lambda key: state(),
        commands=commands_of(offers),
        events=Union[events],  # noqa: UP007
        decide=decide,
        evolve=evolve,
        rules=rules,
        shown=shown,
        work=work,
    )
