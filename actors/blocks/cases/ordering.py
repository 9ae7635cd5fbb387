"""The papers (文书) of a case: which act has which paper made, and what stands in it.

They are ordered in the turn of the act itself, whoever acts, a clock included (行政许可法 Art. 32:
acceptance and refusal in writing, sealed and dated; Art. 38, 42, 45).
"""

from msgspec.structs import replace

from actors.blocks.cases import events as e
from actors.blocks.cases import later_events as later
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.later_papers import later_paper
from actors.blocks.cases.licensing import is_taken_back, register_result, replace_edition
from actors.blocks.cases.saying import Facts, act_paper, organ_of, result_paper, usual_days
from actors.blocks.cases.state import CaseState, HeldPaper
from actors.blocks.cases.together import pass_on
from actors.blocks.documents.make import make
from actors.blocks.documents.paper import PaperFailed, PaperMade
from actors.blocks.documents.template import Papers
from actors.blocks.numbers.ask import ask
from actors.blocks.numbers.register import Numbered, Unnumbered
from actors.kernel.system import Series
from actors.kernel.turn import Turn

RESULTS = Series(name="result", pattern="{scope}-{year}-{n:05}", most=99_999)
"""Numbers of result documents, for each item and year."""


def order_papers(turn: Turn[CaseState], basis: Basis) -> None:
    """Order the papers that the events of this turn call for."""
    if turn.state.applicant is None:
        return
    state = turn.state
    for event in tuple(turn.events):
        for wanted in (act_paper(event, state, basis), later_paper(event, state, basis)):
            if wanted is not None:
                _order(turn, basis, *wanted)
        if isinstance(event, later.ResultCorrected | later.Renewed) and state.issued_at:
            anew = result_paper(state, basis)
            if anew is not None:
                _order(turn, basis, *anew)


def ask_for_number(turn: Turn[CaseState], basis: Basis) -> None:
    """Have the result document numbered; it is made once it is."""
    ask(turn, RESULTS, scope=basis.item.code)


def number_result(turn: Turn[CaseState], command: Numbered, basis: Basis) -> None:
    """The result document has its number: have it made."""
    if turn.state.document or turn.state.issued_at is None:
        return
    turn.emit(e.ResultNumbered(at=turn.now, number=command.number))


def miss_number(turn: Turn[CaseState], command: Unnumbered, basis: Basis) -> None:
    """The year's numbers are used up: the result stays without one, as the register says, too."""
    turn.emit(e.ResultNotNumbered(at=turn.now))


def keep_paper(turn: Turn[CaseState], command: PaperMade, basis: Basis) -> None:
    """A paper is there, or there as another file: note it once; a licence goes into the store."""
    paper = HeldPaper(
        document=command.document,
        template=command.template,
        n=command.n,
        sha256=command.sha256,
        bytes=command.bytes,
        pages=command.pages,
    )
    if paper not in (replace(each, kept_at=None) for each in turn.state.papers):
        turn.emit(e.PaperKept(at=turn.now, paper=paper))
        if is_taken_back(turn, command, basis):
            return
        days = usual_days(turn.state, basis) | turn.state.result_fields
        register_result(turn, command, basis, days)
        pass_on(turn, command, basis)
        replace_edition(turn, command, basis)
        _hand_over(turn, paper, basis)


def _hand_over(turn: Turn[CaseState], paper: HeldPaper, basis: Basis) -> None:
    """What the platform decided by rule reaches the applicant's own pages once it is there."""
    state, result = turn.state, basis.item.result
    is_result = result is not None and result.paper == paper.template
    if state.decided_by_rule and state.phase == "issued" and is_result:
        turn.emit(e.Delivered(at=turn.now, method="electronic", collector="applicant"))


def miss_paper(turn: Turn[CaseState], command: PaperFailed, basis: Basis) -> None:
    """A paper could not be made; whoever administers papers is shown that."""
    which = (command.template, command.n)
    if which not in {(each.template, each.n) for each in turn.state.papers}:
        turn.emit(e.PaperMissed(at=turn.now, template=which[0], n=which[1], code=command.code))


def _order(turn: Turn[CaseState], basis: Basis, template: str, facts: Facts, n: int) -> None:
    state = turn.state
    assert state.applicant is not None
    known = basis.library[Papers].template(template) if Papers in basis.library else None
    make(
        turn,
        template,
        facts,
        state.unit if known is None or known.sealed else "",
        organ=organ_of(state, basis),
        number=state.document if "holder" in facts else state.number,
        approved_by=_decided_by(turn),  # who may have it sealed, where the seal allows that
        n=n,
    )


def _decided_by(turn: Turn[CaseState]) -> str:
    """Return who decides in this turn: the platform, where a case is decided by rule."""
    granted = (event.by for event in turn.events if isinstance(event, e.Granted))
    return next(granted, turn.by.id)
