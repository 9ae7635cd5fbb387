"""印章: Electronic seals of organs: their life, and each of their uses."""

from actors.blocks.seals import sample
from actors.blocks.seals.kind import SEAL_GUARDED, USE_GUARDED, seal_kind, use_kind
from actors.blocks.seals.seal import APPROVER, KEEPER, SEAL
from actors.blocks.seals.use import USE
from actors.blocks.seals.view import seals_view, uses_view
from actors.kernel.system import Role, System
from actors.kernel.words import Title

SYSTEM = System(
    name="seals",
    title=Title(zh="印章", en="Seals"),
    uses=("access", "accounts", "documents", "files", "messages", "organisation"),
    roles=(Role(name=KEEPER, scope="platform"), Role(name=APPROVER, scope="platform")),
    guarded={SEAL: SEAL_GUARDED, USE: USE_GUARDED},
    kinds=(seal_kind, use_kind),
    views=(seals_view(), uses_view()),
    sample=sample.acts,
    provides={"documents.stamper": "actors.blocks.seals.shell.stamping:stamper"},
)
