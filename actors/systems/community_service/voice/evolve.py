"""What each event makes of a voice."""

from typing import assert_never

from msgspec.structs import replace

from actors.systems.community_service.voice import records as r


def evolve(state: r.Voice, event: r.VoiceEvent) -> r.Voice:
    """Return the voice after `event`."""
    match event:
        case r.VoiceRaised():
            return r.Voice(
                phase="assigned",
                number=event.number,
                sort=event.sort,
                topic=event.topic,
                place=event.place,
                title=event.title,
                text=event.text,
                name=event.name,
                phone=event.phone,
                publish=event.publish,
                order=event.order,
                came=event.came,
                account=event.account,
                unit=event.unit,
                raised_at=event.at,
                assigned_at=event.at,
                due=event.due,
            )
        case r.VoiceReturned(reason=reason, desk=desk):
            return replace(state, phase="returned", why_returned=reason, desk=desk)
        case r.VoiceAssigned(at=at, unit=unit, due=due):
            return replace(state, phase="assigned", unit=unit, desk="", assigned_at=at, due=due)
        case r.VoiceExtended(reason=reason, due=due):
            return replace(state, extended=True, why_later=reason, due=due)
        case r.VoiceAnswered(at=at, text=text):
            return replace(state, phase="answered", answer=text, answered_at=at)
        case r.VoicePublished(question=question, answer=answer):
            return replace(state, published=True, question=question, public_answer=answer)
        case r.VoiceRated():
            return replace(state, rated=True)
        case _:
            assert_never(event)
