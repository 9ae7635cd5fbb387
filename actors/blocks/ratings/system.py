"""好差评: Ratings of services, and the follow-up of bad ones."""

from actors.blocks.ratings.follow_up import CLOCK, CONTACT_CLOCK, read_rules
from actors.blocks.ratings.follow_up_records import FOLLOW_UP
from actors.blocks.ratings.kind import (
    FOLLOW_UP_GUARDED,
    RATING_GUARDED,
    follow_up_kind,
    rating_kind,
)
from actors.blocks.ratings.records import RATING
from actors.blocks.ratings.view import follow_ups, ratings
from actors.kernel.kept import Kept
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="ratings",
    title=Title(zh="好差评", en="Ratings"),
    uses=("access", "clocks", "messages", "tasks"),
    clocks=(CLOCK, CONTACT_CLOCK),
    guarded={RATING: RATING_GUARDED, FOLLOW_UP: FOLLOW_UP_GUARDED},
    kinds=(rating_kind, follow_up_kind),
    tasked=(FOLLOW_UP,),
    views=(ratings(), follow_ups()),
    reads=(read_rules,),
    kept=(
        Kept(
            kind=RATING,
            retention="short",
            view="ratings",
            since="rated_at",
            over=lambda rating: rating.rated_at,
        ),
        Kept(
            kind=FOLLOW_UP,
            retention="short",
            view="follow_ups",
            since="closed_at",
            where={"phase": "closed"},
            over=lambda follow_up: follow_up.closed_at,
        ),
    ),
)
