"""The staff (工作人员), as a list: found by name, of one unit, page by page."""

from actors.blocks.organisation.roles import ADMINISTRATOR
from serve_apps.front.policies import staff_with
from serve_apps.pages.filters import OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting

STAFF = ListPage(
    name="staff",
    view="accounts",
    kind="account",
    at="/admin/staff",
    record="/admin/staff/{id}",
    columns=(
        Column(field="name"),
        Column(field="unit"),
        Column(field="roles"),
        Column(field="disabled"),
    ),
    orders=(Sorting(name="name", fields=("name",)),),
    filters=(OfUnit(field="unit"),),
    only={"kind": "staff"},
    above="admin/staff_above.html",
    policy=staff_with(ADMINISTRATOR),
)
