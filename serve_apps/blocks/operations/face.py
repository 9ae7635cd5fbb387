"""What operators see and do."""

from actors.blocks.operations.roles import OPERATOR
from serve_apps.blocks.operations import operations, operator
from serve_apps.front.face import Entry, Face

FACE = Face(
    routers=(operations.router, operator.router),
    entries=(Entry(word="entries.platform", href="/operator", roles=(OPERATOR,), rank=30),),
)
