"""The pages that operators look at, in both languages; every metric named here exists.

A test asks a real Prometheus over a running platform for each.
"""

from dashboards.pages.edge import EDGE
from dashboards.pages.projector import PROJECTOR
from dashboards.pages.runtime import RUNTIME
from dashboards.pages.web import WEB

DASHBOARDS = (RUNTIME, WEB, PROJECTOR, EDGE)
