"""Where an item is taken in, for the guide to it: halls, hours and the sketch of the city."""

from urllib.parse import quote

from actors.blocks.appointments.places import Hall, Hours, Places, WindowGroup, window_id
from actors.blocks.organisation.units import Organisation
from actors.kernel.library import Library
from serve_apps.front.wiring import Wiring
from serve_apps.pages.windows import Drawn, Spans, Window, WindowPlan, WindowPlans


def window_plans(_: Wiring) -> WindowPlans:
    """Return what tells other pages of the windows here."""
    return WindowPlans(plan_of)


def plan_of(library: Library, item: str, theme: str) -> WindowPlan:
    """Return the windows that take in the item with the code `item`, of `theme`."""
    places, divisions = library[Places], library[Organisation].places
    windows = tuple(_window(hall, group, library, item) for hall, group in places.serving(theme))
    sketch = places.sketch
    if sketch is None or not any(window.at for window in windows):
        return WindowPlan(windows=windows)
    return WindowPlan(
        windows=windows,
        width=sketch.width,
        height=sketch.height,
        divisions=tuple(
            Drawn(
                title=divisions[each.place].title,
                points=" ".join(f"{x},{y}" for x, y in each.corners),
                name_at=each.name_at,
            )
            for each in sketch.divisions
            if each.place in divisions
        ),
    )


def _window(hall: Hall, group: WindowGroup, library: Library, item: str) -> Window:
    return Window(
        hall=hall.title,
        division=library[Organisation].places[hall.place].title,
        group=group.title,
        numbers=group.numbers,
        address=hall.address,
        directions=hall.directions,
        phone=hall.phone,
        hours=_spans(hall.hours),
        other_hours=tuple((day, _spans(hours)) for day, hours in hall.weekdays.items()),
        booked_at=f"/appointments/days?window={quote(window_id(hall, group))}&item={quote(item)}",
        at=hall.at,
    )


def _spans(hours: Hours) -> Spans:
    return tuple((f"{opens:%H:%M}", f"{closes:%H:%M}") for opens, closes in hours)
