"""A case is rated (好差评) once its service is over, once; what was said is kept apart from it, so
that whoever handles the case does not learn it from there."""

from hashlib import sha256

from actors.blocks.cases import commands as c
from actors.blocks.cases import events as e
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.state import CaseState
from actors.blocks.ratings.records import RATING, KeepRating, Named, Said, Service
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn


def rate(turn: Turn[CaseState], command: c.Rate, basis: Basis) -> None:
    """Keep what the applicant says."""
    if not 1 <= command.stars <= 5:
        raise Refusal(Reason("rating.stars", "/stars"))
    said = Said(stars=command.stars, whys=command.whys, comment=command.comment)
    _keep(turn, said, basis, call=command.call)


def rate_by_proof(turn: Turn[CaseState], command: c.RateByProof, basis: Basis) -> None:
    """Keep what somebody says who has the case's link.

    Raises:
        Refusal: it was rated already.
    """
    if turn.state.stars or turn.state.rating:
        raise Refusal(Reason("rating.only_once"), kind="not_now")
    _keep(turn, command.said, basis, call=command.call)


def _keep(turn: Turn[CaseState], said: Said, basis: Basis, *, call: bool) -> None:
    """Have the rating kept under an id that nobody works out from the case: the id of the command
    goes into it, which nobody is shown."""
    state = turn.state
    rating = sha256(f"{RATING}/{turn.key}/{turn.command_id}".encode()).hexdigest()[:32]
    applicant = state.applicant
    named = None
    if call and applicant is not None:
        named = Named(number=state.number, name=applicant.name, phone=applicant.phone)
    turn.emit(e.Rated(at=turn.now, rating=rating))
    turn.send(
        f"{RATING}:{rating}",
        KeepRating(
            service=Service(
                item=state.item,
                title=basis.item.title,
                unit=state.unit,
                place=state.place,
                on=local_day(state.closed_at or turn.now),
            ),
            said=said,
            account=applicant.account if applicant else "",
            named=named,
        ),
    )
