"""政府统一数据开放平台: data of units for everybody, each release measured and approved."""

from actors.kernel.kept import Kept
from actors.kernel.system import Role, System
from actors.kernel.words import Title
from actors.systems.open_data.dataset.kind import GUARDED, dataset_kind
from actors.systems.open_data.dataset.terms import OPEN_DATASET
from actors.systems.open_data.demand import kind as demand
from actors.systems.open_data.demand.deciding import MODERATION, REPLY
from actors.systems.open_data.demand.records import DEMAND, VOTE
from actors.systems.open_data.demand.view import DEMANDS, DEMANDS_VIEW, VOTES, VOTES_VIEW
from actors.systems.open_data.following.audience import AUDIENCE_KIND
from actors.systems.open_data.following.records import SUBSCRIPTION
from actors.systems.open_data.following.subscription import GUARDED as SUBSCRIBED
from actors.systems.open_data.following.subscription import subscription_kind
from actors.systems.open_data.following.view import SUBSCRIPTIONS, SUBSCRIPTIONS_VIEW
from actors.systems.open_data.keys.kind import GUARDED as KEY_GUARDED
from actors.systems.open_data.keys.kind import key_kind
from actors.systems.open_data.keys.records import OPEN_KEY
from actors.systems.open_data.keys.view import KEYS, KEYS_VIEW
from actors.systems.open_data.roles import ROLES
from actors.systems.open_data.sample.plan import plan
from actors.systems.open_data.use.counting import DATASET_USE_KIND, USES_VIEW
from actors.systems.open_data.views import PUBLISHED_VIEW, WORKED_ON_VIEW

SYSTEM = System(
    name="open_data",
    title=Title(zh="政府统一数据开放平台", en="Open data"),
    uses=(
        "access",
        "clocks",
        "forms",
        "jobs",
        "messages",
        "organisation",
        "tables",
        "tasks",
    ),
    roles=tuple(Role(name=role) for role in ROLES),
    kinds=(
        dataset_kind,
        AUDIENCE_KIND,
        subscription_kind,
        key_kind,
        demand.demand_kind,
        demand.vote_kind,
        DATASET_USE_KIND,
    ),
    clocks=(MODERATION, REPLY),
    tasked=(OPEN_DATASET, OPEN_KEY, DEMAND),
    guarded={
        OPEN_DATASET: GUARDED,
        SUBSCRIPTION: SUBSCRIBED,
        OPEN_KEY: KEY_GUARDED,
        DEMAND: demand.GUARDED,
        VOTE: demand.VOTE_GUARDED,
    },
    views=(
        WORKED_ON_VIEW,
        PUBLISHED_VIEW,
        SUBSCRIPTIONS_VIEW,
        KEYS_VIEW,
        DEMANDS_VIEW,
        VOTES_VIEW,
        USES_VIEW,
    ),
    kept=(
        Kept(kind=SUBSCRIPTION, part_of=(SUBSCRIPTIONS, "of")),
        Kept(kind=OPEN_KEY, part_of=(KEYS, "of")),
        Kept(kind=DEMAND, part_of=(DEMANDS, "of")),
        Kept(kind=VOTE, part_of=(VOTES, "of")),
    ),
    sample=plan,
    alongside=("actors.systems.open_data.shell.running:keep_open",),
)
