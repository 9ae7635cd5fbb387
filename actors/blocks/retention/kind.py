"""The destruction of records as an entity kind."""

from actors.blocks.access.access import Access
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.retention import destruction as d
from actors.blocks.retention.classes import RetentionClasses
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.restricting import NoteRestricted
from actors.kernel.system import Installed

GUARDED = Guarded(
    actions=("propose", "agree", "read"),
    facts={"state": "text"},
    fields=(
        "phase", "retention_class", "basis", "count", "subjects", "restricted", "reason",
        "proposed_at", "proposed_by", "decided_at", "second", "rejected_because", "destroyed_at",
        "destroyed_by",
    ),
)  # fmt: skip
OFFERS: tuple[Offer[d.Destruction], ...] = (
    Offer(
        command=d.ProposeDestruction,
        action="propose",
        begins=True,
        grave=True,
        long=("reason",),
        example=d.ProposeDestruction(
            retention_class="short", subjects=("case:1",), reason="保管期限已满"
        ),
    ),
    Offer(
        command=d.AgreeToDestruction,
        action="agree",
        states=("proposed",),
        offered=lambda by, state: by.id != state.proposed_by,
        grave=True,
        example=d.AgreeToDestruction(),
    ),
    Offer(
        command=d.RejectDestruction,
        action="agree",
        states=("proposed",),
        long=("reason",),
        example=d.RejectDestruction(reason="尚有未结的诉讼"),
    ),
    Offer(command=d.NoteParts, of="platform", states=("agreed",)),
    Offer(command=d.RecordDestroyed, of="platform", states=("agreed",)),
    Offer(command=NoteRestricted, of="platform", states=("agreed",)),
)


def destruction_kind(library: Library) -> EntityKind[d.Destruction]:
    """Return the kind "destruction", by the classes of `library`.

    Raises:
        ValueError: an item, or the owner of a kind, names a class that there is not.
    """
    classes = library[RetentionClasses]
    items = library[Catalogue].items.values()
    for item in items:
        if classes.find(item.retention) is None:
            raise ValueError(f"item {item.code}: there is no class of retention {item.retention}")
    kept = library[Installed].kept()
    for each in kept.values():
        if each.retention and classes.find(each.retention) is None:
            raise ValueError(f"{each.kind}: there is no class of retention {each.retention}")
    return offered_kind(
        library[Access],
        name=d.DESTRUCTION,
        plural="destructions",
        state=d.Destruction,
        events=d.DestructionEvent,
        offers=OFFERS,
        handlers={
            d.ProposeDestruction: lambda turn, command: d.propose(turn, command, classes, kept),
            d.AgreeToDestruction: d.agree,
            d.RejectDestruction: d.reject,
            d.NoteParts: d.note_parts,
            d.RecordDestroyed: d.record_destroyed,
            NoteRestricted: d.note_restricted,
        },
        evolve=d.evolve,
        facts=facts,
        shown=("phase", "retention_class", "proposed_at", "decided_at", "destroyed_at"),
    )


def facts(state: d.Destruction) -> Facts:
    """Return what policies know of a destruction."""
    return {"state": state.phase}
