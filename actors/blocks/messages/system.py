"""通知: Notices to people and to roles in units, inside the platform, and letters that leave it."""

from actors.blocks.messages.kind import GUARDED, LETTER_GUARDED, letter_kind, mailbox_kind
from actors.blocks.messages.letter import OVER, over_since
from actors.blocks.messages.letter_view import view as letter_view
from actors.blocks.messages.view import view
from actors.kernel.kept import Kept
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="messages",
    title=Title(zh="通知", en="Messages"),
    uses=("access", "calls", "operations", "organisation"),
    guarded={"mailbox": GUARDED, "letter": LETTER_GUARDED},
    kinds=(mailbox_kind, letter_kind),
    views=(view(), letter_view()),
    kept=(
        Kept(kind="mailbox", goes_with="account", named=lambda id: f"person~{id}"),
        Kept(
            kind="letter",
            retention="short",
            view="letters",
            since="written_at",
            where={"phase": {"$in": list(OVER)}},
            over=over_since,
            part_of=("letters", "about"),
        ),
    ),
    alongside=("actors.blocks.messages.shell.postman:carry",),
)
