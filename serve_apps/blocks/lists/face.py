"""What generic pages stand on, and the filters that people keep."""

from serve_apps.blocks.lists import saving
from serve_apps.blocks.lists.held import HELD
from serve_apps.front.face import Face
from serve_apps.pages.records import Records

FACE = Face(routers=(saving.router,), services=(Records,), holdings=(HELD,))
