"""The service database: cases as a whole, names that others compare theirs with, and the base
library of facts that are kept once."""

from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from actors.blocks.clocks.roles import SUPERVISOR
from actors.systems.service_insight.base.roles import STEWARD, SUPPLIER, THEME_OWNER, THEME_USER
from serve_apps.front.face import Entry, Face
from serve_apps.systems.service_insight import reconcile, whole_api, whole_pages
from serve_apps.systems.service_insight.base import candidates, entries, held, intake, lists, own
from serve_apps.systems.service_insight.consents import pages as consent_pages
from serve_apps.systems.service_insight.consents.prefilling import BaseFacts
from serve_apps.systems.service_insight.directory import Directory
from serve_apps.systems.service_insight.feeds import intake as feed_intake
from serve_apps.systems.service_insight.feeds import pages as feed_pages
from serve_apps.systems.service_insight.themes import api as theme_api
from serve_apps.systems.service_insight.themes import pages as theme_pages

FACE = Face(
    routers=(
        reconcile.router,
        reconcile.pages,
        whole_pages.router,
        candidates.router,
        own.router,
        consent_pages.router,
        theme_pages.router,
    ),
    api=(whole_api.api, intake.api, feed_intake.api, theme_api.api),
    services=(Directory, intake.BaseMatcher, BaseFacts),
    lists=(
        lists.ENTRIES,
        lists.OWN,
        lists.RECORDS,
        feed_pages.FEEDS,
        feed_pages.DAYS,
        feed_pages.SERVICES,
        consent_pages.LIST,
        theme_pages.LIST,
    ),
    records=(
        entries.RECORD,
        candidates.RECORD,
        feed_pages.FEED,
        feed_pages.DAY,
        feed_pages.SERVICE,
        consent_pages.RECORD,
        theme_pages.RECORD,
    ),
    holdings=held.HELD,
    entries=(
        Entry(
            word="entries.whole_cases",
            href="/staff/whole-cases",
            roles=(WINDOW_CLERK, REVIEWER, APPROVER, SUPERVISOR),
            rank=28,
        ),
        Entry(
            word="entries.base_entries",
            href=lists.ENTRIES_AT,
            roles=(STEWARD, SUPPLIER),
            rank=30,
        ),
        Entry(
            word="entries.base_records",
            href=lists.RECORDS_AT,
            roles=(STEWARD, SUPPLIER),
            rank=31,
        ),
        Entry(
            word="entries.supply_feeds",
            href=feed_pages.FEEDS_AT,
            roles=(STEWARD, SUPPLIER),
            rank=32,
        ),
        Entry(
            word="entries.supply_days",
            href=feed_pages.DAYS_AT,
            roles=(STEWARD, SUPPLIER),
            rank=33,
        ),
        Entry(
            word="entries.service_records",
            href=feed_pages.SERVICES_AT,
            roles=(STEWARD, SUPPLIER),
            rank=33,
        ),
        Entry(
            word="entries.theme_sets",
            href=theme_pages.AT,
            roles=(STEWARD, THEME_OWNER, THEME_USER),
            rank=33,
        ),
        Entry(
            word="entries.my_data_consents",
            href=consent_pages.CONSENTS_AT,
            of="resident",
            rank=35,
        ),
        Entry(word="entries.my_base_entries", href=lists.OWN.at, of="resident", rank=34),
    ),
)
