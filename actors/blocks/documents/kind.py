"""The paper as an entity kind: one for each paper that was ever ordered."""

from actors.blocks.access.access import Access
from actors.blocks.documents import decide as d
from actors.blocks.documents import paper as p
from actors.blocks.documents.template import Papers
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider

GUARDED = Guarded(
    actions=("read", "take_up"),
    facts={"state": "text", "organ": "text"},
    fields=(
        "phase", "template", "version", "number", "organ", "attempt", "pages", "bytes", "code",
        "detail", "field", "ordered_at", "made_at", "sealed_at",
    ),
)  # fmt: skip
_EVER = ("ordered", "made", "sealed", "failed")
OFFERS: tuple[Offer[p.Paper], ...] = (
    Offer(command=p.OrderPaper, of="platform", states=_EVER, begins=True),
    Offer(command=p.RecordMade, of="platform", states=("ordered",)),
    Offer(command=p.RecordSealed, of="platform", states=("made",)),
    Offer(command=p.RecordFailed, of="platform", states=("ordered", "made")),
    Offer(command=p.TakeUpAgain, action="take_up", states=("failed",), example=p.TakeUpAgain()),
)


def paper_kind(library: Library) -> EntityKind[p.Paper]:
    """Return the kind "document", by the templates and policies of `library`."""
    papers = library[Papers]
    rules = Rules(
        kind=p.DOCUMENT,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=p.DOCUMENT,
        plural="documents",
        ids="[2-9A-HJ-NP-Z]{16}",
        open_ids=True,
        state=p.Paper,
        initial=lambda key: p.Paper(id=key.partition(":")[2]),
        commands=commands_of(OFFERS),
        events=p.PaperEvent,
        decide=decider(
            rules,
            {
                p.OrderPaper: lambda turn, command: d.order(turn, command, papers),
                p.RecordMade: d.record_made,
                p.RecordSealed: d.record_sealed,
                p.RecordFailed: d.record_failed,
                p.TakeUpAgain: lambda turn, command: d.take_up_again(turn, command, papers),
            },
        ),
        evolve=p.evolve,
        rules=rules,
        shown=("template", "version", "organ", "attempt", "pages", "bytes", "code", "phase"),
    )


def facts(state: p.Paper) -> Facts:
    """Return what policies know of a paper."""
    return {"state": state.phase, "organ": state.order.organ if state.order else ""}
