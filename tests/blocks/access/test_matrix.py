"""The matrix of policies against what is asked of them, told once more by hand."""

from actors.blocks.access.access import load
from actors.blocks.access.matrix import Cell, matrix
from actors.blocks.access.vocabulary import Vocabulary
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.identity import Identity

VOCABULARY = Vocabulary(
    kinds={
        "suggestion": Guarded(
            actions=("read", "assign", "reply", "rate"),
            facts={"state": "text", "author": "text", "units": "texts"},
        )
    }
)
POLICIES = """
@id("npc.author") permit(
  principal, action in [Action::"suggestion.read", Action::"suggestion.rate"], resource
) when { principal.kind == "person" && principal.account == resource.author };

@id("npc.office") permit(
  principal, action in [Action::"suggestion.read", Action::"suggestion.assign"], resource
) when { principal.roles.contains("office") && resource.state != "draft" };

@id("npc.handler") permit(
  principal, action in [Action::"suggestion.read", Action::"suggestion.reply"], resource
) when { principal.roles.contains("handler") && resource.units.contains(principal.unit) };

@id("npc.closed") forbid(principal, action, resource)
when { resource.state == "closed" } unless { principal.roles.contains("office") };
"""
ROLES = {
    "deputy": Identity("person:zh", ("deputy",)),
    "office": Identity("staff:li", ("office",), "congress"),
    "handler": Identity("staff:wu", ("handler",), "school"),
    "nobody": Identity("staff:he", (), "school"),
}
STATES: dict[str, Facts] = {
    state: {"state": state, "author": "other", "units": frozenset({"other"})}
    for state in ("draft", "accepted", "closed")
}


def own(by: Identity, facts: Facts) -> Facts:
    return {**facts, "author": by.id.partition(":")[2]}


def of_the_unit(by: Identity, facts: Facts) -> Facts:
    return {**facts, "units": frozenset({by.unit, "other"})}


def strange(by: Identity, facts: Facts) -> Facts:
    return facts


def oracle(cell: Cell) -> bool:
    match cell.role, cell.relation, cell.action.partition(".")[2]:
        case "deputy", "own", "read" | "rate":
            return cell.state != "closed"
        case "office", _, "read" | "assign":
            return cell.state != "draft"
        case "handler", "of_the_unit", "read" | "reply":
            return cell.state != "closed"
        case _:
            return False


def test_every_cell_is_as_the_oracle_has_it() -> None:
    cells = list(
        matrix(
            load([("npc", POLICIES)], VOCABULARY),
            roles=ROLES,
            actions=VOCABULARY.actions(),
            states=STATES,
            relations={"own": own, "of_the_unit": of_the_unit, "strange": strange},
        )
    )

    assert len(cells) == 4 * 4 * 3 * 3
    assert [cell for cell in cells if cell.verdict.allowed is not oracle(cell)] == []
    assert sum(cell.verdict.allowed for cell in cells) == 20
