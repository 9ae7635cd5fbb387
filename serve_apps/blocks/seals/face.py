"""Seals: their lists, each with what can be done, their uses, and the list of revoked
certificates."""

import os

from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.seals.seal import APPROVER, HEAD, KEEPER, SEAL
from actors.blocks.seals.shell.settings import SealSettings, read_settings
from actors.blocks.seals.use import USE
from actors.blocks.security.roles import AUDIT_ADMINISTRATOR
from serve_apps.blocks.seals import pages
from serve_apps.blocks.seals.preparing import BEFORE
from serve_apps.front.face import Entry, Face
from serve_apps.front.policies import staff_with
from serve_apps.front.wiring import Wiring
from serve_apps.pages.filters import Choice
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Panel, Related
from serve_apps.pages.record import RecordPage

_READERS = (KEEPER, APPROVER, HEAD, SUPERVISOR, AUDIT_ADMINISTRATOR)
_POLICY = staff_with(*_READERS)
SEAL_STATES = ("applied", "approved", "made", "in_use", "suspended", "lost", "destroyed", "refused")
USE_STATES = ("asked", "approved", "stamped", "refused")


def _settings(wiring: Wiring) -> SealSettings:
    """Return where the keys are: beside the secrets of this process, if nothing else is said."""
    secrets = {"YIMEN_SECRETS_FILE": str(wiring.settings.secrets_file)}
    return read_settings({**os.environ, **secrets})


FACE = Face(
    routers=(pages.router,),
    services=(_settings, pages.RevokedList),
    before=BEFORE,
    lists=(
        ListPage(
            name="seals",
            view="paper_seals",
            at="/seals",
            record="/seals/{id}",
            columns=(
                Column(field="name"),
                Column(field="organ"),
                Column(field="phase", look="state"),
                Column(field="ended_at"),
            ),
            orders=(Sorting(name="organ", fields=("organ",)),),
            filters=(Choice(field="state", values=SEAL_STATES, said="seal.states"),),
            policy=_POLICY,
        ),
        ListPage(
            name="seal_uses",
            view="seal_uses",
            at="/seal-uses",
            record="/seal-uses/{id}",
            columns=(
                Column(field="template"),
                Column(field="organ"),
                Column(field="phase", look="state"),
                Column(field="copies", look="number"),
                Column(field="asked_at"),
                Column(field="stamped_at"),
            ),
            orders=(Sorting(name="asked_at", fields=("asked_at",), descending=True),),
            filters=(Choice(field="state", values=USE_STATES, said="seal_use.states"),),
            policy=_POLICY,
        ),
    ),
    records=(
        RecordPage(
            kind=SEAL,
            at="/seals",
            heading="name",
            good=("in_use",),
            bad=("lost", "destroyed", "refused"),
            notice=("applied", "approved", "made", "suspended"),
            told=(
                "reason",
                "applied_by",
                "applied_at",
                "approved_by",
                "approved_at",
                "keeper",
                "refused_because",
                "suspended_by",
                "suspended_because",
                "suspended_at",
                "proposed",
                "proposed_by",
            ),
            uploads=("MakeSeal.picture",),
            untold=("ApprovalKept", "ApprovalForgotten"),
            panels=(Panel(template="seals/picture.html", made=pages.told_of),),
            related=(
                Related(
                    view="seal_uses",
                    field="seal",
                    columns=("template", "phase", "asked_at"),
                    record="/seal-uses/{id}",
                ),
            ),
            purposes=(),
            policy=_POLICY,
        ),
        RecordPage(
            kind=USE,
            at="/seal-uses",
            heading="document",
            good=("stamped",),
            bad=("refused",),
            notice=("asked", "approved"),
            told=(
                "document",
                "sha256",
                "reason",
                "asked_by",
                "approved_by",
                "approved_at",
                "standing",
                "refused_by",
                "refused_because",
                "sealed",
                "certificate",
            ),
            purposes=(),
            policy=_POLICY,
        ),
    ),
    entries=(
        Entry(word="entries.seals", href="/seals", roles=(KEEPER, APPROVER), rank=46),
        Entry(word="entries.seal_uses", href="/seal-uses", roles=(KEEPER, APPROVER), rank=47),
    ),
)
