"""政务服务大数据库: one case understood whole; names that other systems compare theirs with; facts
of people that are kept once."""

from collections.abc import Iterator
from datetime import datetime
from heapq import merge

from actors.kernel.kept import Kept
from actors.kernel.library import Library
from actors.kernel.system import Act, Role, System
from actors.kernel.words import Title
from actors.systems.service_insight.base.entry import kind as entry
from actors.systems.service_insight.base.entry.records import REGISTER_ENTRY
from actors.systems.service_insight.base.record import kind as record
from actors.systems.service_insight.base.record.records import SOURCE_RECORD
from actors.systems.service_insight.base.roles import ROLES
from actors.systems.service_insight.base.sample import people
from actors.systems.service_insight.base.views import REGISTER_ENTRIES, SOURCE_RECORDS
from actors.systems.service_insight.consents import kind as consent
from actors.systems.service_insight.consents import sample as consents_sample
from actors.systems.service_insight.consents.consent import DATA_CONSENT
from actors.systems.service_insight.feeds import day_kind, feed_kind, service_kind
from actors.systems.service_insight.feeds import sample as feeds_sample
from actors.systems.service_insight.feeds.day import SUPPLY_DAY
from actors.systems.service_insight.feeds.feed import SUPPLY_FEED
from actors.systems.service_insight.feeds.service_record import SERVICE_RECORD
from actors.systems.service_insight.feeds.views import SERVICE_RECORDS, SUPPLY_DAYS, SUPPLY_FEEDS
from actors.systems.service_insight.themes import kind as theme
from actors.systems.service_insight.themes import sample as themes_sample
from actors.systems.service_insight.themes.theme import THEME_SET
from actors.systems.service_insight.themes.views import THEME_SETS


def _lived(library: Library, now: datetime) -> Iterator[tuple[datetime, Act]]:
    """Yield what people of the sample city have done before `now`, in the order of time."""
    each = (people.lived, feeds_sample.lived, themes_sample.lived, consents_sample.lived)
    return merge(*(lived(library, now) for lived in each), key=lambda done: done[0])


SYSTEM = System(
    name="service_insight",
    title=Title(zh="政务服务大数据库", en="Service database"),
    uses=(
        "access",
        "cases",
        "clocks",
        "designs",
        "forms",
        "jobs",
        "messages",
        "organisation",
        "reads",
        "tasks",
    ),
    roles=tuple(Role(name=role) for role in ROLES),
    kinds=(
        record.source_record_kind,
        entry.register_entry_kind,
        feed_kind.supply_feed_kind,
        day_kind.supply_day_kind,
        service_kind.service_record_kind,
        consent.data_consent_kind,
        theme.theme_set_kind,
    ),
    tasked=(SOURCE_RECORD, REGISTER_ENTRY, SUPPLY_FEED, SUPPLY_DAY, THEME_SET),
    guarded={
        SOURCE_RECORD: record.GUARDED,
        REGISTER_ENTRY: entry.GUARDED,
        SUPPLY_FEED: feed_kind.GUARDED,
        SUPPLY_DAY: day_kind.GUARDED,
        SERVICE_RECORD: service_kind.GUARDED,
        DATA_CONSENT: consent.GUARDED,
        THEME_SET: theme.GUARDED,
    },
    views=(
        SOURCE_RECORDS,
        REGISTER_ENTRIES,
        SUPPLY_FEEDS,
        SUPPLY_DAYS,
        SERVICE_RECORDS,
        consent.DATA_CONSENTS,
        THEME_SETS,
    ),
    # Ids of entries resolve for ever, and what is said of somebody is kept while he has an entry.
    kept=(
        Kept(kind=SOURCE_RECORD, retention="archive"),
        Kept(kind=REGISTER_ENTRY, retention="archive"),
        Kept(kind=DATA_CONSENT, retention="archive"),  # what proves that a use was agreed to
    ),
    past=_lived,
    afterwards=("actors.systems.service_insight.themes.shell.sampling:keep_samples",),
)
