"""Policies with mistakes are refused, with all of them, each with its place and its rule."""

import pytest

from actors.blocks.access.access import load
from actors.blocks.access.vocabulary import Vocabulary
from actors.kernel.guarded import Guarded
from actors.kernel.mistakes import Mistakes

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
            },
            fields=("title", "author"),
        ),
        "open_dataset": Guarded(actions=("read",), facts={"unit": "text"}),
    },
    standing={"scopes": "texts"},
)


OUTSIDE = " is outside of what policies may be made of"
NOT_COMPARED = " is outside of what can be compared"
NO_LIST = "which no list can be filtered by"
MIXED = "something else than texts alone or numbers alone"
HEAD = '@id("npc.a") permit'
READ = 'action == Action::"motion.read"'


def rules(text: str, owner: str = "npc") -> list[tuple[str, str]]:
    """The place and the rule of everything that is wrong with `text`."""
    with pytest.raises(Mistakes) as refused:
        load([(owner, text)], VOCABULARY)
    assert {mistake.file for mistake in refused.value.mistakes} == {f"{owner}/policies.cedar"}
    return [(mistake.place, mistake.rule) for mistake in refused.value.mistakes]


def permit(condition: str, action: str = "motion.read", head: str = '@id("npc.read")') -> str:
    return (
        f'{head} permit(principal, action == Action::"{action}", resource) when {{ {condition} }};'
    )


def test_all_mistakes_of_all_files_are_told_at_once() -> None:
    ours = permit("resource.unti == principal.unit") + "\n" + permit("true", head="")
    theirs = "// of the open data\n\npermit(principal, action, resource) when { ; }"

    with pytest.raises(Mistakes) as refused:
        load([("npc", ours), ("open_data", theirs)], VOCABULARY)

    assert [(mistake.file, mistake.place) for mistake in refused.value.mistakes] == [
        ("npc/policies.cedar", "line 2"),
        ("npc/policies.cedar", "npc.read"),
        ("open_data/policies.cedar", "line 3"),
        ("open_data/policies.cedar", "line 3"),
    ]


@pytest.mark.parametrize(
    ("condition", "rule"),
    [
        ("resource.unti == principal.unit", "'unti' is not known of motion; did you mean 'unit'?"),
        ("principal.role.isEmpty()", "'role' is not known of an actor; did you mean 'roles'?"),
        ("principal.scope.isEmpty()", "'scope' is not known of an actor; did you mean 'scopes'?"),
        ('context.purpos == ""', "'purpos' is not known of the context; did you mean 'purpose'?"),
        ("resource has signer", "'signer' is not known of motion; did you mean 'signers'?"),
        (
            "resource.unit.code == 1",
            "'code' is asked of neither principal nor resource nor context",
        ),
        ("resource.unit == resource.title", f"two facts of the resource are compared, {NO_LIST}"),
        ("resource.signers + 1 > 3", f"'add'{NOT_COMPARED}"),
        ('principal in Actor::"li"', f"'in'{OUTSIDE}"),
        ('principal == Actor::"li"', f"'Var'{NOT_COMPARED}"),
        ("resource is Motion", f"'Is'{OUTSIDE}"),
        ("if resource.public then true else false", f"'IfThenElse'{OUTSIDE}"),
        ("ip(principal.unit).isLoopback()", f"'is_loopback'{OUTSIDE}"),
        ('resource.getTag("a") == "b"', f"'get_tag'{NOT_COMPARED}"),
        ("{a: 1} == {a: 1}", f"'Record'{NOT_COMPARED}"),
        ('["a", 1].contains(resource.unit)', f"a set holds {MIXED}"),
        ("[principal.unit].contains(resource.unit)", f"a set holds {MIXED}"),
        ("resource.unit", "is_true cannot be asked of text"),
        ("resource.unit == 1", "equals cannot be asked of text and number"),
        ("resource.units == principal.roles", "equals cannot be asked of texts and texts"),
        ('resource.unit < "b"', "less cannot be asked of text and text"),
        ("resource.public > 1", "less cannot be asked of number and truth"),
        ("resource.unit.contains(principal.unit)", "contains cannot be asked of text and text"),
        ("resource.units.contains(1)", "contains cannot be asked of texts and number"),
        ("resource.units.containsAny([1])", "contains_any cannot be asked of texts and numbers"),
        ("resource.unit.isEmpty()", "is_empty cannot be asked of text"),
        ('resource.signers like "1*"', "like cannot be asked of number and pattern"),
        (
            r'resource.unit like "\0*"',
            "a pattern holds a character that no list can be filtered by",
        ),
    ],
)
def test_what_is_outside_of_the_closed_set_is_refused(condition: str, rule: str) -> None:
    assert rules(permit(condition)) == [("npc.read", rule)]


