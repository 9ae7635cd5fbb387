"""What operators see and do."""

from serve_apps.blocks.operations import operations, operator
from serve_apps.front.face import Face

FACE = Face(routers=(operations.router, operator.router))
