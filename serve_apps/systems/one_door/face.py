"""The door: first page, help, accessibility."""

from serve_apps.front.face import Face
from serve_apps.systems.one_door import home

FACE = Face(routers=(home.router,))
