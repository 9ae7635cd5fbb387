"""Reads the files of policies, and tells of everything that is wrong with them at once."""

from collections.abc import Iterable, Iterator, Mapping

from cedarpy import policies_to_pst, pst

from actors.blocks.access.policy import Policy
from actors.blocks.access.statements import Statement, statements
from actors.blocks.access.translate import Translation, likely
from actors.blocks.access.vocabulary import Vocabulary, resource_type
from actors.kernel.mistakes import Mistake

_ACTOR = pst.EntityType("Actor")
_ANNOTATIONS = ("id", "fields")


def read(
    files: Iterable[tuple[str, str]], vocabulary: Vocabulary, mistakes: list[Mistake]
) -> tuple[Policy, ...]:
    """Return the policies of `files`, (owner, text) each, in their order.

    What is wrong is added to `mistakes`; a policy with something wrong is left out.
    """
    policies: list[Policy] = []
    seen: set[str] = set()
    for owner, text in files:
        for statement in statements(text):
            reading = _Reading(owner, statement, vocabulary)
            policy = reading.policy()
            if policy is not None and policy.id in seen:
                reading.wrong.append(f"there is another policy {policy.id!r}")
            elif policy is not None:
                seen.add(policy.id)
            mistakes += reading.mistakes()
            if policy is not None and not reading.wrong:
                policies.append(policy)
    return tuple(policies)


class _Reading:
    """One statement on its way to a policy."""

    def __init__(self, owner: str, statement: Statement, vocabulary: Vocabulary) -> None:
        self.wrong: list[str] = []
        self._owner = owner
        self._vocabulary = vocabulary
        self._line = statement.line
        self._text = statement.text
        self._id = ""

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what is wrong with it, each at its id, or its line if it has none."""
        place = self._id or f"line {self._line}"
        for rule in self.wrong:
            yield Mistake(f"{self._owner}/policies.cedar", place, rule)

    def policy(self) -> Policy | None:
        """Return the policy as far as it can be read."""
        try:
            read = policies_to_pst(self._text)
        except ValueError as error:
            self.wrong.append(f"cannot be read: {error}")
            return None
        if read.templates:
            self.wrong.append("has slots, which nothing fills")
            return None
        (template,) = read.static_policies.values()
        self._read_id(template.annotations)
        if template.principal not in (pst.ScopeAny(), pst.ScopeIs(_ACTOR)):
            self.wrong.append("principal may be free or `is Actor`; ask for an id in the condition")
        actions = self._actions(template)
        kinds = sorted({action.partition(".")[0] for action in actions})
        translation = Translation(self._vocabulary, kinds)
        condition = translation.condition(template.clauses)
        self.wrong += translation.wrong
        return Policy(
            id=self._id,
            effect=template.effect,
            actions=frozenset(actions),
            condition=condition,
            fields=self._fields(template, kinds),
        )

    def _read_id(self, annotations: Mapping[str, str]) -> None:
        self._id = annotations.get("id", "")
        owner, _, name = self._id.partition(".")
        if not self._id:
            self.wrong.append(f'has no @id("{self._owner}.<name>")')
        elif owner != self._owner or not name:
            self.wrong.append(f"its id must begin with {self._owner + '.'!r}")
        self.wrong += (
            f"there is no annotation @{name}{likely(name, _ANNOTATIONS)}"
            for name in sorted(set(annotations) - set(_ANNOTATIONS))
        )

    def _actions(self, template: pst.Template) -> list[str]:
        """Return the actions that it concerns, of the kinds that its resource may be."""
        known = self._vocabulary.actions()
        kinds = self._kinds(template.resource)
        match template.action:
            case pst.ActionEq(entity):
                named = [entity]
            case pst.ActionIn(entities):
                named = list(entities)
            case pst.ScopeAny():
                if template.effect == "permit":
                    self.wrong.append("permits every action; name those that are meant")
                return [action for action in known if action.partition(".")[0] in kinds]
        actions = [entity.id for entity in named]
        for entity in named:
            kind = entity.id.partition(".")[0]
            if entity.type != pst.EntityType("Action") or entity.id not in known:
                self.wrong.append(f"there is no action {entity.id!r}{likely(entity.id, known)}")
            elif kind not in kinds:
                self.wrong.append(f"{entity.id!r} is never done to this resource")
        return [action for action in actions if action in known]

    def _kinds(self, resource: pst.PrincipalOrResourceConstraint) -> list[str]:
        kinds = {resource_type(kind): kind for kind in self._vocabulary.kinds}
        match resource:
            case pst.ScopeAny():
                return list(kinds.values())
            case pst.ScopeIs(pst.EntityType(name, ())) if name in kinds:
                return [kinds[name]]
            case pst.ScopeIs(entity_type):
                name = str(entity_type)
                self.wrong.append(f"there is no kind {name!r}{likely(name, kinds)}")
            case _:
                self.wrong.append("resource may be free or `is` a kind")
        return []

    def _fields(self, template: pst.Template, kinds: list[str]) -> tuple[str, ...] | None:
        if "fields" not in template.annotations:
            return ()
        if template.effect == "forbid":
            self.wrong.append("forbids, and gives fields free")
        names = tuple(name.strip() for name in template.annotations["fields"].split(","))
        if names == ("*",):
            return None
        for kind in kinds:
            known = self._vocabulary.kinds[kind].fields
            self.wrong += (
                f"{kind} has no field {name!r}{likely(name, known)}"
                for name in names
                if name not in known
            )
        return names
