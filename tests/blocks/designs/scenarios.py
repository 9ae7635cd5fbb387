"""How items are designed, reviewed and published."""

from actors.blocks.cases.bpmn.writing import write_bpmn
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.designs import commands as c
from actors.blocks.designs import records as r
from actors.blocks.designs.content import content_of
from actors.blocks.designs.kind import design_kind
from actors.blocks.designs.parts import Trial
from actors.blocks.designs.published import ITEM, published_kind
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Command
from actors.testing import Scenario
from tests import loaded
from tests.blocks.cases.kit import at
from tests.blocks.designs.making import BEGIN, CODE, WRITTEN

AUTHOR = Identity("staff:an", (ADMINISTRATOR,), "government_services")
REVIEWER = Identity("staff:bo", (ADMINISTRATOR,), "government_services")
NO_HOME = loaded.library()[Catalogue].item("WFZM-01")
KEY, ISSUED = f"{r.DESIGN}:{CODE}", f"{ITEM}:{CODE}"
LIBRARY = loaded.library()
GREEN = (Trial(name="grant", green=True),)

EMPTY = Scenario.of(design_kind(LIBRARY), published_kind(LIBRARY)).at("2026-03-02 10:00").on(KEY)


def written(scenario: Scenario, commands: tuple[Command, ...] = WRITTEN) -> Scenario:
    """Have the author send `commands`."""
    for command in commands:
        scenario = scenario.when(command, by=AUTHOR)
    return scenario


def tested(scenario: Scenario, run: int = 1) -> Scenario:
    """Have the draft tested, all green."""
    return scenario.when(c.RunTests(), by=AUTHOR).when(
        c.NoteTestResult(run=run, results=GREEN), by=PLATFORM
    )


BEGUN = EMPTY.when(BEGIN, by=AUTHOR)
DRAFT = written(BEGUN)
TESTED = tested(DRAFT)
SUBMITTED = TESTED.when(c.SubmitDesign(), by=AUTHOR)
PUBLISHED = SUBMITTED.when(c.ApproveDesign(), by=REVIEWER)
PROPOSED = Scenario.of(*EMPTY.kinds.values()).at("2026-03-02 10:00").on(f"{r.DESIGN}:WFZM-01").when(
    c.ProposeRetirement(successors=("JZZ-01",), reason="依据已废止"), by=AUTHOR
)  # fmt: skip

SCENARIOS: dict[str, Scenario] = {
    "an item that is designed, tested, reviewed and published": PUBLISHED.then_shown(
        phase="published", base=1, authors=()
    )
    .on(ISSUED)
    .then_shown(phase="in_force"),
    "a design that is commented, returned and taken back": SUBMITTED.when(
        c.CommentDesign(tab="form", field="area", text="请说明单位"), by=REVIEWER
    )
    .when(c.ReturnDesign(reason="补充单位"), by=REVIEWER)
    .then_shown(phase="draft", returned_because="补充单位")
    .when(c.MoveField(name="area"), by=AUTHOR)
    .when(c.RemoveField(name="area"), by=AUTHOR)
    .when(c.SetResult(), by=AUTHOR)
    .when(c.RunTests(), by=AUTHOR)
    .when(c.NoteTestProgress(run=2, done=1, of=5), by=PLATFORM)
    .when(c.NoteTestResult(run=2, results=GREEN), by=PLATFORM)
    .when(c.SubmitDesign(), by=AUTHOR)
    .when(c.WithdrawDesign(), by=AUTHOR)
    .then_shown(phase="draft"),
    "a version that takes effect on its day, and one that is called off": SUBMITTED.when(
        c.ApproveDesign(effective_at=at("2026-03-04 00:00")), by=REVIEWER
    )
    .then(alarms={"effect": "2026-03-04 00:00"})
    .when(c.CallOffDesign(reason="文件推迟施行"), by=AUTHOR)
    .then_shown(phase="draft")
    .when(c.SubmitDesign(), by=AUTHOR)
    .when(c.ApproveDesign(effective_at=at("2026-03-05 00:00")), by=REVIEWER)
    .at("2026-03-05 00:00")
    .then_shown(phase="published"),
    "an item that is retired": PROPOSED.when(c.ApproveDesign(), by=REVIEWER)
    .then_shown(phase="retired")
    .on(f"{ITEM}:WFZM-01")
    .then_shown(successors=("JZZ-01",)),
    "a draft from a bundle and from a drawing, thrown away": EMPTY.on(f"{r.DESIGN}:WFZM-01")
    .when(c.ReviseDesign(), by=AUTHOR)
    .when(c.TakeContent(content=content_of(NO_HOME)), by=AUTHOR)
    .when(c.DrawFlow(model=write_bpmn(NO_HOME.flow, {}).decode()), by=AUTHOR)
    .when(c.DiscardDraft(), by=AUTHOR)
    .then_shown(phase="published", content={}),
    "a test of which nothing is heard": DRAFT.when(c.RunTests(), by=AUTHOR)
    .after(minutes=5)
    .then_shown(testing=False),
}
