"""Files that people hand in."""

from serve_apps.blocks.files import api
from serve_apps.front.face import Face

FACE = Face(api=(api.router,))
