"""How people and programs reach open data."""

from actors.systems.open_data.demand.records import DEMAND, CastVote
from actors.systems.open_data.following.records import SUBSCRIPTION, SubscribeDataset
from actors.systems.open_data.keys.records import OPEN_KEY, RequestKey
from actors.systems.open_data.roles import HEAD, REVIEWER, ROLES
from actors.systems.open_data.shell.settings import Settings, read_settings
from serve_apps.front.face import Entry, Face, Preparation, RecordAddress
from serve_apps.front.wiring import Wiring
from serve_apps.systems.open_data import (
    demands,
    feeds,
    following,
    keys,
    portal,
    value,
    versions,
    workspace,
)
from serve_apps.systems.open_data.catalogue import Catalogue
from serve_apps.systems.open_data.ckan import api
from serve_apps.systems.open_data.dcat import api as dcat
from serve_apps.systems.open_data.metering import Meter


def settings_here(_: Wiring) -> Settings:
    """Return where data lie."""
    return read_settings()


FACE = Face(
    routers=(
        api.router,
        dcat.router,
        versions.router,
        feeds.router,
        following.router,
        keys.router,
        demands.router,
        value.router,
        portal.router,
        workspace.router,
    ),
    before=(
        Preparation(command=SubscribeDataset, prepare=following.prepared),
        Preparation(command=RequestKey, prepare=keys.prepared),
        Preparation(command=CastVote, prepare=demands.prepared),
    ),
    services=(settings_here, Catalogue, Meter, value.Values),
    lists=(workspace.LIST, keys.LIST, demands.LIST),
    records=(
        workspace.RECORD,
        keys.RECORD,
        demands.RECORD,
        RecordAddress(kind=DEMAND, resident=f"{demands.AT}/{{id}}"),
        RecordAddress(kind=OPEN_KEY, resident=f"{keys.AT}/{{id}}"),
        RecordAddress(
            kind=SUBSCRIPTION, staff=f"{following.AT}/{{id}}", resident=f"{following.AT}/{{id}}"
        ),
    ),
    holdings=(following.HELD, keys.HELD, *demands.HELD),
    entries=(
        Entry(word="entries.datasets", href=portal.AT, of="any", rank=36),
        Entry(word="entries.open_demands", href=demands.STAFF_AT, roles=ROLES, rank=48),
        Entry(word="entries.open_keys", href=keys.STAFF_AT, roles=(HEAD, REVIEWER), rank=47),
        Entry(word="entries.open_datasets", href=workspace.AT, roles=ROLES, rank=46),
    ),
)
