"""The service database: names that others compare theirs with."""

from serve_apps.front.face import Face
from serve_apps.systems.service_insight import reconcile
from serve_apps.systems.service_insight.directory import Directory

FACE = Face(routers=(reconcile.router, reconcile.pages), services=(Directory,))
