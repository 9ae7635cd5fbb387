"""The kind "item_offer" (事项落地): which organisation offers which item, and who decides
(GRASS-01).

The organ that owns an item says where it is offered; the organisation says its own counter, hours,
contact, drop-off and languages, and may propose the rest.
"""

from collections.abc import Iterator
from typing import assert_never

from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.forms import normalise
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.turn import Turn
from actors.systems.community_service import item_offer_records as r
from actors.systems.community_service.tiers import at_or_below, tier_of

GUARDED = Guarded(
    actions=("offer", "localise", "answer", "read"),
    facts={"state": "text", "item": "text", "unit": "text", "owner": "text"},
    fields=(
        "state", "item", "unit", "tier", "received_at", "decided_by", "mode", "up_days",
        "down_days", "local", "proposals",
    ),
)  # fmt: skip
Turning = Turn[r.ItemOffer]
MOST_PROPOSALS = 50
OFFERS: tuple[Offer[r.ItemOffer], ...] = (
    Offer(
        command=r.OfferItem,
        action="offer",
        begins=True,
        states=("retired",),
        example=r.OfferItem(
            item="SYJ-01",
            unit="zumiao_subdistrict",
            received_at=("town", "village"),
            decided_by="human_resources_social_security",
            mode="pre_reviews",
            up_days=2,
            down_days=2,
        ),
    ),
    Offer(
        command=r.ChangeOffer,
        action="offer",
        states=("offered",),
        example=r.ChangeOffer(
            received_at=("town",), decided_by="civil_affairs", mode="collects_and_sends_up"
        ),
    ),
    Offer(
        command=r.Localise,
        action="localise",
        states=("offered",),
        example=r.Localise(
            counter="3", hours="8:30–12:00, 14:30–17:30", languages=("mandarin", "cantonese")
        ),
    ),
    Offer(
        command=r.ProposeChange,
        action="localise",
        states=("offered",),
        long=("text",),
        example=r.ProposeChange(subject="material", text="居住证明可由村里出具。"),
    ),
    Offer(
        command=r.AnswerProposal,
        action="answer",
        states=("offered", "retired"),
        offered=lambda by, state: bool(state.waiting),
        example=r.AnswerProposal(proposal=1, accepted=True, reason="下一版本采纳"),
    ),
    Offer(
        command=r.RetireOffer,
        action="offer",
        states=("offered",),
        grave=True,
        example=r.RetireOffer(reason="事项并入上级大厅"),
    ),
)


