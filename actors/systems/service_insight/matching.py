"""Finds what others mean by a name (SDB-22), and says by what it was found."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from heapq import nsmallest
from itertools import islice, takewhile

import msgspec
from rapidfuzz import fuzz, process

from actors.systems.service_insight.questions import Question
from actors.systems.service_insight.registers import Entity, Reference, Registers

EXACT, SUCCEEDS, PAST = 100.0, 90.0, 80.0
_LIKE = 55.0  # of 100; names less alike are no candidates
_MOST = 200  # names, or entities, that are looked at
_BY_NAME = 0.7  # of the score; the rest is what of the properties fits


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """What may be meant: its `score` from 0 to 100, and `match` where nobody need look. `features`
    are how well the name fits, whether it is in force then, whether it took the place of what was
    named, and of each property that was asked whether it fits."""

    entity: Entity
    score: float
    match: bool
    features: Mapping[str, float | bool]


class _Hit(msgspec.Struct, frozen=True):
    entity: Entity
    score: float
    succeeds: bool = False


class Matching:
    """Compares names with the `registers`. `folded` brings a name to the form in which writings of
    it are the same."""

    def __init__(self, registers: Registers, folded: Callable[[str], str]) -> None:
        self.registers = registers
        self._folded = folded

    def prepare(self) -> None:
        """Work out what comparing needs, which the first question would do otherwise."""
        _ = self._names, self._spoken, self._by_value

    def find(self, question: Question, today: date) -> tuple[Candidate, ...]:
        """Return what may be meant, the likeliest first. Names are those in force on the date that
        the question says, or `today`; what bore the name before is a candidate where it says none.
        What was ended stands for all that took its place, and a person decides."""
        on = question.on or today
        hits: dict[str, _Hit] = {}
        for hit in self._hits(question, on):
            hits.setdefault(hit.entity.id, hit)
        types, strict = set(question.types), question.type_strict
        judged = [
            self._judged(question, hit, on)
            for hit in hits.values()
            if not types or strict == "should" or _fits(hit.entity, types, strict)
        ]
        alone = sum(each.match for each in judged) == 1
        candidates = [
            msgspec.structs.replace(
                each,
                match=each.match and alone,
                score=each.score - (10.0 if types and each.entity.type not in types else 0.0),
            )
            for each in judged
        ]
        candidates.sort(key=lambda each: (-each.score, each.entity.id))
        return tuple(candidates[: max(0, int(question.limit))])

    def suggested(self, prefix: str) -> Iterator[Entity]:
        """Yield what has a name, code or id that begins with `prefix`, what is in use first."""
        wanted = self._folded(prefix)
        names = islice(self._names, bisect_left(self._names, wanted), None)
        found = {
            entity.id: entity
            for name in takewhile(lambda name: name.startswith(wanted), names)
            for entity in self._by_name[name]
        }
        yield from sorted(found.values(), key=lambda each: (_gone(each), each.id))

    def _hits(self, question: Question, on: date) -> Iterable[_Hit]:
        if question.query is None:
            return self._by_properties(question)
        name = self._folded(question.query)
        if named := self.registers.by_id.get(question.query.strip()):
            return [_Hit(named, EXACT)]
        exact = self._by_name.get(name, ())
        now = [_Hit(each, EXACT) for each in exact if each.in_force(on)]
        if now or not name:
            return now
        if exact:
            return self._after(exact, on, told=question.on is not None)
        return self._alike(name, on)

    def _after(self, past: Iterable[Entity], on: date, *, told: bool) -> Iterator[_Hit]:
        """Yield what stands on `on` in the place of what was named and, unless a date was `told`,
        what was named itself."""
        for each in past:
            if not told:
                yield _Hit(each, PAST)
            for heir in self.registers.successors(each, on):
                yield _Hit(heir, SUCCEEDS, succeeds=True)

    def _alike(self, name: str, on: date) -> Iterator[_Hit]:
        names = self._by_name
        found = process.extract(
            name, names.keys(), scorer=fuzz.ratio, limit=200, score_cutoff=_LIKE
        )
        for like, score, _ in found:
            yield from (_Hit(each, round(score, 2)) for each in names[like] if each.in_force(on))

    def _by_properties(self, question: Question) -> Iterator[_Hit]:
        fitting = Counter(
            id
            for asked in question.wanted
            for id in {
                id
                for value in asked.values
                for id in self._by_value.get((asked.pid, self._folded(value)), ())
            }
        )
        for id in nsmallest(_MOST, fitting, key=lambda id: (-fitting[id], id)):
            yield _Hit(self.registers.by_id[id], 0.0)

    def _judged(self, question: Question, hit: _Hit, on: date) -> Candidate:
        entity = hit.entity
        fitting = {each.pid: self._has(entity, each.pid, each.values) for each in question.wanted}
        share = sum(fitting.values()) / len(fitting) if fitting else 1.0
        by_name = _BY_NAME if question.query is not None else 0.0
        score = hit.score if not fitting else by_name * hit.score + (1 - by_name) * 100 * share
        features: dict[str, float | bool] = dict(fitting)
        if question.query is not None:
            features["name"] = hit.score
        features["in_force"] = entity.in_force(on)
        features["succeeds"] = hit.succeeds
        sure = hit.score == EXACT or question.query is None
        of_type = not question.types or entity.type in question.types
        match = sure and of_type and all(fitting.values())
        return Candidate(entity=entity, score=round(score, 2), match=match, features=features)

    def _has(self, entity: Entity, property: str, values: Iterable[str]) -> bool:
        own = self._values(entity, property)
        return any(self._folded(value) in own for value in values)

    def _values(self, entity: Entity, property: str) -> set[str]:
        """Return what is said of a property, folded; of another entity its id and its name."""
        said: set[str] = set()
        for each in entity.said.get(property, ()):
            said |= {each.id, each.name} if isinstance(each, Reference) else {str(each)}
        return set(map(self._folded, said))

    @cached_property
    def _by_value(self) -> Mapping[tuple[str, str], Sequence[str]]:
        """The ids of the entities of whom a property is said, by that and its value, folded."""
        found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for entity in self.registers.entities:
            for property in entity.said:
                for value in self._values(entity, property):
                    found[property, value].append(entity.id)
        return found

    @cached_property
    def _spoken(self) -> Sequence[str]:
        """The names that somebody may have meant by another, folded: no codes and ids."""
        every = self.registers.entities
        names = {self._folded(name) for each in every for name in (each.name, *each.also)}
        return sorted(names)

    @cached_property
    def _names(self) -> Sequence[str]:
        return sorted(self._by_name)

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Entity, ...]]:
        names: defaultdict[str, dict[str, Entity]] = defaultdict(dict)
        for entity in self.registers.entities:
            for name in (entity.name, *entity.also, entity.code, entity.id):
                names[self._folded(name)][entity.id] = entity
        return {name: tuple(entities.values()) for name, entities in names.items()}


def _fits(entity: Entity, types: set[str], strict: str) -> bool:
    """Tell whether the entity, which has one type, has any of `types`, or all."""
    return types == {entity.type} if strict == "all" else entity.type in types


def _gone(entity: Entity) -> bool:
    return entity.ended or bool(entity.meaning and entity.meaning.until)
