"""The dates of a suggestion (建议、批评和意见), from its submission to a second reply.

Every function answers None where the regulation sets no date.
"""

from actors.kernel.calendar import Calendar
from actors.systems.npc_motions.fixed_dates import Day, FixedDate, Question, day_of, fix
from actors.systems.npc_motions.profile import Profile
from actors.systems.npc_motions.provisions import HandlingLimit


def assign_by(profile: Profile, submitted: Day, calendar: Calendar) -> FixedDate | None:
    """Return until when the work body assigns (交办) what it received between sessions."""
    return fix(profile, "assign", submitted, calendar)


def notice_by(profile: Profile, accepted: Day, calendar: Calendar) -> FixedDate | None:
    """Return until when the deputy is told that the suggestion was accepted (受理)."""
    return fix(profile, "notice", accepted, calendar)


def return_by(
    profile: Profile, assigned: Day, received: Day, calendar: Calendar
) -> FixedDate | None:
    """Return until when a unit that is not competent may ask to return the item (退回)."""
    return _handling(profile, "return_window", profile.return_window, assigned, received, calendar)


def reassign_by(profile: Profile, asked: Day, calendar: Calendar) -> FixedDate | None:
    """Return until when the assigner finds another unit after a unit `asked` to return the item."""
    return fix(profile, "reassignment", asked, calendar)


def assisting_view_by(
    profile: Profile, assigned: Day, received: Day, calendar: Calendar
) -> FixedDate | None:
    """Return until when an assisting unit (会办) gives its view to the leading one (主办)."""
    limit = profile.assisting_view
    return _handling(profile, "assisting_view", limit, assigned, received, calendar)


def empty_view_by(profile: Profile, view: FixedDate, calendar: Calendar) -> FixedDate | None:
    """Return until when an assisting unit makes good a view that came empty or not at all by its
    date `view`."""
    return fix(profile, "assisting_extra", view.effective, calendar)


def contact_by(
    profile: Profile, assigned: Day, received: Day, calendar: Calendar
) -> FixedDate | None:
    """Return until when the leading unit first speaks with the deputy (联系沟通)."""
    return _handling(profile, "contact", profile.contact, assigned, received, calendar)


def reply_by(
    profile: Profile, assigned: Day, received: Day, calendar: Calendar
) -> FixedDate | None:
    """Return until when the unit replies (答复)."""
    return _handling(profile, "reply", profile.reply, assigned, received, calendar)


def fast_reply_by(
    profile: Profile, assigned: Day, received: Day, calendar: Calendar
) -> FixedDate | None:
    """Return until when the unit replies to what it was given on the fast lane (直通车)."""
    return _handling(profile, "fast_lane", profile.fast_lane, assigned, received, calendar)


def broad_reply_by(
    profile: Profile, assigned: Day, received: Day, calendar: Calendar
) -> FixedDate | None:
    """Return until when the unit replies to a broad or difficult item, where that is a class of
    items (代表法 2025 Art. 51) and not an extension."""
    return _handling(profile, "broad_reply", profile.longer, assigned, received, calendar)


def longer_by(
    profile: Profile, assigned: Day, received: Day, calendar: Calendar
) -> FixedDate | None:
    """Return the last day to which a reply can be extended (延期), where it can be."""
    return _handling(profile, "longer", profile.longer, assigned, received, calendar)


def rate_by(profile: Profile, replied: Day, calendar: Calendar) -> FixedDate | None:
    """Return until when the deputy rates, who received the reply on `replied`."""
    return fix(profile, "rating", replied, calendar)


def redo_by(profile: Profile, asked: Day, calendar: Calendar) -> FixedDate | None:
    """Return until when the unit replies again, that was `asked` to (重新办理)."""
    return fix(profile, "redo", asked, calendar)


def reply_after_refusal(
    profile: Profile, reply: FixedDate, asked: Day, refused: Day, calendar: Calendar
) -> FixedDate:
    """Return the reply date of a unit whose request to return the item was refused: the same, or
    later by the days from `asked` to `refused` where the profile adds them. Others keep theirs.

    Raises:
        ValueError: `reply` was fixed by another profile or version, or the refusal comes before
            the request.
    """
    days = (day_of(refused) - day_of(asked)).days
    if days < 0:
        raise ValueError("a request is refused after it was made")
    if (reply.profile, reply.version) != profile.key:
        raise ValueError(f"the date was fixed by {reply.profile} version {reply.version}")
    if profile.return_pause.effect == "not_added":
        return reply
    longer = fix(profile, reply.question, reply.start, calendar, reply.added_days + days)
    return longer or reply


def assisting_before_lead(view: FixedDate | None, reply: FixedDate | None) -> bool:
    """Tell whether the assisting view is due before the reply that has to take it in. Where one of
    the two has no date nothing is violated."""
    return view is None or reply is None or view.effective < reply.effective


def _handling(
    profile: Profile,
    question: Question,
    limit: HandlingLimit | None,
    assigned: Day,
    received: Day,
    calendar: Calendar,
) -> FixedDate | None:
    if limit is None:
        return None
    return fix(profile, question, assigned if limit.start == "assignment" else received, calendar)
