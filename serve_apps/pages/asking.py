"""For whom the forms of an entity are drawn, what they are drawn from, and what is drawn."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from actors.blocks.forms.sent import Entries
from actors.kernel.errors import Reason
from actors.kernel.identity import Identity
from serve_apps.front.language import Language
from serve_apps.front.wiring import Services
from serve_apps.pages.controls import Drawn
from serve_apps.pages.picking import Found


@dataclass(frozen=True, kw_only=True)
class Asking:
    """For whom a form is drawn: who looks at an entity in `state`, and may send `command` to it.

    `of` is the value of the field that the form has for itself, see `Acting.apart`; "": none.
    """

    services: Services
    by: Identity
    state: Any
    language: Language
    command: str = ""
    of: str = ""
    ready: "Ready" = field(default_factory=lambda: Ready())


@dataclass(frozen=True)
class Ready:
    """What the database has for a form: what stands in it, and what can be picked, by controls."""

    entries: Entries = field(default_factory=dict[str, tuple[str, ...]])
    found: Mapping[str, Found] = field(default_factory=dict[str, Found])


Choices = Callable[[Asking], Iterable[tuple[str, str]]]
"""The choices for a field, (value, title) each, where they depend on what there is."""

Hint = Callable[[Asking], str]
"""What helps to answer a question."""


Filled = Callable[[Asking], Awaitable[Mapping[str, Any]]]
"""What stands in a form before somebody types, by its fields."""


@dataclass(frozen=True)
class Tried:
    """A command that was refused, or whose form shall have one more group of `more`."""

    command: str
    entries: Entries
    reasons: tuple[Reason, ...] = ()
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class Action:
    """A command that may be sent now, or was tried and may not: `open` tells. `form` is what it
    asks, `fixed` what goes with it unseen; with `href` it has a page of its own. `because` are the
    sentences that say why it may not be sent yet: then that is all there is of it."""

    name: str
    id: str
    title: str
    grave: bool
    open: bool
    tried: bool
    form: Drawn
    fixed: tuple[tuple[str, str], ...] = ()
    href: str = ""
    because: tuple[str, ...] = ()
