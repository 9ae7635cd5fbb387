"""Papers that are handed over or posted (送达): which, how, when, to whom.

Notices and decisions reach whoever applied in writing (行政许可法 Art. 32, 38, 44). Who has an
account, or agreed to text messages, is told of them; all others get them in the hand or by post,
and an officer says here that it was done. Ways and proof are those of 民事诉讼法 (2023), which
administrative organs follow: a receipt with the day (送达回证, Art. 87), direct service on the
person or on who may sign for him (直接送达, Art. 88), leaving it before a witness where it is
refused (留置送达, Art. 89), post, where the return receipt says the day (邮寄送达, Art. 91).

Service moves no clock here. The limits that begin with it run for whoever was served (sixty days to
have the decision reviewed, 行政复议法 Art. 20; six months to sue, 行政诉讼法 Art. 46): the platform
counts neither. Those that it does count begin with acts of the office or end with them, as
`clocks.py` and `dues.py` say, and a date that an applicant was told is not made earlier by a day
that somebody enters later. The result document itself goes out by the issuing desk (`closing.py`).
"""

import re
from collections.abc import Iterator
from datetime import date, datetime

from msgspec.structs import replace

from actors.blocks.cases.basis import Basis, refuse
from actors.blocks.cases.parts import ServedPaper, ServiceMethod, ServiceRelation
from actors.blocks.cases.state import CaseState, HeldPaper
from actors.blocks.forms import normalise
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identifiers import person_name
from actors.kernel.identity import Identity
from actors.kernel.turn import Command, Event, Turn

LONGEST_REASON = 500  # characters
RELATIONS = {"natural": ("applicant", "family", "agent"), "legal": ("organisation", "agent")}
"""Who may sign for an applicant of a kind (民事诉讼法 Art. 88)."""

_OF_METHOD = {"tracking": "post", "witness": "left", "refused_because": "left"}
_TRACKING = re.compile(r"[0-9]{13}|[A-Z]{2}[0-9]{11}|[A-Z]{2}[0-9]{9}[A-Z]{2}")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


class ServePaper(Command, frozen=True, kw_only=True):
    """登记送达: the `paper`, by the id of its document, was served on the local day `served_on`.

    `receiver` is the name of who signed or, of one that was left (留置送达), of who refused to.
    `relation` tells who that is to the applicant; by post it need not be known. `tracking` is the
    number of the post, `witness` who saw that it was left, `refused_because` why it was refused.
    """

    paper: str
    method: ServiceMethod
    served_on: date
    receiver: str
    relation: ServiceRelation = ""
    tracking: str = ""
    witness: str = ""
    refused_because: str = ""


class PaperServed(Event, frozen=True, kw_only=True):
    """The paper `document`, the `n`th by `template`, was served; an officer of `unit` says so."""

    at: datetime
    by: str
    unit: str
    document: str
    template: str
    n: int
    method: ServiceMethod
    served_on: date
    receiver: str
    relation: ServiceRelation = ""
    tracking: str = ""
    witness: str = ""
    refused_because: str = ""


def serve_paper(turn: Turn[CaseState], command: ServePaper, basis: Basis) -> None:
    """Keep that a paper was served, once for each."""
    state = turn.state
    paper = next((each for each in state.papers if each.document == command.paper), None)
    if paper is None:
        raise Refusal(Reason("serving.unknown_paper", "/paper"))
    if service_of(state, paper.document) is not None:
        raise Refusal(Reason("serving.served_already", "/paper"), kind="not_now")
    if _goes_by_issuing(paper, state, basis):
        raise Refusal(Reason("serving.result", "/paper"))
    said = replace(
        command,
        receiver=normalise.person_name(command.receiver),
        tracking=normalise.identifier(command.tracking),
        witness=normalise.person_name(command.witness),
        refused_because=normalise.plain_text(command.refused_because),
    )
    refuse((*_wrong_day(said, paper, turn.now), *_wrong_people(said, state), *_wrong_proof(said)))
    turn.emit(
        PaperServed(
            at=turn.now,
            by=turn.by.id,
            unit=turn.by.unit,
            document=paper.document,
            template=paper.template,
            n=paper.n,
            method=said.method,
            served_on=said.served_on,
            receiver=said.receiver,
            relation=said.relation,
            tracking=said.tracking,
            witness=said.witness,
            refused_because=said.refused_because,
        )
    )


