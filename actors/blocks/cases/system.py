"""办件: The life cycle of an application; service items and flows."""

from actors.blocks.cases import facts, unclaimed, view
from actors.blocks.cases.amendments import AMENDMENTS, THEMES, shipped_themes
from actors.blocks.cases.analysed import CASES, VOLUME
from actors.blocks.cases.kind import case_kind
from actors.blocks.cases.offers import CASE
from actors.blocks.cases.ordering import RESULTS
from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from actors.kernel.kept import Kept
from actors.kernel.system import Role, System, Vocabulary
from actors.kernel.words import Title

SYSTEM = System(
    name="cases",
    title=Title(zh="办件", en="Cases"),
    uses=(
        "access",
        "accounts",
        "calls",
        "clocks",
        "documents",
        "exchanges",
        "files",
        "forms",
        "issuing",
        "jobs",
        "licences",
        "messages",
        "numbers",
        "operations",
        "organisation",
        "ratings",
        "reads",
        "tasks",
        "verification",
        "waiting",
    ),
    roles=(Role(name=WINDOW_CLERK), Role(name=REVIEWER), Role(name=APPROVER)),
    series=(RESULTS,),
    tasked=(CASE,),
    vocabularies={
        "theme": Vocabulary(
            dictionary=THEMES, title=Title(zh="主题", en="Themes"), shipped=shipped_themes
        ),
    },
    guarded={"case": facts.GUARDED},
    kinds=(case_kind,),
    views=(view.view, unclaimed.view()),
    kept=(  # by the class of its item
        Kept(
            kind=CASE,
            view="cases",
            since="closed_at",
            where={"closed": True},
            item="item.code",
            over=lambda state: state.closed_at,
        ),
    ),
    amendments=AMENDMENTS,
    analysed=(CASES,),
    jobs=(VOLUME,),
    afterwards=(
        "actors.blocks.cases.shell.recount:recount",
        "actors.blocks.cases.shell.succession:hand_over",
    ),
)
