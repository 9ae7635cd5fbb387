"""How people reach the collaborative office."""

from actors.systems.collaborative_office.roles import ROLES
from serve_apps.front.face import Entry, Face
from serve_apps.systems.collaborative_office import documents, incoming, papers

FACE = Face(
    routers=(papers.router,),
    lists=(documents.DOCUMENTS, incoming.INCOMING),
    records=(documents.DOCUMENT, incoming.RECORD),
    entries=(
        Entry(
            word="entries.official_documents",
            href=documents.AT,
            roles=(*ROLES, "seal_custodian"),
            rank=45,
        ),
        Entry(word="entries.incoming_documents", href=incoming.AT, roles=ROLES, rank=46),
    ),
)
