"""What a demand is after each event."""

from typing import assert_never

from msgspec.structs import replace

from actors.systems.community_service.form_demand import records as r


def evolve(state: r.FormDemand, event: r.FormDemandEvent) -> r.FormDemand:
    """Return the demand after `event`."""
    match event:
        case r.FormRequested():
            return replace(
                state,
                standing="requested",
                unit=event.unit,
                title=event.title,
                basis=event.basis,
                frequency=event.frequency,
            )
        case r.FieldsChecked(held=held, asked=asked):
            return replace(state, held=held, asked=asked)
        case r.FormListed(until=until):
            return replace(state, standing="listed", until=until)
        case r.FormRefused(reason=reason):
            return replace(state, standing="refused", reason=reason)
        case r.UnlistedReported():
            return replace(
                state,
                standing="unlisted",
                unit=event.unit,
                title=event.title,
                reported_by=event.by_unit,
                minutes=event.minutes,
            )
        case r.ListingExpired():
            return replace(state, standing="expired")
        case r.FormIssued(form=form):
            return replace(state, forms=(*state.forms, form))
        case r.FormRefilled(number=number, values=values):
            return _with(state, number, values=values)
        case r.FormReturned(number=number):
            return _with(
                state,
                number,
                answers=event.answers,
                minutes=event.minutes,
                returned_at=event.at,
            )
        case r.ValueDisputed(note=note):
            return replace(state, notes=(*state.notes, note))
        case r.NoteSettled(number=number, outcome=outcome):
            notes = tuple(
                replace(each, outcome=outcome) if each.number == number else each
                for each in state.notes
            )
            return replace(state, notes=notes)
        case _:
            assert_never(event)


def _with(state: r.FormDemand, number: int, **changed: object) -> r.FormDemand:
    forms = tuple(
        replace(each, **changed) if each.number == number else each for each in state.forms
    )
    return replace(state, forms=forms)
