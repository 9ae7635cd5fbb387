"""A form at its place: what is locked, what is typed, what is doubted."""

from datetime import datetime

from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.community_service.entrustment.asking import VILLAGE_CLERK
from actors.systems.community_service.form_demand import records as r

Turning = Turn[r.FormDemand]
_LONGEST = 500  # characters of an answer


def refuse_twice(turn: Turning, unit: str) -> None:
    """Refuse another form for a place that has one of the same period.

    Raises:
        Refusal: it has, or there are too many forms.
    """
    state = turn.state
    if len(state.forms) >= r.MOST_FORMS:
        raise Refusal(Reason("form_demand.too_many"), kind="not_now")
    now = _period(state.frequency, turn.now)
    if any(f.unit == unit and _period(state.frequency, f.issued_at) == now for f in state.forms):
        raise Refusal(Reason("form_demand.asked_twice", "/unit"), kind="not_now")


def refuse_other_values(state: r.FormDemand, values: tuple[r.HeldValue, ...]) -> None:
    """Refuse figures that are not exactly those of the held fields.

    Raises:
        Refusal: they are not.
    """
    if sorted(each.field for each in values) != sorted(state.held):
        raise Refusal(Reason("form_demand.not_filled", "/values"))


def return_form(turn: Turning, command: r.ReturnForm) -> None:
    """Return the form.

    Raises:
        Refusal: it is another place's, was returned, names a field that is locked ("forbidden") or
            that is none, or lacks one: every fault.
    """
    form = _open(turn, command.form)
    locked = [name for name in command.answers if name in turn.state.held]
    if locked:
        fields = (Reason("form_demand.locked", f"/answers/{name}") for name in locked)
        raise Refusal(*fields, kind="forbidden")
    wanted = {str(at) for at in range(1, len(turn.state.asked) + 1)}
    answers = {name: text.strip() for name, text in command.answers.items()}
    faults = [
        Reason("form_demand.no_field", "/answers", {"field": name})
        for name in sorted(answers.keys() - wanted)
    ]
    for name in sorted(wanted, key=int):
        if not answers.get(name):
            faults.append(Reason("form.required", f"/answers/{name}"))
        elif len(answers[name]) > _LONGEST:
            faults.append(Reason("form.too_long", f"/answers/{name}", {"limit": str(_LONGEST)}))
    if faults:
        raise Refusal(*faults)
    turn.emit(
        r.FormReturned(at=turn.now, number=form.number, answers=answers, minutes=command.minutes)
    )


def refill(turn: Turning, command: r.RefillForm) -> None:
    """Fill the form in anew from the registers.

    Raises:
        Refusal: it is another place's, or was returned.
    """
    form = _open(turn, command.form)
    refuse_other_values(turn.state, command.values)
    turn.emit(r.FormRefilled(at=turn.now, number=form.number, values=command.values))


def dispute(turn: Turning, command: r.DisputeValue) -> None:
    """Open a note on the quality of the register, and tell those who keep it.

    Raises:
        Refusal: there is no such form, it is neither the own place's nor of the own demand, the
            register does not hold the field, or too many notes are open.
    """
    state = turn.state
    if command.form > len(state.forms):
        raise Refusal(Reason("form_demand.no_form", "/form"), kind="not_now")
    place = state.forms[command.form - 1].unit
    if turn.by.unit not in (place, state.unit):
        raise Refusal(Reason("form_demand.forbidden", "/form"), kind="forbidden")
    if command.field not in state.held:
        raise Refusal(Reason("form_demand.not_held", "/field"))
    if len(state.open_notes) >= r.MOST_OPEN_NOTES:
        raise Refusal(Reason("form_demand.too_many_notes"), kind="not_now")
    note = r.Note(
        number=len(state.notes) + 1,
        form=command.form,
        field=command.field,
        text=command.text.strip(),
        at=turn.now,
    )
    turn.emit(r.ValueDisputed(at=turn.now, note=note))
    notify(turn, to_role(VILLAGE_CLERK, place), "form_demand.Disputed")


def settle(turn: Turning, command: r.SettleNote) -> None:
    """Settle a note on a form of one's own place.

    Raises:
        Refusal: there is none that is open.
    """
    state = turn.state
    note = next((each for each in state.open_notes if each.number == command.note), None)
    if note is None or state.forms[note.form - 1].unit != turn.by.unit:
        raise Refusal(Reason("form_demand.no_note", "/note"), kind="not_now")
    turn.emit(r.NoteSettled(at=turn.now, number=note.number, outcome=command.outcome))


def _open(turn: Turning, number: int) -> r.Form:
    state = turn.state
    if number > len(state.forms):
        raise Refusal(Reason("form_demand.no_form", "/form"), kind="not_now")
    form = state.forms[number - 1]
    if form.unit != turn.by.unit:
        raise Refusal(Reason("form_demand.forbidden", "/form"), kind="forbidden")
    if form.returned_at is not None:
        raise Refusal(Reason("form_demand.was_returned", "/form"), kind="not_now")
    return form


def _period(frequency: r.Frequency, at: datetime) -> tuple[int, ...]:
    """Return which period of `frequency` the local day of `at` is in; of "once" there is one."""
    day = local_day(at)
    return {
        "once": (),
        "yearly": (day.year,),
        "quarterly": (day.year, (day.month - 1) // 3),
        "monthly": (day.year, day.month),
    }[frequency]
