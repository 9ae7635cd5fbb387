"""What is held of whoever rated a service."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.ratings.follow_up_records import FOLLOW_UP
from actors.blocks.ratings.records import RATING, Rating
from serve_apps.front.holding import Holding, Telling
from serve_apps.front.rendering import unit_name
from serve_apps.front.words import known_word


def _told(row: Mapping[str, Any], state: Rating, how: Telling) -> Mapping[str, Any]:
    service, said = state.service, state.said
    assert service is not None and said is not None
    return {
        "service": {"code": service.item, "title": service.title[how.language]},
        "unit": unit_name(how.library, service.unit, how.language),
        "on": service.on,
        "rated_at": state.rated_at,
        "stars": said.stars,
        "whys": [known_word(f"rating.choices.whys.{why}", how.language) for why in said.whys],
        "comment": said.comment,
        "channel": said.channel,
        "letters": [{"at": one.at, "text": one.text} for one in state.letters],
        "content": state.content,
        "answer": state.answer,
    }


HELD = Holding(
    name="ratings",
    of=(RATING, FOLLOW_UP),
    kind=RATING,
    collection="ratings",
    field="account",
    told=_told,
)
