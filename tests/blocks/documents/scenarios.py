"""What befalls a paper: ordered, made, sealed, failed, taken up again."""

from datetime import UTC, date, datetime

from actors.blocks.access.access import Access
from actors.blocks.documents.kind import paper_kind
from actors.blocks.documents.make import paper_id
from actors.blocks.documents.paper import (
    OrderPaper,
    PaperFailed,
    PaperMade,
    PaperNotMade,
    PaperOrdered,
    PaperRendered,
    PaperSealed,
    PaperTakenUp,
    RecordFailed,
    RecordMade,
    RecordSealed,
    TakeUpAgain,
)
from actors.blocks.documents.template import Field, Papers, Template
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.blocks.verification.verification import EnterPaper
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.words import Title
from actors.testing import Scenario
from tests.blocks.cases.city import LIBRARY

ROOT = Identity("staff:root", (ADMINISTRATOR,), "government_services")
CLERK = Identity("staff:wen", ("window_clerk",), "government_services")
NOTE = Template(
    name="note",
    version=2,
    title=Title(zh="便函", en="Note"),
    sealed=False,
    fields=(
        Field(name="says", title=Title(zh="内容", en="Text"), kind="long_text"),
        Field(name="due", title=Title(zh="期限", en="Due"), kind="day", optional=True),
    ),
    sample={"says": "示例"},
    source="#facts.says #facts.due",
)
PAPERS = Papers(templates={("note", 2): NOTE})
KIND = paper_kind(LIBRARY.having(PAPERS))
OF = "case:1"
ID = paper_id(OF, "note")
ORDER = OrderPaper(
    template="note", facts={"says": "请补交"}, of=OF, organ="health", organ_name="卫生健康局"
)
SEALED = OrderPaper(template="note", facts={"says": "请补交"}, of=OF, n=2, seal="health")
FILE, STAMPED = "ab" * 32, "cd" * 32
MADE = RecordMade(attempt=1, sha256=FILE, bytes=900, pages=1, mark="1,100,200,119,119")
NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
STAMP = RecordSealed(attempt=1, sha256=STAMPED, bytes=9000, certificate="ef" * 32, sealed_at=NINE)
ODD = RecordFailed(attempt=1, code="missing_glyph", detail="𪚥", field="says")

BLANK = Scenario.of(KIND).on(f"document:{ID}")
ORDERED = BLANK.when(ORDER, by=PLATFORM)
PUBLIC = EnterPaper(number="", organ="health", on=date(2026, 3, 2), sha256=FILE)
TOLD = PaperMade(template="note", n=1, document=ID, sha256=FILE, bytes=900, pages=1)
NOT_TOLD = PaperFailed(template="note", n=1, document=ID, code="missing_glyph")
assert Access in LIBRARY

SCENARIOS: dict[str, Scenario] = {
    "a paper that is made": ORDERED.then(events=(PaperOrdered,), messages=())
    .when(MADE, by=PLATFORM)
    .then(events=(PaperRendered,), messages=((f"verification:{ID}", PUBLIC), (OF, TOLD)))
    .when(ORDER, by=PLATFORM)
    .then(events=(), messages=((OF, TOLD),))
    .then_shown(phase="made", version=2, is_final=True),
    "a paper that waits for its seal": BLANK.when(SEALED, by=PLATFORM)
    .when(MADE, by=PLATFORM)
    .then(events=(PaperRendered,), messages=())
    .then_shown(phase="made", is_final=False)
    .when(STAMP, by=PLATFORM)
    .then(events=(PaperSealed,))
    .then_shown(phase="sealed", is_final=True, sha256=STAMPED, unsealed=FILE),
    "a paper that fails and is taken up again": ORDERED.when(ODD, by=PLATFORM)
    .then(events=(PaperNotMade,), messages=((OF, NOT_TOLD),))
    .when(TakeUpAgain(), by=CLERK)
    .then_refused("document.unknown")
    .when(TakeUpAgain(), by=ROOT)
    .then(events=(PaperTakenUp,))
    .when(MADE, by=PLATFORM)
    .then(events=())
    .then_shown(phase="ordered", attempt=2, code=""),
    "an order that no template fits": BLANK.when(
        OrderPaper(template="letter", facts={}, of=OF), by=PLATFORM
    )
    .then(events=(PaperOrdered, PaperNotMade))
    .then_shown(phase="failed", code="unknown_template"),
    "an order without what the template needs": BLANK.when(
        OrderPaper(template="note", facts={"says": "甲", "due": "2026-02-30"}, of=OF), by=PLATFORM
    ).then_shown(phase="failed", code="facts", field="due"),
}
