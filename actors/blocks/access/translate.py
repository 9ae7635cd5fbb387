"""From a policy as Cedar reads it to a condition of ours, within a closed set of operators.

The set is as large as lists can be filtered by: what a policy says must be true of a record opened
by its address and of a row in a list alike.
"""

import difflib
from collections.abc import Iterable, Sequence
from functools import reduce

from cedarpy import pst

from actors.blocks.access.condition import (
    Always,
    And,
    Condition,
    Fact,
    Known,
    Leaf,
    Literals,
    Not,
    Operator,
    Or,
    Pattern,
    Source,
    Term,
)
from actors.blocks.access.vocabulary import ACTOR, CONTEXT, Vocabulary
from actors.kernel.guarded import FactType

_OPERATORS: dict[pst.BinaryOpName, Operator] = {
    "eq": "equals",
    "less": "less",
    "less_eq": "less_or_equal",
    "contains": "contains",
    "contains_all": "contains_all",
    "contains_any": "contains_any",
}
_TURNED: dict[pst.BinaryOpName, pst.BinaryOpName] = {"greater": "less", "greater_eq": "less_eq"}
_SETS = ("texts", "numbers")
_ELEMENT = {"texts": "text", "numbers": "number"}


class Wrong(Exception):
    """A part of a condition cannot stay; the message says why."""


