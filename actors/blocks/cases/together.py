"""Cases that were applied for together (一件事): the paper that one makes goes to the others that
need it, without anybody bringing it."""

from msgspec.structs import replace

from actors.blocks.cases.basis import Basis
from actors.blocks.cases.commands import TakePaper
from actors.blocks.cases.events import DraftSaved, MaterialsSupplied
from actors.blocks.cases.state import CaseState, Material, application_of
from actors.blocks.documents.paper import PaperMade
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.turn import Turn


def pass_on(turn: Turn[CaseState], made: PaperMade, basis: Basis) -> None:
    """Send the result document that was `made` to the cases that wait for it."""
    state, result = turn.state, basis.item.result
    if state.together is None or result is None or made.template != result.paper:
        return
    for wanted in state.together.wanted:
        paper = Material(
            name=wanted.material,
            source="made",
            file_name=f"{result.title.zh}.pdf",
            sha256=made.sha256,
            bytes=made.bytes,
            media_type="application/pdf",
            issuer=basis.library[Organisation].title(state.unit),
            issued_on=local_day(turn.now),
            grade="A",
            case=turn.id,
            case_number=state.number,
        )
        turn.send(f"case:{wanted.case}", TakePaper(paper=paper))


def take_paper(turn: Turn[CaseState], command: TakePaper, basis: Basis) -> None:
    """Take the paper that another case made, if this one waits for it: sent or still a draft."""
    state, paper = turn.state, command.paper
    waits = any(
        each.name == paper.name and each.source == "made" and each.case == paper.case
        for each in state.materials
        if not each.sha256
    )
    if not waits or state.closed_at is not None:
        return
    if state.phase != "draft":
        turn.emit(MaterialsSupplied(at=turn.now, materials=(paper,)))
        return
    kept = tuple(paper if each.name == paper.name else each for each in state.materials)
    filed = application_of(replace(state, materials=kept))
    turn.emit(DraftSaved(system=state.system, unit=state.unit, **filed))
