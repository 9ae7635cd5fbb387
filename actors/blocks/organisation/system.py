"""组织机构: Units, places and their staff, through time."""

from actors.blocks.organisation import calendars, dictionaries, view
from actors.blocks.organisation.amendments import AMENDMENTS
from actors.blocks.organisation.kind import organisation_kind
from actors.blocks.organisation.offers import GUARDED
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.blocks.organisation.standing import STANDING, standing
from actors.kernel.system import Role, System
from actors.kernel.words import Title

SYSTEM = System(
    name="organisation",
    title=Title(zh="组织机构", en="Organisation"),
    uses=("access", "accounts", "tables"),
    always=True,
    roles=(Role(name=ADMINISTRATOR, scope="platform", alone=True),),
    standing=STANDING,
    known=standing,
    guarded={
        "organisation": GUARDED,
        "calendar_year": calendars.GUARDED,
        "dictionary": dictionaries.GUARDED,
    },
    kinds=(organisation_kind, calendars.calendar_kind, dictionaries.dictionary_kind),
    views=(view.view(),),
    amendments=AMENDMENTS,
)
