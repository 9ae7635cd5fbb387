"""Ratings: the rater's own, the follow-up of bad ones, what units are told, what is public."""

from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.ratings.follow_up import HANDLER
from actors.blocks.ratings.follow_up_records import FOLLOW_UP
from actors.blocks.ratings.records import RATING
from serve_apps.blocks.ratings import pages, public
from serve_apps.blocks.ratings.held import HELD
from serve_apps.blocks.ratings.proof import RatingProofs
from serve_apps.front.face import Entry, Face, RecordAddress
from serve_apps.front.policies import staff_with
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.record import RecordPage

_FOLLOWING = staff_with(HANDLER, SUPERVISOR)

FACE = Face(
    routers=(pages.router, public.router),
    api=(public.api,),
    services=(lambda wiring: RatingProofs(),),
    lists=(
        ListPage(
            name="follow_ups",
            view="follow_ups",
            at="/follow-ups",
            record="/follow-ups/{id}",
            columns=(
                Column(field="title"),
                Column(field="unit"),
                Column(field="stars", look="number"),
                Column(field="phase", look="state"),
                Column(field="due"),
                Column(field="contact_due"),
                Column(field="closed_at"),
            ),
            orders=(Sorting(name="due", fields=("due",)),),
            filters=(
                Choice(field="state", values=("open", "closed"), said="follow_up.states"),
                OfUnit(field="unit"),
            ),
            policy=_FOLLOWING,
        ),
        ListPage(
            name="ratings",
            view="ratings",
            at="/staff/ratings",
            action="list",
            columns=(
                Column(field="title"),
                Column(field="unit"),
                Column(field="stars", look="number"),
                Column(field="whys"),
                Column(field="channel"),
                Column(field="rated_on"),
            ),
            orders=(Sorting(name="latest", fields=("rated_on",), descending=True),),
            filters=(OfUnit(field="unit"),),
            policy=_FOLLOWING,
        ),
    ),
    records=(
        RecordPage(
            kind=FOLLOW_UP,
            at="/follow-ups",
            heading="title",
            good=("closed",),
            notice=("open",),
            purposes=("handling", "supervision"),
            policy=_FOLLOWING,
        ),
        RecordAddress(kind=RATING, resident="/account/ratings/{id}"),
    ),
    entries=(
        Entry(word="entries.follow_ups", href="/follow-ups", roles=(HANDLER, SUPERVISOR), rank=24),
        Entry(word="entries.ratings", href="/staff/ratings", roles=(HANDLER, SUPERVISOR), rank=25),
    ),
    holdings=(HELD,),
)