@pytest.mark.parametrize(
    ("text", "place", "rule"),
    [
        (permit("true", head=""), "line 1", 'has no @id("npc.<name>")'),
        (permit("true", head='@id("oa.read")'), "oa.read", "its id must begin with 'npc.'"),
        (permit("true", head='@id("npc.")'), "npc.", "its id must begin with 'npc.'"),
        (permit("true") + permit("false"), "npc.read", "there is another policy 'npc.read'"),
        (
            permit("true", head='@id("npc.read") @field("title")'),
            "npc.read",
            "there is no annotation @field; did you mean 'fields'?",
        ),
        (
            permit("true", head='@id("npc.read") @fields("titel, author")'),
            "npc.read",
            "motion has no field 'titel'; did you mean 'title'?",
        ),
        (
            permit("true", action="motion.sing"),
            "npc.read",
            "there is no action 'motion.sing'; did you mean 'motion.sign'?",
        ),
        (
            '@id("npc.a") permit(principal, action, resource);',
            "npc.a",
            "permits every action; name those that are meant",
        ),
        (
            f"{HEAD}(principal, {READ}, resource is Moton);",
            "npc.a",
            "there is no kind 'Moton'; did you mean 'Motion'?",
        ),
        (
            f"{HEAD}(principal, {READ}, resource is OpenDataset);",
            "npc.a",
            "'motion.read' is never done to this resource",
        ),
        (
            f'{HEAD}(principal, {READ}, resource == Motion::"1");',
            "npc.a",
            "resource may be free or `is` a kind",
        ),
        (
            f'{HEAD}(principal == Actor::"li", {READ}, resource);',
            "npc.a",
            "principal may be free or `is Actor`; ask for an id in the condition",
        ),
        (
            '@id("npc.a") permit(principal == ?principal, action, resource);',
            "line 1",
            "has slots, which nothing fills",
        ),
        (
            '@id("npc.a") @fields("title") forbid(principal, action, resource is Motion);',
            "npc.a",
            "forbids, and gives fields free",
        ),
        (
            '@id("npc.a") forbid(principal, action, resource) when { resource.public };',
            "npc.a",
            "'public' is not known of open_dataset",
        ),
    ],
)
def test_what_is_wrong_with_a_policy_is_told_at_its_id(text: str, place: str, rule: str) -> None:
    assert (place, rule) in rules(text)


def test_a_policy_says_what_it_is_through_comments_and_semicolons_in_texts() -> None:
    text = (
        '// those of "the unit; and no others\n'
        + permit(r'resource.unit == "a;\"b"')
        + '\n@id("npc.sign") // ;\n'
        + 'permit(principal, action == Action::"motion.sign", resource);\n// end'
    )

    assert [policy.id for policy in load([("npc", text)], VOCABULARY).policies] == [
        "npc.read",
        "npc.sign",
    ]


def test_a_system_may_permit_what_another_does() -> None:
    theirs = permit("true", head='@id("supervision.read")')

    assert load([("npc", ""), ("supervision", theirs)], VOCABULARY).policies


def test_what_everybody_has_cannot_be_declared_once_more() -> None:
    with pytest.raises(ValueError, match="purpose, roles: known of everybody already"):
        Vocabulary(kinds={}, standing={"roles": "texts"}, context={"purpose": "text"})
