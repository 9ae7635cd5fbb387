"""The licence (证照) that the result of a case is: entered into the store in the turn in which the
case hears that its paper is there."""

from actors.blocks.cases.basis import Basis
from actors.blocks.cases.saying import day_said
from actors.blocks.cases.state import CaseState
from actors.blocks.documents.make import paper_id
from actors.blocks.documents.paper import PaperMade
from actors.blocks.licences.licence import LICENCE, Holder, RevokeLicence, register
from actors.blocks.verification.verification import end_paper, replace_paper
from actors.kernel.deadlines import local_day
from actors.kernel.turn import Turn

LICENCES = ("licence", "certificate")
"""Templates of papers that somebody holds and shows, unlike notices."""


def register_result(
    turn: Turn[CaseState], command: PaperMade, basis: Basis, days: dict[str, object]
) -> None:
    """Enter the result document into the licence store, if it is one; `days` are what it says of
    its validity. Told of it again, the store keeps the one that it has."""
    state, result = turn.state, basis.item.result
    applicant, decided = state.applicant, state.decided_at
    if result is None or applicant is None or decided is None:
        return
    if command.template != result.paper or result.paper not in LICENCES:
        return
    register(
        turn,
        command.document,
        kind=result.kind,
        title=result.title.zh,
        number=state.document,
        organ=state.unit,
        holder=Holder(
            name=applicant.name,
            id_type=applicant.id_type,
            id_number=applicant.id_number,
            account=applicant.account,
            person=applicant.person,
        ),
        since=day_said(days.get("valid_from")) or local_day(decided),
        until=day_said(days.get("valid_until")),
        file=command.sha256,
        size=command.bytes,
        says={name: state.form[name] for name in result.shows if name in state.form},
        replaces=_edition_before(turn, command) if command.n > 1 else "",
    )


def replace_edition(turn: Turn[CaseState], command: PaperMade, basis: Basis) -> None:
    """Tell those who verify papers that a result document that is no licence took the place of the
    one before; of a licence, the store tells."""
    result = basis.item.result
    made_anew = result is not None and command.template == result.paper and command.n > 1
    if made_anew and command.template not in LICENCES:
        replace_paper(turn, _edition_before(turn, command), by=command.document)


def take_back(turn: Turn[CaseState], basis: Basis, reason: str) -> None:
    """The result that was made, if it was, is in force no longer: whoever verifies it, or asks the
    store, is told so at once."""
    result = basis.item.result
    kept = [each for each in turn.state.papers if result and each.template == result.paper]
    if not kept:
        return
    latest = max(kept, key=lambda each: each.n)
    if latest.template in LICENCES:
        turn.send(f"{LICENCE}:{latest.document}", RevokeLicence(reason=reason))
    else:
        end_paper(turn, latest.document)


def is_taken_back(turn: Turn[CaseState], command: PaperMade, basis: Basis) -> bool:
    """Tell whether a result that was made is of a case that was revoked or made void meanwhile; it
    then never was in force, and whoever verifies it is told so."""
    result = basis.item.result
    late = result is not None and command.template == result.paper
    if late and turn.state.phase in ("revoked", "voided"):
        end_paper(turn, command.document)
        return True
    return False


def _edition_before(turn: Turn[CaseState], command: PaperMade) -> str:
    return paper_id(turn.key, command.template, command.n - 1)