def likely(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean ...?" if one of `known` looks like `name`, else ""."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


class Translation:
    """Translates the conditions of policies about objects of `kinds`; gathers what is wrong."""

    def __init__(self, vocabulary: Vocabulary, kinds: Sequence[str]) -> None:
        self.wrong: list[str] = []
        self._vocabulary = vocabulary
        self._kinds = kinds

    def condition(self, clauses: Sequence[pst.Clause]) -> Condition:
        """Return what holds where all of `clauses` do."""
        parts = [
            Not(self._of(clause.expr)) if isinstance(clause, pst.Unless) else self._of(clause.expr)
            for clause in clauses
        ]
        return reduce(And, parts) if parts else Always(True)

    def _of(self, expression: pst.Expr) -> Condition:
        match expression:
            case pst.BinaryOp("and", left, right):
                return And(self._of(left), self._of(right))
            case pst.BinaryOp("or", left, right):
                return Or(self._of(left), self._of(right))
            case pst.UnaryOp("not", part):
                return Not(self._of(part))
            case pst.BinaryOp("not_eq", left, right):
                return Not(self._of(pst.BinaryOp("eq", left, right)))
            case pst.BoolLit(value):
                return Always(value)
            case _:
                try:
                    return self._leaf(expression)
                except Wrong as wrong:
                    self.wrong.append(str(wrong))
                    return Always(False)

    def _leaf(self, expression: pst.Expr) -> Leaf:
        match expression:
            case pst.GetAttr():
                leaf = Leaf("is_true", self._fact(expression))
            case pst.HasAttr(base, (name,)):
                leaf = Leaf("has", self._fact(pst.GetAttr(base, name)))
            case pst.Like(base, pattern):
                leaf = Leaf("like", self._term(base), Pattern(_parts(pattern)))
            case pst.UnaryOp("is_empty", part):
                leaf = Leaf("is_empty", self._term(part))
            case pst.BinaryOp(operator, left, right) if operator in _TURNED:
                return self._leaf(pst.BinaryOp(_TURNED[operator], right, left))
            case pst.BinaryOp(operator, left, right) if operator in _OPERATORS:
                leaf = Leaf(_OPERATORS[operator], self._term(left), self._term(right))
            case _:
                raise Wrong(f"{_name(expression)} is outside of what policies may be made of")
        if sum(fact.of == "resource" for fact in leaf.facts()) > 1:
            raise Wrong("two facts of the resource are compared, which no list can be filtered by")
        self._require_types(leaf)
        return leaf

    def _term(self, expression: pst.Expr) -> Fact | Known:
        match expression:
            case pst.GetAttr():
                return self._fact(expression)
            case pst.BoolLit(value) | pst.LongLit(value) | pst.StringLit(value):
                return Known(value)
            case pst.Set(elements):
                return Known(_set(elements))
            case _:
                raise Wrong(f"{_name(expression)} is outside of what can be compared")

    def _fact(self, expression: pst.GetAttr) -> Fact:
        name = expression.attr
        match expression.base:
            case pst.Var("principal"):
                known = {**ACTOR, **self._vocabulary.standing}
                source: Source = "actor" if name in ACTOR else "standing"
            case pst.Var("context"):
                known, source = {**CONTEXT, **self._vocabulary.context}, "context"
            case pst.Var("resource"):
                for kind in self._kinds:
                    _require_known(name, self._vocabulary.kinds[kind].facts, kind)
                return Fact("resource", name)
            case _:
                raise Wrong(f"{name!r} is asked of neither principal nor resource nor context")
        _require_known(name, known, "an actor" if source != "context" else "the context")
        return Fact(source, name)

    def _require_types(self, leaf: Leaf) -> None:
        for left in self._types(leaf.left):
            for right in self._types(leaf.right):
                if not _fits(leaf.operator, left, right):
                    sides = f"{left} and {right}" if right else left
                    raise Wrong(f"{leaf.operator} cannot be asked of {sides}")

    def _types(self, term: Term | None) -> set[str]:
        match term:
            case None:
                return {""}
            case Pattern():
                return {"pattern"}
            case Known(value):
                return {_type(value)}
            case Fact("resource", name):
                return {self._vocabulary.kinds[kind].facts[name] for kind in self._kinds}
            case Fact("context", name):
                return {{**CONTEXT, **self._vocabulary.context}[name]}
            case Fact(_, name):
                return {{**ACTOR, **self._vocabulary.standing}[name]}


def _require_known(name: str, known: Iterable[str], whose: str) -> None:
    if name not in known:
        raise Wrong(f"{name!r} is not known of {whose}{likely(name, known)}")


def _fits(operator: Operator, left: FactType | str, right: FactType | str) -> bool:
    match operator:
        case "is_true":
            return left == "truth"
        case "has":
            return True
        case "equals":
            return left == right and left not in _SETS
        case "less" | "less_or_equal":
            return left == right == "number"
        case "contains":
            return _ELEMENT.get(left) == right
        case "contains_all" | "contains_any":
            return left == right and left in _SETS
        case "is_empty":
            return left in _SETS
        case "like":
            return left == "text"


def _type(value: Literals) -> str:
    if isinstance(value, frozenset):
        return "texts" if all(isinstance(element, str) for element in value) else "numbers"
    if isinstance(value, bool):
        return "truth"
    return "text" if isinstance(value, str) else "number"


def _set(elements: Sequence[pst.Expr]) -> frozenset[str] | frozenset[int]:
    texts = frozenset(e.value for e in elements if isinstance(e, pst.StringLit))
    numbers = frozenset(e.value for e in elements if isinstance(e, pst.LongLit))
    plain = all(isinstance(element, pst.StringLit | pst.LongLit) for element in elements)
    if not plain or (texts and numbers):
        raise Wrong("a set holds something else than texts alone or numbers alone")
    return numbers or texts


def _parts(pattern: Sequence[pst.PatternElem]) -> tuple[str, ...]:
    parts = [""]
    for element in pattern:
        if isinstance(element, pst.Char):
            parts[-1] += element.value
        else:
            parts.append("")
    if any("\0" in part for part in parts):
        raise Wrong("a pattern holds a character that no list can be filtered by")
    return tuple(parts)


def _name(expression: pst.Expr) -> str:
    if isinstance(expression, pst.UnaryOp | pst.BinaryOp):
        return repr(expression.op)
    return repr(type(expression).__name__)
