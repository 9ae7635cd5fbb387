"""Signing in, on pages and by program."""

from serve_apps.blocks.accounts import api, pages
from serve_apps.front.face import Face

FACE = Face(routers=(pages.router,), api=(api.router,))
