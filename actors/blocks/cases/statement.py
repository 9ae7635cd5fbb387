"""What people are told before they are asked (个人信息处理告知书, PIPL Art. 7, 17, 30, 31 and 35).

Versioned data. A public body needs no consent for its duties (Art. 13(3)), but has to tell all the
same (Art. 35). A case keeps the version that its applicant was shown; earlier ones stay readable.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from string import Formatter
from typing import Any

import msgspec
from msgspec.structs import replace

from actors.kernel.errors import Reason
from actors.kernel.identifiers import age, birth_date
from actors.kernel.mistakes import Mistake
from actors.kernel.shape import NAME, read, title_faults
from actors.kernel.words import Title

CHILDHOOD = 14  # years; below them a guardian consents (PIPL Art. 31)
PLACES = frozenset({"unit", "phone", "item"})
"""What the texts may leave to the item: its unit, how to reach that, its title."""


class Sensitive(msgspec.Struct, frozen=True, kw_only=True):
    """What is said besides of sensitive data (敏感个人信息, Art. 28 and 30): which, why they are
    needed, and what it means for the person."""

    kinds: Title
    necessity: Title
    impact: Title


class Statement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A statement in one version. Its parts are those of Art. 17: who handles the data and how to
    reach them, what for and by which right, how, which data, how long they are kept, how the person
    exercises his rights. `children` is what guardians are told, None where no child is concerned.
    """

    name: str
    version: int
    title: Title
    handler: Title
    purpose: Title
    basis: Title
    means: Title
    kinds: Title
    kept: Title
    rights: Title
    sensitive: Sensitive | None = None
    children: Title | None = None

    @property
    def reference(self) -> str:
        """By which an application says what its applicant was shown: "general.1"."""
        return f"{self.name}.{self.version}"

    def texts(self) -> Iterator[tuple[str, Title]]:
        """Yield its parts in the order in which they are told, each with its name."""
        for name in ("handler", "purpose", "basis", "means", "kinds"):
            yield name, getattr(self, name)
        if self.sensitive is not None:
            yield "sensitive", self.sensitive.kinds
            yield "necessity", self.sensitive.necessity
            yield "impact", self.sensitive.impact
        if self.children is not None:
            yield "children", self.children
        yield "kept", self.kept
        yield "rights", self.rights


def filled(statement: Statement, facts: Mapping[str, Title]) -> Statement:
    """Return `statement` with what `facts` say in its placeholders, PLACES, in both languages."""

    def fill(title: Title) -> Title:
        zh = {name: fact.zh for name, fact in facts.items()}
        en = {name: fact.en for name, fact in facts.items()}
        return Title(zh=title.zh.format_map(zh), en=title.en.format_map(en))

    parts = ("handler", "purpose", "basis", "means", "kinds", "kept", "rights")
    sensitive, children = statement.sensitive, statement.children
    return replace(
        statement,
        **{name: fill(getattr(statement, name)) for name in parts},
        sensitive=sensitive
        and Sensitive(
            kinds=fill(sensitive.kinds),
            necessity=fill(sensitive.necessity),
            impact=fill(sensitive.impact),
        ),
        children=children and fill(children),
    )


def read_statement(
    document: Mapping[str, Any], *, file: str
) -> tuple[Statement | None, list[Mistake]]:
    """Return the statement that `document` describes, None if a part is missing, and everything
    that is wrong with it."""
    statement, mistakes = read(document, Statement, file)
    mistakes += (Mistake(file, place, rule) for place, rule in title_faults(document))
    if statement is not None:
        mistakes += (Mistake(file, place, rule) for place, rule in _faults(statement))
    return statement, mistakes


def _faults(statement: Statement) -> Iterator[tuple[str, str]]:
    if not NAME.fullmatch(statement.name):
        yield "name", "a name is of small letters, digits and _"
    if statement.version < 1:
        yield "version", "versions count from 1"
    for part, title in (("title", statement.title), *statement.texts()):
        for text in (title.zh, title.en):
            for _, place, _, _ in Formatter().parse(text):
                if place is not None and place not in PLACES:
                    yield part, f"unknown placeholder {{{place}}}"


def of_a_child(value: object, on: date) -> bool:
    """Tell whether `value`, a day of birth or a number of identity, is of somebody who is a child
    on the local day `on`."""
    text = value if isinstance(value, str) else ""
    try:
        born = date.fromisoformat(text) if "-" in text else birth_date(text)
    except ValueError:
        return False
    return born is not None and age(born, on) < CHILDHOOD


def shown_faults(
    current: Statement | None, shown: str, child: object, consents: bool, on: date
) -> Iterator[Reason]:
    """Yield what is wrong where an application says that its applicant was `shown` a version, and
    the `current` one is to be shown; `child` is the answer that tells whether it is about a child,
    and `consents` whether a guardian consents."""
    if current is None:
        return
    if not shown:
        yield Reason("statement.not_shown", "/statement", {"statement": current.reference})
    elif shown != current.reference:
        yield Reason("statement.superseded", "/statement", {"statement": current.reference})
    if not consents and of_a_child(child, on):
        yield Reason("statement.guardian_consents", "/guardian_consents")
