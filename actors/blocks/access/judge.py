"""Cedar, asked: who may what, by the policies as they are written."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from cedarpy import AuthzResult, Decision, PolicySet
from cedarpy import is_authorized as _is_authorized  # pyright: ignore[reportUnknownVariableType]

from actors.blocks.access.leaves import Sources
from actors.blocks.access.policy import Policy
from actors.blocks.access.vocabulary import Vocabulary, resource_type
from actors.kernel.guarded import Facts
from actors.kernel.verdict import Verdict

is_authorized = cast(
    "Callable[[dict[str, Any], PolicySet, list[Any]], AuthzResult]", _is_authorized
)

_OBJECT = "it"  # policies ask for facts of the object, never for its id


class Unreadable(ValueError):
    """Cedar cannot read the facts that it was given; the message says which."""


class Judge:
    """All policies, parsed once."""

    def __init__(
        self, texts: Iterable[str], policies: Iterable[Policy], vocabulary: Vocabulary
    ) -> None:
        self._set = PolicySet.from_str("\n".join(texts))
        self._policies = {policy.id: policy for policy in policies}
        self._kinds = vocabulary.kinds

    def decide(self, action: str, sources: Sources) -> Verdict:
        """Return Cedar's verdict.

        Raises:
            Unreadable: a fact is of a type that policies do not have.
        """
        actor, standing, facts, context = sources
        kind = action.partition(".")[0]
        declared = self._kinds[kind].facts
        principal = {"type": "Actor", "id": actor["id"]}
        object_ = {"type": resource_type(kind), "id": _OBJECT}
        request = {
            "principal": principal,
            "action": {"type": "Action", "id": action},
            "resource": object_,
            "context": _written(context),
        }
        known = {name: facts[name] for name in declared if name in facts}
        entities: list[dict[str, Any]] = [
            {"uid": principal, "attrs": _written({**standing, **actor}), "parents": []},
            {"uid": object_, "attrs": _written(known), "parents": []},
        ]
        try:
            answer = is_authorized(request, self._set, entities)
        except TypeError as error:
            raise Unreadable(str(error)) from None
        if answer.decision is Decision.NoDecision:
            raise Unreadable("; ".join(answer.diagnostics.errors))
        reasons = cast("dict[str, str]", answer.diagnostics.id_annotations_by_reason)  # pyright: ignore[reportUnknownMemberType]
        ids = [id for id in self._policies if id in reasons.values()]
        fields = self._fields(ids) if answer.allowed else ()
        return Verdict(answer.allowed, fields, ids[0] if ids else "")

    def _fields(self, ids: Iterable[str]) -> tuple[str, ...] | None:
        fields: dict[str, None] = {}
        for id in ids:
            given = self._policies[id].fields
            if given is None:
                return None
            fields |= dict.fromkeys(given)
        return tuple(fields)


def _written(facts: Facts) -> Mapping[str, Any]:
    return {
        name: list(value) if isinstance(value, frozenset | set) else value
        for name, value in facts.items()
        if value is not None
    }
