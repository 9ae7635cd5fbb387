"""Lists of the base library: entries and records, masked."""

from actors.systems.service_insight.base.entry.records import PHASES as ENTRY_PHASES
from actors.systems.service_insight.base.policy import policy
from actors.systems.service_insight.base.record.records import PHASES as RECORD_PHASES
from serve_apps.front.policies import signed_in_resident, signed_in_staff
from serve_apps.pages.filters import Choice
from serve_apps.pages.lists import Column, ListPage, Sorting

_LATEST = Sorting(name="latest", fields=("updated_at",), descending=True)
ENTRIES_AT, RECORDS_AT = "/base/entries", "/base/records"
ENTRIES = ListPage(
    name="base_entries",
    view="register_entries",
    at=ENTRIES_AT,
    record=f"{ENTRIES_AT}/{{id}}",
    columns=(
        Column(field="masked_name"),
        Column(field="masked_number"),
        Column(field="sources"),
        Column(field="begun_at"),
        Column(field="state", look="state"),
    ),
    orders=(_LATEST,),
    filters=(Choice(field="state", values=ENTRY_PHASES, said="register_entry.states"),),
    policy=signed_in_staff,
)
OWN = ListPage(
    name="my_base_entries",
    view="register_entries",
    at="/my/base-entries",
    record=f"{ENTRIES_AT}/{{id}}",
    columns=(
        Column(field="masked_name"),
        Column(field="masked_number"),
        Column(field="sources"),
        Column(field="state", look="state"),
    ),
    orders=(_LATEST,),
    own="account",
    policy=signed_in_resident,
)
RECORDS = ListPage(
    name="base_records",
    view="source_records",
    at=RECORDS_AT,
    record=f"{RECORDS_AT}/{{id}}",
    columns=(
        Column(field="masked_name"),
        Column(field="masked_number"),
        Column(field="source"),
        Column(field="probability"),
        Column(field="due"),
        Column(field="state", look="state"),
    ),
    orders=(_LATEST,),
    filters=(
        Choice(field="state", values=RECORD_PHASES, said="source_record.states"),
        Choice(field="source", values=tuple(each.code for each in policy().sources)),
    ),
    policy=signed_in_staff,
)
