"""How people reach the collaborative office."""

from actors.systems.collaborative_office.roles import ROLES
from serve_apps.front.face import Entry, Face
from serve_apps.systems.collaborative_office.documents import AT, DOCUMENT, DOCUMENTS

FACE = Face(
    lists=(DOCUMENTS,),
    records=(DOCUMENT,),
    entries=(
        Entry(
            word="entries.official_documents", href=AT, roles=(*ROLES, "seal_custodian"), rank=45
        ),
    ),
)
