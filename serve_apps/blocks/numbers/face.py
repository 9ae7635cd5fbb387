"""Numbers for this process."""

from serve_apps.blocks.numbers.desk import Numbers
from serve_apps.front.face import Face

FACE = Face(services=(lambda wiring: Numbers(wiring.sender),))
