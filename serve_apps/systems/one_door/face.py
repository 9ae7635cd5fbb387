"""The door: first page, help, accessibility."""

from actors.blocks.operations.roles import OPERATOR
from serve_apps.front.face import Entry, Face
from serve_apps.systems.one_door import home, own

FACE = Face(
    routers=(home.router, own.router),
    entries=(
        Entry(word="entries.components", href="/design", roles=(OPERATOR,), rank=32),
        Entry(word="entries.my", href="/my", of="resident", rank=15),
        Entry(word="entries.help", href="/help", of="any", rank=90, exact=True),
    ),
)
