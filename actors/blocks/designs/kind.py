"""The design of an item as an entity kind."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from actors.blocks.access.access import Access
from actors.blocks.designs import commands as c
from actors.blocks.designs import records as r
from actors.blocks.designs import reviewing, writing
from actors.blocks.designs.content import systems_with_items
from actors.blocks.designs.evolve import evolve
from actors.blocks.designs.parts import AskedMaterial, FormPage, Step
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.turn import Command, Turn
from actors.kernel.words import Title

GUARDED = Guarded(
    actions=("read", "write", "test", "submit", "comment", "review", "retire"),
    facts={"state": "text", "authors": "texts"},
    fields=(
        "phase", "proposal", "content", "base", "edition", "authors", "run", "comments",
        "versions", "effective_at", "approved_by", "returned_because", "successors", "reason",
    ),
)  # fmt: skip
_TITLE = Title(zh="临时占用公共场地许可", en="Permit to use a public place for a time")
_DRAFT = ("draft",)


def _offer(command: Command, action: str, states: tuple[str, ...] = _DRAFT, **further: Any) -> Any:
    return Offer(command=type(command), action=action, states=states, example=command, **further)


OFFERS: tuple[Offer[r.ItemDesign], ...] = (
    Offer(command=c.BeginDesign, action="write", begins=True),
    _offer(c.ReviseDesign(), "write", ("published",), begins=True),
    _offer(
        c.DescribeItem(
            title=_TITLE,
            summary=Title(zh="在公共场地举办活动", en="To hold an event in a public place"),
            implementation_code="11440600SAMPLE003X4442003009000",
            kind="permit",
            audience=("natural",),
            handling="promised",
            unit="civil_affairs",
            theme="housing",
            legal_basis=("《中华人民共和国行政许可法》第十二条",),
            channels=("web",),
            statement="general",
            retention="ordinary",
        ),
        "write",
    ),
    _offer(c.ArrangePages(pages=(FormPage("申请信息", "Application", 1),)), "write"),
    _offer(c.AddElements(elements=("purpose",)), "write"),
    _offer(
        c.SetField(
            name="area",
            title=Title(zh="占用面积", en="Area"),
            hint=Title(zh="单位：平方米", en="In square metres"),
            widget="number",
            source="applicant",
            sensitivity="ordinary",
        ),
        "write",
        long=("choices", "shown_for", "further"),
    ),
    _offer(c.MoveField(name="area"), "write"),
    _offer(c.RemoveField(name="area"), "write"),
    _offer(
        c.SetMaterials(
            materials=(AskedMaterial(name="plan", title=Title(zh="场地平面图", en="Plan")),)
        ),
        "write",
    ),
    _offer(
        c.SetFlow(
            title=_TITLE,
            steps=(
                Step(
                    name="decision",
                    title_zh="决定",
                    title_en="Decision",
                    sort="decision",
                    role="approver",
                ),
            ),
        ),
        "write",
    ),
    _offer(c.DrawFlow(model="<definitions/>"), "write", long=("model",)),
    _offer(c.SetLimits(statutory=20, promised=10), "write"),
    _offer(c.SetResult(paper="licence", licence="place_permit", title=_TITLE), "write"),
    _offer(c.SetFee(fee_fen=2_000, basis="粤发改价格〔2020〕1号"), "write", long=("basis",)),
    _offer(c.TakeContent(content={"title": {"zh": "场地", "en": "Place"}}), "write"),
    _offer(c.RunTests(), "test"),
    _offer(c.SubmitDesign(), "submit", unasked=("running",)),
    _offer(c.WithdrawDesign(), "submit", ("review",)),
    _offer(
        c.CommentDesign(tab="form", field="area", text="请说明单位"),
        "comment",
        ("draft", "review"),
        long=("text",),
    ),
    _offer(c.ReturnDesign(reason="收费依据已失效"), "review", ("review",), long=("reason",)),
    _offer(c.ApproveDesign(), "review", ("review",), grave=True),
    _offer(c.CallOffDesign(reason="文件推迟施行"), "submit", ("approved",), long=("reason",)),
    _offer(c.DiscardDraft(), "write", grave=True),
    _offer(
        c.ProposeRetirement(reason="依据已废止"),
        "retire",
        ("published",),
        begins=True,
        grave=True,
        long=("reason",),
    ),
    Offer(command=c.NoteTestProgress, of="platform"),
    Offer(command=c.NoteTestResult, of="platform"),
    Offer(command=c.LapseTests, of="platform"),
    Offer(command=c.TakeEffect, of="platform", states=("approved",)),
)
HANDLERS = {**writing.HANDLERS, **reviewing.HANDLERS}


def facts(state: r.ItemDesign) -> Facts:
    """Return what policies know of a design."""
    return {"state": state.phase, "authors": state.authors}


def offers_of(library: Library) -> tuple[Offer[r.ItemDesign], ...]:
    """Return the offers; the example of a new item is of a system that is installed."""
    system = next(iter(systems_with_items(library)), "")
    begun = c.BeginDesign(title=_TITLE, system=system, unit="civil_affairs")
    return (replace(OFFERS[0], example=begun), *OFFERS[1:])


def rules_of(library: Library) -> Rules[r.ItemDesign]:
    """Return how commands of designs are decided."""
    return Rules(
        kind=r.DESIGN,
        offers=offers_of(library),
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )


def design_kind(library: Library) -> EntityKind[r.ItemDesign]:
    """Return the kind "item_design": one entity for each item, its id the code."""
    rules = rules_of(library)
    return EntityKind(
        name=r.DESIGN,
        plural="item_designs",
        ids="[A-Z0-9-]{2,40}",
        open_ids=True,
        state=r.ItemDesign,
        initial=lambda key: r.ItemDesign(code=key.partition(":")[2]),
        commands=commands_of(OFFERS),
        events=r.DesignEvent,
        decide=decider(
            rules, {command: _with(each, library) for command, each in HANDLERS.items()}
        ),
        evolve=evolve,
        rules=rules,
        shown=("phase", "proposal", "base", "edition", "version", "effective_at", "tab", "done"),
    )


def _with(
    handler: Callable[[Turn[r.ItemDesign], Any, Library], None], library: Library
) -> Callable[[Turn[r.ItemDesign], Any], None]:
    return lambda turn, command: handler(turn, command, library)
