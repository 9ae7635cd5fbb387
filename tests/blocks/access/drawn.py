"""Policies, actors and objects drawn by chance from all that policies may be made of."""

import json
from typing import Any

import cedarpy
from hypothesis import strategies as st

from actors.blocks.access.vocabulary import Vocabulary
from actors.kernel.guarded import Guarded
from actors.kernel.identity import Identity

VOCABULARY = Vocabulary(
    kinds={
        "motion": Guarded(
            actions=("read", "sign"),
            facts={
                "unit": "text",
                "title": "text",
                "signers": "number",
                "public": "truth",
                "units": "texts",
                "tags": "texts",
            },
            fields=("title", "author", "phone"),
        )
    },
    standing={"place": "text", "rank": "number", "deputy": "truth", "scopes": "texts"},
    context={"hour": "number"},
)
ACTIONS = ("motion.read", "motion.sign")

WORDS = ("a", "b", "ab", "a.b\n*", "市政", "")
words = st.sampled_from(WORDS)
numbers = st.integers(-2, 3)
sets = st.frozensets(words, max_size=3)

TEXTS = {
    "resource": ("resource.unit", "resource.title"),
    "other": ("principal.unit", "principal.account", "principal.place", "context.purpose"),
}
NUMBERS = {"resource": ("resource.signers",), "other": ("principal.rank", "context.hour")}
SETS = {
    "resource": ("resource.units", "resource.tags"),
    "other": ("principal.roles", "principal.scopes"),
}
TRUTHS = ("resource.public", "principal.deputy")
KNOWN = (*TEXTS["resource"], *NUMBERS["resource"], *SETS["resource"], "principal.place")


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


text_literals = words.map(quoted)
set_literals = st.one_of(
    sets.map(lambda values: f"[{', '.join(quoted(value) for value in sorted(values))}]")
)
others = {
    "text": st.one_of(st.sampled_from(TEXTS["other"]), text_literals),
    "number": st.one_of(st.sampled_from(NUMBERS["other"]), numbers.map(str)),
    "set": st.one_of(st.sampled_from(SETS["other"]), set_literals),
}
texts = st.one_of(st.sampled_from(TEXTS["resource"]), others["text"])
all_sets = st.one_of(st.sampled_from(SETS["resource"]), others["set"])


def pairs(resource: tuple[str, ...], other: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Two sides of which at most one is a fact of the resource, in either order."""
    mixed = st.tuples(st.one_of(st.sampled_from(resource), other), other)
    return st.one_of(mixed, mixed.map(lambda sides: sides[::-1]))


memberships = st.one_of(st.tuples(all_sets, others["text"]), st.tuples(others["set"], texts))
patterns = st.lists(st.sampled_from(("a", "b", r"\*", "*", ".", "市", r"\n")), max_size=4)
leaves = st.one_of(
    st.tuples(pairs(TEXTS["resource"], others["text"]), st.sampled_from(("==", "!="))).map(
        lambda drawn: f"{drawn[0][0]} {drawn[1]} {drawn[0][1]}"
    ),
    st.tuples(
        pairs(NUMBERS["resource"], others["number"]),
        st.sampled_from(("==", "!=", "<", "<=", ">", ">=")),
    ).map(lambda drawn: f"{drawn[0][0]} {drawn[1]} {drawn[0][1]}"),
    memberships.map(lambda sides: f"{sides[0]}.contains({sides[1]})"),
    st.tuples(
        pairs(SETS["resource"], others["set"]), st.sampled_from(("containsAny", "containsAll"))
    ).map(lambda drawn: f"{drawn[0][0]}.{drawn[1]}({drawn[0][1]})"),
    all_sets.map(lambda term: f"{term}.isEmpty()"),
    st.tuples(texts, patterns).map(lambda drawn: f'{drawn[0]} like "{"".join(drawn[1])}"'),
    st.sampled_from(TRUTHS),
    st.sampled_from(KNOWN).map(lambda name: name.replace(".", " has ")),
    st.sampled_from(("true", "false")),
)
conditions = st.recursive(
    leaves.map(lambda leaf: f"({leaf})"),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(("&&", "||")), inner).map(
            lambda parts: f"({' '.join(parts)})"
        ),
        inner.map(lambda part: f"!{part}"),
    ),
    max_leaves=6,
)


@st.composite
def policies(draw: st.DrawFn) -> str:
    """The text of a file with up to five policies."""
    text = ""
    for number in range(draw(st.integers(1, 5))):
        effect = draw(st.sampled_from(("permit", "permit", "forbid")))
        scopes = [
            'action == Action::"motion.read"',
            'action in [Action::"motion.read", Action::"motion.sign"]',
        ]
        scope = draw(st.sampled_from(scopes if effect == "permit" else [*scopes, "action"]))
        resource = draw(st.sampled_from(("resource", "resource is Motion")))
        clauses = draw(
            st.lists(st.tuples(st.sampled_from(("when", "unless")), conditions), max_size=2)
        )
        fields = draw(
            st.sampled_from(("", '@fields("title")', '@fields("*")', '@fields("author, phone")'))
        )
        text += f'@id("drawn.{number}") {fields if effect == "permit" else ""}\n'
        text += f"{effect}(principal is Actor, {scope}, {resource})"
        text += "".join(f" {word} {{ {condition} }}" for word, condition in clauses) + ";\n"
    return text


identities = st.builds(
    lambda kind, account, roles, unit: Identity(f"{kind}:{account}", roles, unit),
    st.sampled_from(("person", "staff")),
    words,
    st.lists(words, max_size=2).map(tuple),
    words,
)


def some(values: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Facts of which any may be missing, or None."""
    return st.fixed_dictionaries(
        {}, optional={name: st.one_of(st.none(), strategy) for name, strategy in values.items()}
    )


facts = some(
    {
        "unit": words,
        "title": words,
        "signers": numbers,
        "public": st.booleans(),
        "units": sets,
        "tags": sets,
    }
)
standings = some({"place": words, "rank": numbers, "deputy": st.booleans(), "scopes": sets})
contexts = some({"hour": numbers})


def asked_of_cedar(
    text: str,
    by: Identity,
    action: str,
    facts: dict[str, Any],
    purpose: str,
    standing: dict[str, Any],
    context: dict[str, Any],
) -> cedarpy.AuthzResult:
    """Cedar's own answer, by nothing but the text of the policies."""

    def written(values: dict[str, Any]) -> dict[str, Any]:
        return {
            name: sorted(value) if isinstance(value, frozenset) else value
            for name, value in values.items()
            if value is not None
        }

    actor = {
        "id": by.id,
        "kind": by.id.split(":")[0],
        "account": by.id.split(":", 1)[1],
        "unit": by.unit,
        "roles": list(by.roles),
    }
    principal = {"type": "Actor", "id": by.id}
    motion = {"type": "Motion", "id": "1"}
    return cedarpy.is_authorized(
        {
            "principal": principal,
            "action": {"type": "Action", "id": action},
            "resource": motion,
            "context": written({"purpose": purpose, **context}),
        },
        text,
        [
            {"uid": principal, "attrs": {**written(standing), **actor}, "parents": []},
            {"uid": motion, "attrs": written(facts), "parents": []},
        ],
    )
