"""Files that people hand in."""

from actors.blocks.files.shell.clamd import Scanner
from actors.blocks.files.shell.intake import Intake
from actors.blocks.files.shell.judges import Judges
from actors.blocks.files.shell.orphans import Orphans
from serve_apps.blocks.files import api
from serve_apps.blocks.files.held import HELD
from serve_apps.front.face import Face
from serve_apps.front.wiring import Wiring


def _intake(around: Wiring) -> Intake:
    clamd = around.settings.clamd
    scanner = Scanner(clamd) if clamd else None
    return Intake(around.database, around.clock, Judges(), scanner)


def _orphans(around: Wiring) -> Orphans:
    orphans = Orphans(around.database, around.clock)
    orphans.start()
    return orphans


FACE = Face(api=(api.router,), services=(_intake, _orphans), holdings=(HELD,))
