"""The lists of both registers: of people they show a mask, and nothing that is read for a
purpose."""

from serve_apps.front.policies import Policy, signed_in_resident, signed_in_staff
from serve_apps.pages.filters import Choice
from serve_apps.pages.lists import Column, ListPage, Sorting

_LATEST = Sorting(name="latest", fields=("updated_at",), descending=True)


def _residents(name: str, at: str, policy: Policy, own: str = "", above: str = "") -> ListPage:
    return ListPage(
        name=name,
        view="residents",
        at=at,
        record="/residents/{id}",
        columns=(
            Column(field="masked_name"),
            Column(field="masked_number"),
            Column(field="registration"),
            Column(field="house"),
            Column(field="tenure"),
            Column(field="care"),
            Column(field="state", look="state"),
        ),
        orders=(_LATEST,),
        filters=()
        if own
        else (
            Choice(field="registration", values=("01", "02", "03")),
            Choice(field="care", values=("marked", "none")),
            Choice(
                field="state",
                values=("registered", "left", "deceased"),
                said="resident.states",
            ),
        ),
        own=own,
        above=above,
        policy=policy,
    )


RESIDENTS = _residents(
    "residents", "/residents", signed_in_staff, above="community_service/residents_above.html"
)
MY_REGISTER = _residents("my_register", "/my/register", signed_in_resident, own="account")
HOUSES = ListPage(
    name="houses",
    view="houses",
    at="/houses",
    record="/houses/{id}",
    columns=(
        Column(field="code"),
        Column(field="address"),
        Column(field="use"),
        Column(field="ownership"),
        Column(field="grid"),
        Column(field="state", look="state"),
    ),
    orders=(_LATEST,),
    filters=(
        Choice(field="use", values=("home", "rented", "shop", "public", "empty")),
        Choice(field="state", values=("standing", "gone"), said="house.states"),
    ),
    above="community_service/houses_above.html",
    policy=signed_in_staff,
)
