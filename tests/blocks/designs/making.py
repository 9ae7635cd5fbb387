"""Items that tests design, through the commands that authors send."""

from typing import Any

from actors.blocks.designs import commands as c
from actors.blocks.designs.parts import AskedMaterial, FormPage, Step
from actors.kernel.turn import Command
from actors.kernel.words import Title

CODE = "CDZY-01"
TITLE = Title(zh="临时占用公共场地许可", en="Permit to use a public place for a time")
UNIT = "civil_affairs"


def step(name: str, zh: str, en: str, limit: int, then: str) -> Step:
    """Return a review by the lead department, after which comes the step `then`."""
    return Step(
        name=name, title_zh=zh, title_en=en, sort="review", role="reviewer", limit=limit,
        then=(then,),
    )  # fmt: skip


STEPS = (
    step("first_review", "初审", "First review", 2, "second_review"),
    step("second_review", "复审", "Second review", 2, "site"),
    step("site", "现场核查", "Site visit", 3, "decision"),
    Step(
        name="decision",
        title_zh="决定",
        title_en="Decision",
        sort="decision",
        role="approver",
        limit=1,
    ),
)


def described(**changes: Any) -> c.DescribeItem:
    """Return the description of the item, with `changes`."""
    said: dict[str, Any] = {
        "title": TITLE,
        "summary": Title(zh="在公共场地举办活动", en="To hold an event in a public place"),
        "implementation_code": "11440600SAMPLE777X4777001009000",
        "kind": "permit",
        "audience": ("natural",),
        "handling": "promised",
        "unit": UNIT,
        "theme": "housing",
        "legal_basis": ("《中华人民共和国行政许可法》第十二条",),
        "channels": ("web", "window"),
        "statement": "general",
        "retention": "ordinary",
    }
    return c.DescribeItem(**(said | changes))


AREA = c.SetField(
    name="area",
    title=Title(zh="占用面积", en="Area"),
    hint=Title(zh="单位：平方米", en="In square metres"),
    widget="number",
    source="applicant",
    sensitivity="ordinary",
    least=1,
    most=1000,
)
BEGIN = c.BeginDesign(title=TITLE, system="community_service", unit=UNIT)
FLOW = c.SetFlow(title=Title(zh="四步办理", en="Four steps"), steps=STEPS)
FEE = c.SetFee(fee_fen=2_000, basis="粤发改价格〔2020〕1号")
RESULT = c.SetResult(
    paper="certificate",
    licence="public_place_permit",
    title=Title(zh="临时占用公共场地许可证", en="Permit to use a public place"),
    valid_years=1,
    shows=("purpose", "area"),
)
WRITTEN: tuple[Command, ...] = (
    described(),
    c.ArrangePages(pages=(FormPage("场地与用途", "Place and purpose", 1),)),
    c.AddElements(elements=("purpose", "mobile")),
    AREA,
    c.SetMaterials(
        materials=(
            AskedMaterial(name="plan", title=Title(zh="场地平面图", en="Plan of the place")),
        )
    ),
    FLOW,
    c.SetLimits(statutory=20, promised=10),
    RESULT,
    FEE,
)
