"""What a paper does with its order, and with what became of it."""

from actors.blocks.documents.paper import (
    Ordered,
    OrderPaper,
    Paper,
    PaperFailed,
    PaperMade,
    PaperNotMade,
    PaperOrdered,
    PaperRendered,
    PaperSealed,
    PaperTakenUp,
    RecordFailed,
    RecordMade,
    RecordSealed,
    TakeUpAgain,
)
from actors.blocks.documents.template import Papers
from actors.blocks.verification.verification import enter_paper
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn


def order(turn: Turn[Paper], command: OrderPaper, papers: Papers) -> None:
    """Take the order. One that no template fits has failed at once, and is kept as such."""
    if turn.state.order is not None:
        _tell(turn)
        return
    template = papers.template(command.template)
    told = {name: getattr(command, name) for name in Ordered.__struct_fields__}
    version = template.version if template else 0
    turn.emit(PaperOrdered(at=turn.now, version=version, **told))
    _check(turn, papers)


def record_made(turn: Turn[Paper], command: RecordMade) -> None:
    """Record the file, and tell who ordered it once it is final."""
    if command.attempt != turn.state.attempt:
        return
    turn.emit(
        PaperRendered(
            at=turn.now,
            sha256=command.sha256,
            bytes=command.bytes,
            pages=command.pages,
            mark=command.mark,
            address=command.address,
        )
    )
    if turn.state.is_final:
        _let_verify(turn)
    _tell(turn)


def record_sealed(turn: Turn[Paper], command: RecordSealed) -> None:
    """Record the file with its seal, and tell who ordered it."""
    if command.attempt != turn.state.attempt:
        return
    turn.emit(
        PaperSealed(
            at=turn.now,
            sha256=command.sha256,
            bytes=command.bytes,
            certificate=command.certificate,
            sealed_at=command.sealed_at,
        )
    )
    _let_verify(turn)
    _tell(turn)


def record_failed(turn: Turn[Paper], command: RecordFailed) -> None:
    """Record why it cannot be made, and tell who ordered it."""
    if command.attempt == turn.state.attempt:
        _fail(turn, command.code, command.detail, command.field)


def take_up_again(turn: Turn[Paper], command: TakeUpAgain, papers: Papers) -> None:
    """Make it again, by the latest version of its template.

    Raises:
        Refusal: there is no such template.
    """
    template = papers.template(turn.state.template)
    if template is None:
        raise Refusal(Reason("document.no_template"), kind="not_now")
    turn.emit(PaperTakenUp(at=turn.now, by=turn.by.id, version=template.version))
    _check(turn, papers)


def _check(turn: Turn[Paper], papers: Papers) -> None:
    """Fail what no template fits: whoever wrote either has to mend it."""
    ordered = turn.state.order
    assert ordered is not None
    template = papers.template(ordered.template, turn.state.version)
    if template is None:
        _fail(turn, "unknown_template", ordered.template)
        return
    wrong = next(template.faults(ordered.facts), None)
    if wrong is not None:
        _fail(turn, "facts", wrong[1], wrong[0])


def _fail(turn: Turn[Paper], code: str, detail: str, field: str = "") -> None:
    turn.emit(PaperNotMade(at=turn.now, code=code, detail=detail, field=field))
    _tell(turn)


def _let_verify(turn: Turn[Paper]) -> None:
    """Let the public find the paper by its code, which is its id."""
    state = turn.state
    enter_paper(
        turn,
        turn.id,
        number=state.number,
        organ=state.order.organ if state.order else "",
        on=local_day(state.sealed_at or turn.now),
        sha256=state.sha256,
    )


def _tell(turn: Turn[Paper]) -> None:
    """Tell whoever ordered it what became of it, once something has."""
    state, ordered = turn.state, turn.state.order
    if ordered is None:
        return
    if state.is_final:
        made = PaperMade(
            template=ordered.template,
            n=ordered.n,
            document=turn.id,
            sha256=state.sha256,
            bytes=state.bytes,
            pages=state.pages,
        )
        turn.send(ordered.of, made)
    elif state.phase == "failed":
        failed = PaperFailed(
            template=ordered.template, n=ordered.n, document=turn.id, code=state.code
        )
        turn.send(ordered.of, failed)
