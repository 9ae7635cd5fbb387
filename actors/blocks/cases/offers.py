"""What a case can be asked, when, and with which questions to the rules. Who may is said by
`policies.cedar` alone."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from actors.blocks.access.access import Access
from actors.blocks.accounts.putting_right import PutRight
from actors.blocks.cases import commands as c
from actors.blocks.cases import examples
from actors.blocks.cases import questions as q
from actors.blocks.cases.basis import Basis, basis_of
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.confirming import NoteConfirmation
from actors.blocks.cases.facts import facts
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.joint_offers import joint_offers
from actors.blocks.cases.later_offers import later_offers
from actors.blocks.cases.serving import ServePaper, some_to_be_served
from actors.blocks.cases.state import CaseState
from actors.blocks.cases.taken_back import TakeBackService, some_to_take_back
from actors.blocks.clocks.commands import TellLevel
from actors.blocks.documents.paper import PaperFailed, PaperMade
from actors.blocks.exchanges.records import CarryStep
from actors.blocks.issuing.records import NoteHandedOver
from actors.blocks.numbers.register import Numbered, Unnumbered
from actors.blocks.organisation.standing import standing
from actors.blocks.organisation.succession import TakeOver
from actors.blocks.organisation.units import Organisation
from actors.blocks.tasks.records import DeputiseTask, HandOverTask
from actors.kernel.guarded import Facts
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Question, Rules
from actors.kernel.restricting import Restrict

CASE = "case"
_OPEN = ("submitted", "correction_requested", "accepted", "paused")
_AT_WORK = ("accepted", "paused")
_SERVED = ("granted", "denied", "delivered")
_EVER = (
    "draft", *_OPEN, *_SERVED, "issued", "declined", "withdrawn", "voided", "returned",
    "forwarded", "revoked",
)  # fmt: skip
_SENT = _EVER[1:]  # there may be papers of it
_LIBRARIES = 8  # of one process, tests included


@lru_cache(_LIBRARIES)
def rules(library: Library) -> Rules[CaseState]:
    """Return what every command on a case meets first, closed over `library`."""
    return Rules(
        kind=CASE,
        offers=offers(library),
        permits=library[Access],
        facts=lambda state: _facts(library, state),
        phase=lambda state: "" if state.phase == "none" else state.phase,
        standing=lambda by: standing(by, library),
        knowing=("know",),
    )


def may_begin(by: Identity, item: ServiceItem, library: Library) -> bool:
    """Tell whether `by` may begin an application for `item`."""
    told = facts(CaseState(id=""), item, library[Organisation])
    known = standing(by, library)
    return library[Access].permit(by, f"{CASE}.submit", told, standing=known).allowed


def offers(library: Library) -> tuple[Offer[CaseState], ...]:
    """Return every command of a case, in the order in which pages show them."""

    def ask(
        question: Callable[[Identity, CaseState, Basis], bool],
    ) -> Question[CaseState]:
        return lambda by, state: question(by, state, basis_of(library, state))

    def applied_for(state: CaseState, command: Any) -> Facts:
        """Of a case that is to begin, what the item applied for tells.

        Raises:
            Refusal: there is no such item.
        """
        if state.phase != "none":
            return _facts(library, state)
        return facts(state, library[Catalogue].item(command.item, command.item_version))

    return (
        Offer(
            command=c.SaveDraft,
            action="save_draft",
            states=("draft",),
            begins=True,
            facts=applied_for,
            example=examples.SAVE_DRAFT,
        ),
        Offer(
            command=c.Submit,
            action="submit",
            states=("draft",),
            begins=True,
            facts=applied_for,
            example=examples.SUBMIT,
        ),
        Offer(
            command=c.Accept,
            action="accept",
            states=("submitted",),
            example=examples.ACCEPT,
        ),
        Offer(
            command=c.RequestCorrection,
            action="request_correction",
            states=("submitted",),
            asks=(("correction.only_once", ask(q.not_corrected)),),
            example=examples.REQUEST_CORRECTION,
        ),
        Offer(
            command=c.Correct,
            action="correct",
            states=("correction_requested",),
            example=examples.CORRECT,
        ),
        Offer(
            command=c.Decline,
            action="decline",
            states=("submitted",),
            example=examples.DECLINE,
            grave=True,
            long=("reason",),
        ),
        Offer(
            command=c.SupplyMaterials,
            action="supply_materials",
            states=_AT_WORK,
            asks=(("material.nothing_owed", ask(q.owes)),),
            example=examples.SUPPLY_MATERIALS,
        ),
        Offer(
            command=c.ClaimTask,
            action="claim_task",
            states=_AT_WORK,
            offered=ask(q.can_claim),
            example=examples.CLAIM_TASK,
        ),
        Offer(
            command=c.ReleaseTask,
            action="release_task",
            states=_AT_WORK,
            offered=ask(q.can_release),
            example=examples.RELEASE_TASK,
        ),
        Offer(
            command=HandOverTask,
            action="hand_over_task",
            states=_AT_WORK,
            offered=ask(q.can_dispose),
            example=examples.HAND_OVER_TASK,
        ),
        Offer(
            command=DeputiseTask,
            action="deputise_task",
            states=_AT_WORK,
            offered=ask(q.can_release),
            example=examples.DEPUTISE_TASK,
        ),
        Offer(
            command=c.GiveOpinion,
            action="give_opinion",
            states=_AT_WORK,
            offered=ask(q.can_review),
            example=examples.GIVE_OPINION,
            long=("comment",),
        ),
        *joint_offers(ask),
        Offer(
            command=c.PauseClock,
            action="pause_clock",
            states=("accepted",),
            asks=(("pause.not_offered", ask(q.offers_pauses)),),
            example=examples.PAUSE_CLOCK,
            long=("reason",),
        ),
        Offer(
            command=c.ResumeClock,
            action="resume_clock",
            states=("paused",),
            example=examples.RESUME_CLOCK,
            long=("result",),
        ),
        Offer(
            command=c.Extend,
            action="extend",
            states=_AT_WORK,
            asks=(
                ("extension.not_offered", ask(q.offers_extension)),
                ("extension.only_once", ask(q.not_extended)),
            ),
            example=examples.EXTEND,
            long=("reason",),
        ),
        Offer(
            command=c.Decide,
            action="decide",
            states=("accepted",),
            asks=(
                ("decision.branches_open", ask(q.at_decision)),
                ("decision.materials_owed", ask(q.owes_nothing)),
                ("decision.unconfirmed", ask(q.confirmed)),
            ),
            example=examples.DECIDE,
            long=("reason",),
        ),
        Offer(
            command=c.Issue,
            action="issue",
            states=("granted",),
            asks=(("issue.no_result", ask(q.has_result)),),
            example=examples.ISSUE,
            unasked=("document", "fields"),  # a page of its own asks for them
        ),
        Offer(
            command=c.Deliver,
            action="deliver",
            states=("issued",),
            example=examples.DELIVER,
            unasked=("collector",),
        ),
        Offer(
            command=ServePaper,
            action="serve",
            states=_SENT,
            asks=(("serving.none_left", ask(some_to_be_served)),),
            example=examples.SERVE_PAPER,
        ),
        Offer(
            command=TakeBackService,
            action="serve",
            states=_SENT,
            offered=ask(some_to_take_back),
            example=examples.TAKE_BACK_SERVICE,
            long=("reason",),
        ),
        Offer(
            command=c.Rate,
            action="rate",
            states=_SERVED,
            asks=(
                ("rating.not_over", ask(q.closed)),
                ("rating.only_once", ask(q.not_rated)),
            ),
            example=examples.RATE,
            long=("comment",),
        ),
        Offer(
            command=c.Withdraw,
            action="withdraw",
            states=("draft", *_OPEN),
            example=examples.WITHDRAW,
            grave=True,
            long=("reason",),
        ),
        *later_offers(ask, _EVER),
        Offer(command=c.RateByProof, states=_SERVED, of="platform"),
        Offer(command=c.EndNoticePeriod, action="end_notice_period", states=_EVER, of="platform"),
        Offer(
            command=c.EndCorrectionPeriod,
            action="end_correction_period",
            states=_EVER,
            of="platform",
        ),
        Offer(command=c.EndPromisePeriod, action="end_promise_period", states=_EVER, of="platform"),
        Offer(
            command=c.RecogniseApplicant,
            action="recognise_applicant",
            states=_EVER,
            of="platform",
        ),
        Offer(command=c.TakePaper, states=_EVER, of="platform"),
        Offer(command=c.RecomputeDues, action="recompute_dues", states=_EVER, of="platform"),
        Offer(command=Numbered, states=_EVER, of="platform"),
        Offer(command=Unnumbered, states=_EVER, of="platform"),
        Offer(command=PaperMade, states=_EVER, of="platform"),
        Offer(command=PaperFailed, states=_EVER, of="platform"),
        Offer(command=NoteHandedOver, states=_EVER, of="platform"),
        Offer(command=PutRight, states=_EVER, of="platform"),
        Offer(command=c.PutFileRight, states=_EVER, of="platform"),
        Offer(command=CarryStep, states=_EVER, of="platform"),
        Offer(command=NoteConfirmation, states=_EVER, of="platform"),
        Offer(command=Restrict, states=_EVER, of="platform"),
        Offer(command=TellLevel, states=_EVER, of="platform"),
        Offer(command=TakeOver, states=_EVER, of="platform"),
    )


def _facts(library: Library, state: CaseState) -> Facts:
    """Return what policies know of a case: of a unit that is no more, whoever took over acts, also
    on what ended before."""
    return facts(state, _item(library, state), library[Organisation])


def _item(library: Library, state: CaseState) -> ServiceItem | None:
    """Return the item in the case's version, None before it has one.

    Raises:
        Refusal: the item in this version is no longer loaded.
    """
    return None if state.phase == "none" else basis_of(library, state).item
