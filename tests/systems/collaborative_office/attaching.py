"""Files that are attached to a draft, for tests."""

from msgspec.structs import replace

from actors.systems.collaborative_office.attachments import Attachment, AttachToDocument
from actors.systems.collaborative_office.outgoing.drafting import text_digest
from actors.testing import Scenario
from tests.systems.collaborative_office import office as o

PLAN = AttachToDocument(
    name="选址方案。", sha256="1a" * 32, media_type="application/pdf", size=2_048
)
LIST = replace(PLAN, name="设备清单", sha256="2b" * 32)
KEPT = Attachment(name="选址方案", sha256="1a" * 32, media_type="application/pdf", size=2_048)
SIGNED = text_digest("letter", o.UNITS, (), o.TITLE, o.BODY, (KEPT,))


def attached(before: Scenario | None = None) -> Scenario:
    return (before or o.drafted()).when(PLAN, by=o.DRAFTER)
