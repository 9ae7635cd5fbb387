"""One person's page and one house's page (一人一页、一房一页)."""

from actors.systems.community_service.register.house import HOUSE, EnterHouse, house_id
from actors.systems.community_service.register.resident_records import RESIDENT
from serve_apps.front.policies import signed_in, signed_in_staff
from serve_apps.pages.panels import Related
from serve_apps.pages.picking import Pick
from serve_apps.pages.record import RecordPage
from serve_apps.systems.community_service import choosing as c
from serve_apps.systems.community_service.registers.residents import AROUND


def _house(command: EnterHouse) -> str:
    return house_id(command.unit, command.code)


RECORDS = (
    RecordPage(
        kind=RESIDENT,
        at="/residents",
        heading="masked_name",
        good=("registered",),
        bad=("deceased",),
        notice=("left",),
        told=("masked_name", "masked_number", "care", "house", "tenure"),
        purposes=("handling", "own"),
        picks={
            "ChangeResident.house": Pick(
                view="houses",
                told=("code", "address"),
                only=lambda state: {"state": "standing", "unit": state.unit},
            )
        },
        untold=("ResidentIndexed", "ResidentClaimed", "CareNoted"),
        panels=(AROUND,),
        related=(
            Related(
                view="care_plans",
                field="entry",
                columns=("due", "outcome", "state"),
                record="/care-visits/{id}",
            ),
        ),
        policy=signed_in,
    ),
    RecordPage(
        kind=HOUSE,
        at="/houses",
        heading="code",
        good=("standing",),
        bad=("gone",),
        told=("address", "organisation", "building", "grid", "reason"),
        purposes=(),
        choices={"unit": c.own_unit},
        named=_house,
        related=(
            Related(
                view="residents",
                field="house",
                columns=("masked_name", "tenure", "care", "state"),
                record="/residents/{id}",
            ),
        ),
        policy=signed_in_staff,
    ),
)
