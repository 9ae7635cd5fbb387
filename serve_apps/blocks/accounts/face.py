"""Signing in, and one's own account, on pages and by program."""

from serve_apps.blocks.accounts import (
    account_pages,
    api,
    factors,
    own_api,
    pages,
    password_pages,
    proving,
    vouched,
)
from serve_apps.blocks.accounts.held import HELD
from serve_apps.front.face import Face, RecordAddress

FACE = Face(
    routers=(
        pages.router,
        password_pages.router,
        account_pages.router,
        factors.router,
        proving.router,
        vouched.router,
    ),
    api=(api.router, own_api.router),
    holdings=(HELD,),
    records=(RecordAddress(kind="account", staff="/account", resident="/account"),),
)