def evolve(state: CaseState, event: PaperServed) -> CaseState:
    """Return the case after `event`."""
    served = ServedPaper(
        document=event.document,
        at=event.at,
        by=event.by,
        unit=event.unit,
        method=event.method,
        served_on=event.served_on,
        receiver=event.receiver,
        relation=event.relation,
        tracking=event.tracking,
        witness=event.witness,
        refused_because=event.refused_because,
    )
    return replace(state, served=(*state.served, served))


def service_of(state: CaseState, document: str) -> ServedPaper | None:
    """Return how the paper with the id `document` was served, None while it was not, or not as far
    as what was entered holds."""
    return next((e for e in state.served if e.document == document and e.back is None), None)


def in_nobodys_hand(state: CaseState, basis: Basis) -> frozenset[str]:
    """Return the ids of the papers that are there, and were neither served nor handed over."""
    if state.delivered_at is not None:
        return frozenset(paper.document for paper in to_be_served(state, basis))
    return frozenset(
        paper.document for paper in state.papers if service_of(state, paper.document) is None
    )


def to_be_served(state: CaseState, basis: Basis) -> tuple[HeldPaper, ...]:
    """Return the papers that are there and can still be served."""
    return tuple(
        paper
        for paper in state.papers
        if service_of(state, paper.document) is None and not _goes_by_issuing(paper, state, basis)
    )


def some_to_be_served(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether there is a paper that can still be served."""
    return bool(to_be_served(state, basis))


def _goes_by_issuing(paper: HeldPaper, state: CaseState, basis: Basis) -> bool:
    """Tell whether a paper is the result that `Deliver` or the issuing desk hands over. One that
    was made anew after that (勘误, 延续) goes no such way any more."""
    result, handed_over = basis.item.result, state.delivered_at
    if result is None or paper.template != result.paper:
        return False
    return handed_over is None or paper.kept_at is None or paper.kept_at <= handed_over


def _wrong_day(said: ServePaper, paper: HeldPaper, now: datetime) -> Iterator[Reason]:
    if said.served_on > local_day(now):
        yield Reason("serving.in_the_future", "/served_on")
    elif paper.kept_at is not None and said.served_on < local_day(paper.kept_at):
        yield Reason("serving.before_it_was_made", "/served_on")


def _wrong_people(said: ServePaper, state: CaseState) -> Iterator[Reason]:
    applicant = state.applicant
    assert applicant is not None
    wrong = person_name(said.receiver, field="/receiver").errors
    yield from wrong
    if said.relation and said.relation not in RELATIONS[applicant.kind]:
        yield Reason("serving.relation", "/relation")
    elif not said.relation and said.method != "post":
        yield Reason("serving.relation_missing", "/relation")
    elif said.relation == "applicant" and not wrong and said.receiver != applicant.name:
        yield Reason("serving.not_the_applicant", "/receiver")


def _wrong_proof(said: ServePaper) -> Iterator[Reason]:
    for name, method in _OF_METHOD.items():
        if getattr(said, name) and said.method != method:
            yield Reason("serving.other_method", f"/{name}")
    if said.method == "post" and not tracking_holds(said.tracking):
        code = "serving.tracking" if said.tracking else "serving.tracking_missing"
        yield Reason(code, "/tracking")
    if said.method != "left":
        return
    if said.witness:
        yield from person_name(said.witness, field="/witness").errors
    else:
        yield Reason("serving.witness_missing", "/witness")
    if not said.refused_because:
        yield Reason("serving.why_refused", "/refused_because")
    elif len(said.refused_because) > LONGEST_REASON:
        limit = {"limit": str(LONGEST_REASON)}
        yield Reason("serving.why_too_long", "/refused_because", limit)


def tracking_holds(number: str) -> bool:
    """Tell whether `number` could be one of the post: 13 digits (EMS and parcels within the
    country), two letters and 11 digits (registered letters), or the 13 characters of UPU S10 with
    its check digit. State organs' papers go by the post alone (邮政法 Art. 55)."""
    if not _TRACKING.fullmatch(number):
        return False
    if number[-1].isdigit():
        return True
    weighed = sum(int(n) * weight for n, weight in zip(number[2:10], _S10_WEIGHTS, strict=True))
    return int(number[10]) == {10: 0, 11: 5}.get(11 - weighed % 11, 11 - weighed % 11)
