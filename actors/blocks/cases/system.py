"""办件: The life cycle of an application; service items and flows."""

from actors.blocks.cases import facts, view
from actors.blocks.cases.amendments import AMENDMENTS, THEMES, shipped_themes
from actors.blocks.cases.kind import case_kind
from actors.blocks.cases.offers import CASE
from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from actors.kernel.system import Role, System, Vocabulary
from actors.kernel.words import Title

SYSTEM = System(
    name="cases",
    title=Title(zh="办件", en="Cases"),
    uses=(
        "access",
        "accounts",
        "clocks",
        "files",
        "forms",
        "messages",
        "numbers",
        "operations",
        "organisation",
        "reads",
        "tasks",
        "waiting",
    ),
    roles=(Role(name=WINDOW_CLERK), Role(name=REVIEWER), Role(name=APPROVER)),
    tasked=(CASE,),
    vocabularies={
        "theme": Vocabulary(
            dictionary=THEMES, title=Title(zh="主题", en="Themes"), shipped=shipped_themes
        ),
    },
    guarded={"case": facts.GUARDED},
    kinds=(case_kind,),
    views=(view.view,),
    amendments=AMENDMENTS,
    afterwards=("actors.blocks.cases.shell.recount:recount",),
)