class _Terms:
    """The rules that rest on the city and its items."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def offer(self, turn: Turning, command: r.OfferItem) -> None:
        """Have it offered.

        Raises:
            Refusal: there is no such item or unit, it is another organ's, or its terms contradict
                each other.
        """
        item = self._library[Catalogue].item(command.item)
        if turn.by.unit != self._library[Organisation].acting(item.unit):
            raise Refusal(Reason("item_offer.not_yours", "/item"), kind="forbidden")
        if turn.id != r.offer_id(command.item, command.unit):
            raise Refusal(Reason("item_offer.other_id"))
        self._refuse(command.unit, command)
        tier = tier_of(command.unit, self._library[Organisation])
        assert tier is not None
        turn.emit(
            r.ItemOffered(
                at=turn.now,
                item=command.item,
                unit=command.unit,
                tier=tier,
                received_at=command.received_at,
                decided_by=command.decided_by,
                mode=command.mode,
                up_days=command.up_days,
                down_days=command.down_days,
            )
        )

    def change(self, turn: Turning, command: r.ChangeOffer) -> None:
        """Change its terms.

        Raises:
            Refusal: they contradict each other.
        """
        self._refuse(self._library[Organisation].acting(turn.state.unit), command)
        turn.emit(
            r.OfferChanged(
                at=turn.now,
                received_at=command.received_at,
                decided_by=command.decided_by,
                mode=command.mode,
                up_days=command.up_days,
                down_days=command.down_days,
            )
        )

    def facts(self, state: r.ItemOffer) -> Facts:
        """Return what policies know of an offer; of units that are no more, who took over."""
        items, acting = self._library[Catalogue].current_items(), self._library[Organisation].acting
        owner = next((each.unit for each in items if each.code == state.item), "")
        return {
            "state": state.phase,
            "item": state.item,
            "unit": acting(state.unit),
            "owner": acting(owner),
        }

    def _refuse(self, unit: str, terms: r.OfferItem | r.ChangeOffer) -> None:
        reasons = tuple(self._wrong(unit, terms))
        if reasons:
            raise Refusal(*reasons)

    def _wrong(self, unit: str, terms: r.OfferItem | r.ChangeOffer) -> Iterator[Reason]:
        organisation = self._library[Organisation]
        tier = tier_of(unit, organisation) if unit in organisation.units else None
        if tier is None:
            yield Reason("item_offer.no_tier", "/unit")
            return
        if not terms.received_at:
            yield Reason("item_offer.received_nowhere", "/received_at")
        if any(not at_or_below(each, tier) for each in terms.received_at):
            yield Reason("item_offer.received_above", "/received_at")
        if terms.decided_by not in organisation.units:
            yield Reason("item_offer.decider_unknown", "/decided_by")
        if (terms.mode == "decides_here") is not (terms.decided_by == unit):
            yield Reason("item_offer.mode_and_decider", "/mode")


def item_offer_kind(library: Library) -> EntityKind[r.ItemOffer]:
    """Return the kind "item_offer"; items and organisations come from `library`."""
    terms = _Terms(library)
    rules = Rules(
        kind=r.ITEM_OFFER,
        offers=OFFERS,
        permits=library[Access],
        facts=terms.facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=r.ITEM_OFFER,
        plural="item_offers",
        open_ids=True,
        state=r.ItemOffer,
        initial=lambda key: r.ItemOffer(),
        commands=commands_of(OFFERS),
        events=r.ItemOfferEvent,
        decide=decider(
            rules,
            {
                r.OfferItem: terms.offer,
                r.ChangeOffer: terms.change,
                r.Localise: _localise,
                r.ProposeChange: _propose,
                r.AnswerProposal: _answer,
                r.RetireOffer: _retire,
            },
        ),
        evolve=evolve,
        rules=rules,
        shown=(
            "phase", "item", "unit", "tier", "received_at", "decided_by", "mode", "up_days",
            "down_days", "number", "accepted",
        ),
    )  # fmt: skip


def evolve(state: r.ItemOffer, event: r.ItemOfferEvent) -> r.ItemOffer:
    """Return the offer after `event`."""
    match event:
        case r.ItemOffered() | r.OfferChanged():
            state = replace(
                state,
                phase="offered",
                received_at=event.received_at,
                decided_by=event.decided_by,
                mode=event.mode,
                up_days=event.up_days,
                down_days=event.down_days,
            )
            if isinstance(event, r.OfferChanged):
                return state
            return replace(state, item=event.item, unit=event.unit, tier=event.tier)
        case r.OfferRetired():
            return replace(state, phase="retired")
        case r.OfferLocalised(local=local):
            return replace(state, local=local)
        case r.ChangeProposed(proposal=proposal):
            return replace(state, proposals=(*state.proposals, proposal))
        case r.ProposalAnswered(number=number, accepted=accepted, reason=reason):
            answer = "accepted" if accepted else "refused"
            proposals = tuple(
                replace(each, answer=answer, reason=reason) if each.number == number else each
                for each in state.proposals
            )
            return replace(state, proposals=proposals)
        case _:
            assert_never(event)


def _localise(turn: Turning, command: r.Localise) -> None:
    local = r.Overlay(
        counter=normalise.plain_text(command.counter),
        hours=normalise.plain_text(command.hours),
        contact=normalise.plain_text(command.contact),
        drop_off=normalise.plain_text(command.drop_off),
        languages=tuple(dict.fromkeys(command.languages)),
    )
    turn.emit(r.OfferLocalised(at=turn.now, local=local))


def _propose(turn: Turning, command: r.ProposeChange) -> None:
    number = len(turn.state.proposals) + 1
    if number > MOST_PROPOSALS:
        raise Refusal(Reason("item_offer.too_many_proposals"), kind="not_now")
    text = command.text.strip()
    proposal = r.Proposal(number=number, subject=command.subject, text=text, at=turn.now)
    turn.emit(r.ChangeProposed(at=turn.now, proposal=proposal))


def _answer(turn: Turning, command: r.AnswerProposal) -> None:
    if command.proposal not in {each.number for each in turn.state.waiting}:
        raise Refusal(Reason("item_offer.nothing_proposed", "/proposal"), kind="not_now")
    turn.emit(
        r.ProposalAnswered(
            at=turn.now,
            number=command.proposal,
            accepted=command.accepted,
            reason=command.reason.strip(),
        )
    )


def _retire(turn: Turning, command: r.RetireOffer) -> None:
    turn.emit(r.OfferRetired(at=turn.now, reason=command.reason.strip()))
