"""The list as a kind: administrators publish; the feed is followed, and publishes nothing."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.blocks.calls.call import call
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.item_lists import records as r
from actors.blocks.item_lists.elements import Elements, fixed_faults
from actors.blocks.organisation.versions import faults_of
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.turn import Turn
from actors.kernel.words import Title

GUARDED = Guarded(actions=("read", "publish", "follow"))
_ANY = ("empty", "published")
_EVERY = timedelta(days=1)
_EXAMPLE = Elements(
    code="WFZM-01",
    implementation_code="11440600SAMPLE009X4442009001000",
    title=Title(zh="无房证明（住房情况查询）", en="Certificate of owning no home"),
    summary=Title(zh="查询住房登记信息。", en="Whether there is a home on the register."),
    kind="public_service",
    level="city",
    unit="natural_resources",
    audience=("natural",),
    handling="instant",
    statutory=5,
    promised=1,
    counted_in="working_day",
    extension=0,
    visits=0,
    fee_fen=0,
    fee_basis="",
    legal_basis=("《中华人民共和国民法典》第二百一十八条",),
    conditions=(),
    channels=("web",),
    result=Title(zh="不动产登记资料查询结果证明", en="Certificate of a search"),
    materials=(),
)
OFFERS: tuple[Offer[r.ItemList], ...] = (
    Offer(
        command=r.PublishElements,
        action="publish",
        states=_ANY,
        begins=True,
        grave=True,
        long=("reason",),
        example=r.PublishElements(
            effective=date(2026, 12, 1),
            reason="the promised limit is shorter",
            elements=(_EXAMPLE,),
        ),
    ),
    Offer(command=r.FollowFeed, action="follow", states=_ANY, begins=True, example=r.FollowFeed()),
    Offer(command=r.AskFeed, of="platform", states=_ANY),
    Offer(command=r.NoteFeed, of="platform", states=_ANY, begins=True),
)


def item_list_kind(library: Library) -> EntityKind[r.ItemList]:
    """Return the kind "item_list", over the items that ship."""
    shipped = library.shipped
    offered = (
        {item.code: item for item in shipped[Catalogue].current_items()}
        if Catalogue in shipped
        else {}
    )

    def faults(command: r.PublishElements) -> Iterator[Reason]:
        if not command.elements:
            yield Reason("item_list.nothing", "/elements")
        for number, row in enumerate(command.elements):
            item = offered.get(row.code)
            if item is None:
                yield Reason("item_list.no_item", f"/elements/{number}/code", {"code": row.code})
                continue
            for field, _ in fixed_faults(item, row):
                facts = {"code": row.code, "field": field}
                yield Reason("item_list.fixed", f"/elements/{number}/{field}", facts)

    def publish(turn: Turn[r.ItemList], command: r.PublishElements) -> None:
        wrong = (
            *faults(command),
            *faults_of(command.effective, command.reason, local_day(turn.now)),
        )
        if wrong:
            raise Refusal(*wrong)
        published = r.ElementsPublished(
            at=turn.now,
            number=len(turn.state.publications) + 1,
            by=turn.by.id,
            effective=command.effective,
            reason=command.reason.strip(),
            elements=command.elements,
        )
        turn.emit(published)

    return offered_kind(
        library[Access],
        name=r.ITEM_LIST,
        plural="item_lists",
        state=r.ItemList,
        events=r.ItemListEvent,
        offers=OFFERS,
        handlers={
            r.PublishElements: publish,
            r.FollowFeed: _ask,
            r.AskFeed: _ask,
            r.NoteFeed: _note,
        },
        evolve=evolve,
        facts=lambda state: _NOTHING,
        shown=("number", "effective", "missed"),
    )


_NOTHING: Facts = {}


def evolve(state: r.ItemList, event: r.ItemListEvent) -> r.ItemList:
    """Return the list after `event`."""
    match event:
        case r.ElementsPublished():
            publications = (*state.publications, event)
            return replace(state, phase="published", publications=publications)
        case r.FeedAsked():
            return replace(state, call=event.call)
        case r.FeedTaken():
            return replace(state, call="", content=event.content, taken_at=event.at, missed="")
        case r.FeedMissed():
            return replace(state, call="", missed=event.why)


def _ask(turn: Turn[r.ItemList], command: r.FollowFeed | r.AskFeed) -> None:
    """Ask once at a time, and again tomorrow, whatever comes of it."""
    turn.remind("feed", turn.now + _EVERY, r.AskFeed())
    if not turn.state.call:
        turn.emit(r.FeedAsked(at=turn.now, call=call(turn, r.FEED, _BODY, r.NoteFeed())))


_BODY: Mapping[str, str] = {}


def _note(turn: Turn[r.ItemList], command: r.NoteFeed) -> None:
    """Keep what the feed said: differences are for people to see, and to publish or not."""
    outcome = command.outcome
    if outcome.state == "done":
        turn.emit(r.FeedTaken(at=turn.now, content=outcome.answer.get("list", "")))
    elif outcome.state in ("failed", "dead"):
        turn.emit(r.FeedMissed(at=turn.now, why=outcome.reason or outcome.state))
