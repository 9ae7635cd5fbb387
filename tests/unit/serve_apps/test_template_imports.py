"""Macros are imported with the page's context only where they ask for something of it: those that
are not are made once, all others again for every page."""

import re

import pytest
from jinja2 import Environment, meta

from serve_apps.front.rendering import environment

GIVEN = frozenset(
    {"visitor", "language", "path", "address_in", "now", "demo", "errors", "navigation", "city",
     "unit_name", "theme_name"}
)  # fmt: skip
"""What every page is given (see `rendering.page`)."""
IMPORT = re.compile(r'\{%-?\s*(?:from|import)\s+"([^"]+)"([^%]*)%\}')


def imports(made: Environment, template: str) -> list[tuple[str, bool]]:
    """Return what `template` imports, and whether with its context."""
    assert made.loader
    text = made.loader.get_source(made, template)[0]
    return [(name, "with context" in rest) for name, rest in IMPORT.findall(text)]


def asks_for(made: Environment, template: str) -> set[str]:
    """Return what `template`, or what it imports with its context, asks for of the page."""
    assert made.loader
    text = made.loader.get_source(made, template)[0]
    own = meta.find_undeclared_variables(made.parse(text)) & GIVEN
    return own.union(
        *(asks_for(made, name) for name, with_context in imports(made, template) if with_context)
    )


@pytest.fixture(scope="module")
def made() -> Environment:
    return environment("zh")


def test_an_import_is_with_the_page_s_context_where_that_is_asked_for_and_nowhere_else(
    made: Environment,
) -> None:
    found = {
        (template, name): with_context
        for template in made.list_templates(extensions=["html"])
        for name, with_context in imports(made, template)
    }
    asked = {name: bool(asks_for(made, name)) for _, name in found}

    assert len(found) > 200
    wrong = [place for place, with_context in found.items() if with_context != asked[place[1]]]
    assert wrong == []
