"""电子证照: Licences that organs have issued: kept, shown, shared with forms by consent,
revoked."""

from actors.blocks.licences.kind import GUARDED, licence_kind
from actors.blocks.licences.licence import LICENCE
from actors.blocks.licences.view import view
from actors.kernel.kept import Kept
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="licences",
    title=Title(zh="电子证照", en="Licences"),
    uses=("access", "accounts", "files", "messages", "verification"),
    guarded={LICENCE: GUARDED},
    kinds=(licence_kind,),
    views=(view(),),
    kept=(Kept(kind=LICENCE, retention="archive"),),  # a register, kept for ever
)
