"""Who read my data: the page that tells everybody."""

from serve_apps.blocks.reads import pages
from serve_apps.blocks.reads.held import HELD
from serve_apps.front.face import Face

FACE = Face(routers=(pages.router,), holdings=(HELD,))
