"""What an entity can be asked, said once: for API, pages, records and tests alike (办理事项)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, Protocol, TypeVar

from actors.kernel.assurance import at_best, require_proof
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import NOTHING, Facts
from actors.kernel.identity import CLOCK, PLATFORM, Identity
from actors.kernel.turn import Command, Turn
from actors.kernel.verdict import NONE_PERMITS, Verdict

S = TypeVar("S")
Question = Callable[[Identity, S], bool]
"""A question to the rules about who asks and the entity as it stands."""

Handler = Callable[[Turn[S], Any], Any]
"""Carries out one command that may be carried out: records on the turn what follows from it, and
returns the reply. Raises Refusal."""


class Permits(Protocol):
    """Who may what, by the policies of what is installed."""

    def permit(
        self, by: Identity, action: str, facts: Facts, purpose: str = "", *, standing: Facts = ...
    ) -> Verdict:
        """Tell whether `by`, of whom `standing` is known, may do `action` to the object that
        `facts` tell of."""
        ...


@dataclass(frozen=True, kw_only=True)
class Offer(Generic[S]):
    """One command of a kind, with everything that a channel needs to know of it.

    Labels stand in words: `<kind>.commands.<Name>`, `<kind>.fields.<field>` and
    `<kind>.choices.<field>.<value>`. Who may is said by policies alone.

    Attributes:
        command: its struct.
        action: the name that policies have for it, without the kind: "assign".
        states: in which it makes sense; none means in any.
        asks: further questions, each with the code of the refusal when the answer is no.
        offered: asked for pages only: whether there is anything to ask it of, where the handler
            knows the better reason to refuse.
        example: one of it, for the description of the API and for tests.
        of: who sends it. "people" have routes and buttons for it; "platform" are alarms and other
            entities. These alone may send one of them that has no action, and no policy is asked.
        begins: it may be sent to an entity that has no history yet.
        grave: it looks like it.
        long: its fields that are written in a large box.
        unasked: its fields that pages do not ask for.
        first: its fields that pages ask before the others, in this order.
        facts: (state, command) -> what policies may ask of the entity where its state does not tell
            enough: of one that is to begin, what for. None: `Rules.facts` of the state.
    """

    command: type[Command]
    action: str = ""
    states: tuple[str, ...] = ()
    asks: tuple[tuple[str, Question[S]], ...] = ()
    offered: Question[S] | None = None
    example: Command | None = None
    of: Literal["people", "platform"] = "people"
    begins: bool = False
    grave: bool = False
    long: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    facts: Callable[[S, Any], Facts] | None = None


@dataclass(frozen=True, kw_only=True)
class Rules(Generic[S]):
    """How the commands of a kind are decided, before their own handlers have a say.

    Attributes:
        kind: its name.
        offers: every command of it.
        permits: who may what.
        facts: what policies may ask of a state.
        phase: the name of the state that an entity is in; "" while it has no history.
        standing: what policies may ask of who acts, beyond the identity.
        knowing: the actions of which one must be allowed to who may know that there is such an
            entity; none means reading it or any command.
        closed: tells of a state that nothing is done with such an entity any more: it is offered
            and shown to nobody.
    """

    kind: str
    offers: Sequence[Offer[S]]
    permits: Permits
    facts: Callable[[S], Facts]
    phase: Callable[[S], str]
    standing: Callable[[Identity], Facts] = lambda by: NOTHING
    knowing: tuple[str, ...] = ()
    closed: Callable[[S], bool] = lambda state: False

    def allowed(self, by: Identity, state: S) -> tuple[str, ...]:
        """Return the names of the commands that `by` may send to an entity in `state` now, once he
        has proved who he is. Whether what is sent with them is in order shows only when it is; so
        does who may begin an entity, where that depends on what is sent. Nothing is allowed where
        the rules miss what they rest on."""
        try:
            return tuple(
                offer.command.__name__ for offer in self.offers if self._allowed(offer, by, state)
            )
        except Refusal:
            return ()

    def hindered(self, by: Identity, state: S) -> Mapping[str, tuple[str, ...]]:
        """Return the commands that `by` could send to an entity in `state` but for what its
        questions find, with the codes of the refusals. Nothing is hindered where the rules miss
        what they rest on."""
        found: dict[str, tuple[str, ...]] = {}
        try:
            for offer in self.offers:
                codes = tuple(code for code, holds in offer.asks if not holds(by, state))
                if codes and self._could(offer, by, state):
                    found[offer.command.__name__] = codes
        except Refusal:
            return {}
        return found

    def may_know(self, by: Identity, state: S) -> bool:
        """Tell whether `by` may know that there is such an entity: who may do nothing to it and see
        nothing of it, to him it is unknown."""
        actions = self.knowing or (
            "read",
            *(offer.action for offer in self.offers if offer.of == "people"),
        )
        return any(self.permitted(action, by, state).allowed for action in actions)

    def require(self, turn: Turn[S], offer: Offer[S], command: Command) -> None:
        """Check who asks, then whether it is the time.

        Raises:
            Refusal: "unproven" to those who may once they have proved more, "unknown" to those who
                may not know of it, "forbidden" to others who may not, "not_now" with the commands
                that are allowed.
        """
        state, by = turn.state, turn.by
        verdict = self._permitted(offer, by, state, command)
        if not verdict.allowed:
            require_proof(by, lambda who: self._permitted(offer, who, state, command).allowed)
            because = verdict.because or NONE_PERMITS
            if self.phase(state) and self.may_know(by, state):
                raise Refusal(Reason(f"{self.kind}.forbidden"), kind="forbidden", because=because)
            kind = "unknown" if self.phase(state) else "forbidden"
            raise Refusal(Reason(f"{self.kind}.{kind}"), kind=kind, because=because)
        turn.because = verdict.because
        codes = [] if self._timely(offer, state) else [f"{self.kind}.not_now"]
        codes = codes or [code for code, holds in offer.asks if not holds(by, state)]
        if codes:
            facts = {"state": self.phase(state)}
            reasons = (Reason(code, facts=facts) for code in codes)
            raise Refusal(*reasons, kind="not_now", allowed=self.allowed(by, state))

    def permitted(self, action: str, by: Identity, state: S, purpose: str = "") -> Verdict:
        """Tell whether `by` may do `action` ("read", or an offer's) to an entity in `state`."""
        if self.closed(state):
            return Verdict(allowed=False, because=NONE_PERMITS)
        return self._permit(action, by, self.facts(state), purpose)

    def _permit(self, action: str, by: Identity, facts: Facts, purpose: str = "") -> Verdict:
        return self.permits.permit(
            by, f"{self.kind}.{action}", facts, purpose, standing=self.standing(by)
        )

    def _allowed(self, offer: Offer[S], by: Identity, state: S) -> bool:
        return (
            self._could(offer, by, state)
            and all(holds(by, state) for _, holds in offer.asks)
            and (offer.offered is None or offer.offered(by, state))
        )

    def _could(self, offer: Offer[S], by: Identity, state: S) -> bool:
        """Tell whether it is the time, and `by` is who may, whatever its questions find."""
        return (
            offer.of == "people"
            and self._timely(offer, state)
            and not (offer.facts and not self.phase(state))
            and self._permitted(offer, at_best(by), state).allowed
        )

    def _timely(self, offer: Offer[S], state: S) -> bool:
        phase = self.phase(state)
        if not phase:
            return offer.begins
        return phase in offer.states or not (offer.states or offer.begins)

    def _permitted(
        self, offer: Offer[S], by: Identity, state: S, command: Command | None = None
    ) -> Verdict:
        """Return the verdict on `command`, or on any of the offer that could be sent (None)."""
        if not offer.action:
            return Verdict(allowed=by in (CLOCK, PLATFORM), because=offer.of)
        if offer.facts is None or command is None:
            return self.permitted(offer.action, by, state)
        return self._permit(offer.action, by, offer.facts(state, command))


def decider(
    rules: Rules[S], handlers: Mapping[type[Command], Handler[S]]
) -> Callable[[Turn[S], Any], Any]:
    """Return the decide function of a kind: first `rules`, then the command's own handler.

    A handler that finds that it is not the time need not say what is: that is added here.

    Raises:
        ValueError: a command has an offer and no handler, or the other way round.
    """
    by_command = {offer.command: offer for offer in rules.offers}
    apart = by_command.keys() ^ handlers.keys()
    if apart:
        names = ", ".join(sorted(command.__name__ for command in apart))
        raise ValueError(f"{rules.kind}: offers and handlers differ: {names}")

    def decide(turn: Turn[S], command: Any) -> Any:
        before = turn.state
        offer = by_command[type(command)]
        if not rules.phase(before) and not offer.begins:
            raise Refusal(Reason(f"{rules.kind}.unknown"), kind="unknown")
        rules.require(turn, offer, command)
        try:
            return handlers[type(command)](turn, command)
        except Refusal as refused:
            if refused.kind != "not_now" or refused.allowed:
                raise
            choices = rules.allowed(turn.by, before)
            raise Refusal(*refused.reasons, kind="not_now", allowed=choices) from None

    return decide


def exampled(offers: Iterable[Offer[S]], examples: Iterable[Command]) -> tuple[Offer[S], ...]:
    """Return `offers`, each for people with its one of `examples`. A command that says nothing but
    its name needs none.

    Raises:
        ValueError: an offer for people has no example, an example no such offer, or two.
    """
    by_command = {type(each): each for each in examples}
    made: list[Offer[S]] = []
    for offer in offers:
        example = by_command.pop(offer.command, None)
        if example is None and not offer.command.__struct_fields__:
            example = offer.command()
        if (offer.example is None) == (example is None) and offer.of == "people":
            raise ValueError(f"{offer.command.__name__} has no example, or two")
        made.append(replace(offer, example=offer.example or example))
    if by_command:
        names = ", ".join(sorted(command.__name__ for command in by_command))
        raise ValueError(f"examples of what is not offered: {names}")
    return tuple(made)


def commands_of(offers: Iterable[Offer[Any]]) -> Any:
    """Return the union of the commands of `offers`, as a kind has it."""
    first, *rest = (offer.command for offer in offers)
    union: Any = first
    for command in rest:
        union = union | command
    return union
