"""Mandates as an entity kind: one for each account that others may act for."""

from datetime import date

from actors.blocks.access.access import Access
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.mandates.mandate import (
    GiveMandate,
    MandatesEvent,
    NameRepresentative,
    RenounceMandate,
    Represented,
    RevokeMandate,
    end,
    evolve,
    give,
    name_representative,
)
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider

MANDATES = "mandates"
GUARDED = Guarded(
    actions=("read", "give", "renounce"),
    facts={"owner": "text", "representatives": "texts", "holders": "texts"},
    fields=("representatives", "mandates"),
)
OFFERS: tuple[Offer[Represented], ...] = (
    Offer(command=NameRepresentative, of="platform", states=("kept",), begins=True),
    Offer(
        command=GiveMandate,
        action="give",
        states=("kept",),
        begins=True,
        example=GiveMandate(
            to="chen_jiahui", items=("SPJY-01",), since=date(2027, 1, 4), until=date(2027, 6, 30)
        ),
    ),
    Offer(command=RevokeMandate, action="give", grave=True, example=RevokeMandate(mandate=1)),
    Offer(command=RenounceMandate, action="renounce", example=RenounceMandate(mandate=1)),
)


def mandates_kind(library: Library) -> EntityKind[Represented]:
    """Return the kind "mandates"; the services that a mandate may be limited to come from
    `library`."""
    rules = Rules(
        kind=MANDATES,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: "kept" if state.last or state.representatives else "",
    )
    codes = {item.code for item in library[Catalogue].current_items()}
    return EntityKind(
        name=MANDATES,
        plural=MANDATES,
        state=Represented,
        initial=lambda key: Represented(id=key.partition(":")[2]),
        commands=commands_of(OFFERS),
        events=MandatesEvent,
        decide=decider(
            rules,
            {
                NameRepresentative: name_representative,
                GiveMandate: lambda turn, command: give(turn, command, codes),
                RevokeMandate: lambda turn, command: end(turn, command.mandate),
                RenounceMandate: lambda turn, command: end(
                    turn, command.mandate, holder=turn.by.id.partition(":")[2]
                ),
            },
        ),
        evolve=evolve,
        rules=rules,
        shown=("last",),
        concerns=lambda state: state.id,
    )


def facts(state: Represented) -> Facts:
    """Return what policies know of the mandates of an account."""
    return {
        "owner": state.id,
        "representatives": frozenset(state.representatives),
        "holders": frozenset(each.to for each in state.mandates),
    }
