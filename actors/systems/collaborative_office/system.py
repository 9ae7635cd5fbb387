"""智慧协同办公: documents of many organs, from the draft to their issue."""

from actors.kernel.system import Role, System
from actors.kernel.words import Title
from actors.systems.collaborative_office import sample, views
from actors.systems.collaborative_office.numbers import DOCUMENTS
from actors.systems.collaborative_office.outgoing import kind, work
from actors.systems.collaborative_office.outgoing.state import OFFICIAL_DOCUMENT
from actors.systems.collaborative_office.roles import ROLES

SYSTEM = System(
    name="collaborative_office",
    title=Title(zh="智慧协同办公", en="Collaborative office"),
    uses=(
        "access",
        "accounts",
        "clocks",
        "documents",
        "messages",
        "numbers",
        "organisation",
        "reads",
        "seals",
        "tasks",
        "verification",
    ),
    roles=tuple(Role(name=role) for role in ROLES),
    clocks=(work.CLOCK,),
    series=(DOCUMENTS,),
    kinds=(kind.document_kind,),
    tasked=(OFFICIAL_DOCUMENT,),
    guarded={OFFICIAL_DOCUMENT: kind.GUARDED},
    views=(views.DOCUMENTS,),
    sample=sample.plan,
)
