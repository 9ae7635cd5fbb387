"""智慧协同办公: documents of many organs, from the draft to the file of who gets them."""

from actors.kernel.kept import Kept
from actors.kernel.system import Role, System
from actors.kernel.words import Title
from actors.systems.collaborative_office import numbers, sample, sample_meetings
from actors.systems.collaborative_office.announcements import kind as announcements
from actors.systems.collaborative_office.announcements.state import ANNOUNCEMENT
from actors.systems.collaborative_office.announcements.view import ANNOUNCEMENTS
from actors.systems.collaborative_office.exchange import INCOMING_DOCUMENT
from actors.systems.collaborative_office.follow_up import kind as orders
from actors.systems.collaborative_office.follow_up.state import FOLLOW_UP_ORDER
from actors.systems.collaborative_office.follow_up.view import ORDERS
from actors.systems.collaborative_office.follow_up.work import CLOCK as FOLLOWING_UP
from actors.systems.collaborative_office.incoming import kind as incoming
from actors.systems.collaborative_office.incoming.view import INCOMING
from actors.systems.collaborative_office.incoming.work import CLOCK as HANDLING
from actors.systems.collaborative_office.leave import book as leave_books
from actors.systems.collaborative_office.leave import kind as leaves
from actors.systems.collaborative_office.leave import state as leave
from actors.systems.collaborative_office.leave.book_records import LEAVE_BOOK
from actors.systems.collaborative_office.leave.state import LEAVE_REQUEST
from actors.systems.collaborative_office.leave.view import BOOKS, LEAVES
from actors.systems.collaborative_office.meetings import kind as meetings
from actors.systems.collaborative_office.meetings.state import OFFICE_MEETING
from actors.systems.collaborative_office.meetings.view import MEETINGS
from actors.systems.collaborative_office.outgoing import kind as outgoing
from actors.systems.collaborative_office.outgoing.state import OFFICIAL_DOCUMENT
from actors.systems.collaborative_office.outgoing.view import DOCUMENTS
from actors.systems.collaborative_office.outgoing.work import CLOCK as COUNTERSIGNING
from actors.systems.collaborative_office.resources import kind as resources
from actors.systems.collaborative_office.resources.state import OFFICE_RESOURCE
from actors.systems.collaborative_office.resources.view import BOOKINGS, RESOURCES
from actors.systems.collaborative_office.roles import OF_PEOPLE, ROLES
from actors.systems.collaborative_office.telling import step_called, unit_called

UNITS = (  # fields with codes
    "organ", "main", "copies", "asked", "sender", "lead", "assisting", "helping",
    "who", "hindered_by", "audience",
)  # fmt: skip

SYSTEM = System(
    name="collaborative_office",
    title=Title(zh="智慧协同办公", en="Collaborative office"),
    uses=(
        "access",
        "accounts",
        "clocks",
        "documents",
        "files",
        "messages",
        "numbers",
        "organisation",
        "reads",
        "seals",
        "tasks",
        "verification",
    ),
    roles=tuple(Role(name=role) for role in (*ROLES, *OF_PEOPLE)),
    clocks=(COUNTERSIGNING, HANDLING, FOLLOWING_UP),
    series=(numbers.DOCUMENTS, numbers.INCOMING, numbers.FOLLOW_UPS),
    kinds=(
        outgoing.document_kind,
        incoming.incoming_kind,
        orders.order_kind,
        resources.resource_kind,
        meetings.meeting_kind,
        announcements.announcement_kind,
        leave_books.book_kind,
        leaves.leave_kind,
    ),
    tasked=(
        OFFICIAL_DOCUMENT,
        INCOMING_DOCUMENT,
        FOLLOW_UP_ORDER,
        OFFICE_RESOURCE,
        OFFICE_MEETING,
        ANNOUNCEMENT,
        LEAVE_REQUEST,
    ),
    guarded={
        OFFICIAL_DOCUMENT: outgoing.GUARDED,
        INCOMING_DOCUMENT: incoming.GUARDED,
        FOLLOW_UP_ORDER: orders.GUARDED,
        OFFICE_RESOURCE: resources.GUARDED,
        OFFICE_MEETING: meetings.GUARDED,
        ANNOUNCEMENT: announcements.GUARDED,
        LEAVE_BOOK: leave_books.GUARDED,
        LEAVE_REQUEST: leaves.GUARDED,
    },
    called={**dict.fromkeys(UNITS, unit_called), "left": step_called, "reached": step_called},
    views=(
        DOCUMENTS,
        INCOMING,
        ORDERS,
        RESOURCES,
        BOOKINGS,
        MEETINGS,
        ANNOUNCEMENTS,
        LEAVES,
        BOOKS,
    ),
    kept=(
        Kept(
            kind=LEAVE_REQUEST,
            retention="short",
            view="leave_requests",
            since="updated_at",
            where={"state": {"$in": list(leave.ENDED)}},
            over=leave.over_since,
        ),
    ),
    sample=sample.plan,
    past=sample_meetings.lived,
)
