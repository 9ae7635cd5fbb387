"""咨询投诉: Questions and complaints about services, answered in time."""

from actors.blocks.complaints.complaint import read_rules
from actors.blocks.complaints.kind import GUARDED, complaint_kind
from actors.blocks.complaints.records import COMPLAINT
from actors.blocks.complaints.view import view
from actors.kernel.kept import Kept
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="complaints",
    title=Title(zh="咨询投诉", en="Questions and complaints"),
    uses=("access", "cases", "clocks", "messages", "organisation", "tasks"),
    guarded={COMPLAINT: GUARDED},
    kinds=(complaint_kind,),
    tasked=(COMPLAINT,),
    views=(view(),),
    reads=(read_rules,),
    kept=(
        Kept(
            kind=COMPLAINT,
            retention="short",
            view="complaints",
            since="closed_at",
            where={"phase": "closed"},
            over=lambda complaint: complaint.closed_at if complaint.phase == "closed" else None,
        ),
    ),
)
