"""Who may do and see what: asked with every command, with every read, and for every list."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from actors.blocks.access.condition import Leaf, leaves
from actors.blocks.access.filtering import where
from actors.blocks.access.judge import Judge
from actors.blocks.access.leaves import Ask, compiled
from actors.blocks.access.policy import Policy
from actors.blocks.access.read import read
from actors.blocks.access.vocabulary import Vocabulary, actor_facts
from actors.blocks.access.where import Where
from actors.kernel.guarded import NOTHING, Facts
from actors.kernel.identity import Identity
from actors.kernel.mistakes import Mistake, Mistakes
from actors.kernel.verdict import Verdict

_VERDICTS_KEPT = 4096  # of one action: as many as its questions can be answered in ways
_ACTORS_KEPT = 4096

K = TypeVar("K")
V = TypeVar("V")
Answers = tuple[bool | None, ...]


@dataclass(frozen=True, slots=True)
class _Action:
    """One action: the policies that concern it, their questions, and the verdicts so far.

    `of_identity` asks for nothing but the identity, so that its answers are kept with that.
    """

    policies: tuple[Policy, ...]
    of_identity: tuple[Ask, ...]
    of_moment: tuple[Ask, ...]
    verdicts: dict[tuple[Answers, Answers], Verdict] = field(
        default_factory=dict[tuple[Answers, Answers], Verdict]
    )


class _Actor:
    """One identity: what policies know of it, and its answers to questions about nothing else."""

    __slots__ = "answers", "facts"

    def __init__(self, by: Identity) -> None:
        self.facts = actor_facts(by)
        self.answers: dict[str, Answers] = {}


class Access:
    """The policies of an installation, ready to be asked.

    Cedar decides. Which way depends on nothing but the answers to the single questions that the
    policies of an action are made of, so its verdict is remembered by these answers.
    """

    def __init__(self, policies: Sequence[Policy], judge: Judge, actions: Iterable[str]) -> None:
        self.policies = tuple(policies)
        self._judge = judge
        self._actions = {action: _action(action, policies) for action in actions}
        self._actors: dict[Identity, _Actor] = {}
        self._rows: dict[Hashable, Where] = {}

    def permit(
        self,
        by: Identity,
        action: str,
        facts: Facts,
        purpose: str = "",
        *,
        standing: Facts = NOTHING,
        context: Facts = NOTHING,
    ) -> Verdict:
        """Tell whether `by` may do `action` to the object that `facts` tell of.

        `standing` is what is known of `by` beyond the identity, `context` of the occasion beyond
        its `purpose`.

        Raises:
            KeyError: there is no such action.
            Unreadable: a fact is of a type that policies do not have.
        """
        asked = self._actions[action]
        actor = self._actors.get(by)
        if actor is None:
            actor = _Actor(by)
            _keep(self._actors, by, actor, _ACTORS_KEPT)
        sources = (actor.facts, standing, facts, {"purpose": purpose, **context})
        of_identity = actor.answers.get(action)
        if of_identity is None:
            of_identity = tuple([ask(sources) for ask in asked.of_identity])
            actor.answers[action] = of_identity
        answers = (of_identity, tuple([ask(sources) for ask in asked.of_moment]))
        verdict = asked.verdicts.get(answers)
        if verdict is None:
            verdict = self._judge.decide(action, sources)
            _keep(asked.verdicts, answers, verdict, _VERDICTS_KEPT)
        return verdict

    def allowed(
        self,
        by: Identity,
        actions: Iterable[str],
        facts: Facts,
        purpose: str = "",
        *,
        standing: Facts = NOTHING,
        context: Facts = NOTHING,
    ) -> tuple[str, ...]:
        """Return those of `actions` that `by` may do: for drawing, never instead of `permit`."""
        return tuple(
            action
            for action in actions
            if self.permit(by, action, facts, purpose, standing=standing, context=context).allowed
        )

    def where(
        self,
        by: Identity,
        action: str,
        purpose: str = "",
        *,
        standing: Facts = NOTHING,
        context: Facts = NOTHING,
    ) -> Where:
        """Return the rows to which `by` may do `action`: those, and no others, whose facts `permit`
        allows.

        Raises:
            KeyError: there is no such action.
        """
        asked = (by, action, purpose, _told(standing), _told(context))
        found = self._rows.get(asked)
        if found is None:
            sources = (actor_facts(by), standing, NOTHING, {"purpose": purpose, **context})
            found = where(self._actions[action].policies, sources)
            _keep(self._rows, asked, found, _ACTORS_KEPT)
        return found


def load(files: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> Access:
    """Return the policies of `files`, (owner, text) each: "cases" and its `policies.cedar`.

    Raises:
        Mistakes: everything that is wrong with them.
    """
    files = tuple(files)
    mistakes: list[Mistake] = []
    policies = read(files, vocabulary, mistakes)
    if mistakes:
        raise Mistakes(mistakes)
    return Access(
        policies, Judge((text for _, text in files), policies, vocabulary), vocabulary.actions()
    )


def _action(action: str, policies: Iterable[Policy]) -> _Action:
    concerned = tuple(policy for policy in policies if action in policy.actions)
    questions = dict.fromkeys(leaf for policy in concerned for leaf in leaves(policy.condition))
    of_identity = [leaf for leaf in questions if _asks_identity_only(leaf)]
    of_moment = [leaf for leaf in questions if leaf not in of_identity]
    return _Action(
        concerned,
        tuple(compiled(leaf) for leaf in of_identity),
        tuple(compiled(leaf) for leaf in of_moment),
    )


def _asks_identity_only(leaf: Leaf) -> bool:
    return all(fact.of == "actor" for fact in leaf.facts())


def _told(facts: Facts) -> Hashable:
    """Return what tells `facts` from others."""
    return tuple(
        (name, tuple(value) if isinstance(value, set | list) else value)
        for name, value in sorted(facts.items())
    )


def _keep(kept: dict[K, V], key: K, value: V, most: int) -> None:
    """Remember `value`; what is full begins anew."""
    if len(kept) >= most:
        kept.clear()
    kept[key] = value
