"""A library with one item whose titles the views show."""

from datetime import date

from actors import scan
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.flow import Branch, Flow, Stage
from actors.blocks.cases.items import ServiceItem, TimeLimits
from actors.kernel.library import Library
from actors.kernel.words import Title


class EveryDay:
    """A calendar without days off."""

    years = ()
    version = "every day"

    def is_open(self, day: date) -> bool:
        return True

    def provisional(self, day: date) -> bool:
        return False


FLOW = Flow(
    name="approval",
    title=Title("审批", "Approval"),
    stages=(
        Stage(name="inspection", title=Title("现场核查", "Site inspection"), kind="review"),
        Stage(
            name="joint",
            title=Title("联合审查", "Joint review"),
            kind="parallel",
            branches=(
                Branch(
                    name="fire", title=Title("消防", "Fire safety"), unit="fire_rescue", limit=5
                ),
            ),
        ),
        Stage(name="decision", title=Title("决定", "Decision"), kind="decision"),
    ),
)
ITEM = ServiceItem(
    code="SPJY-01",
    version=1,
    system="one_door",
    implementation_code="11440600007040001X4440119001000",
    title=Title("食品经营许可", "Food business licence"),
    summary=Title("…", "…"),
    kind="permit",
    audience=("natural",),
    handling="promised",
    unit="market_supervision",
    theme="business",
    legal_basis=("食品安全法 35",),
    limits=TimeLimits(statutory=20, promised=7),
    flow=FLOW,
    form={"type": "object"},
    sections=(),
)
LIBRARY = Library(scan.load(), Catalogue(items={("SPJY-01", 1): ITEM}), EveryDay())
