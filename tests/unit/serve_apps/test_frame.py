"""The frame that every page stands in."""

import re

from serve_apps.front.rendering import PAGES


def test_what_the_frame_sets_takes_no_name_from_a_page() -> None:
    """It is set before a page is drawn, and in place of what the page was given by that name."""
    text = (PAGES / "templates" / "base.html").read_text("utf-8")
    before = text.partition("<!doctype html>")[0]
    named = [
        name.strip()
        for names in re.findall(r"{%-? set ([^=]+)=", before)
        for name in names.split(",")
    ]

    assert named
    assert [name for name in named if not name.startswith("nav_")] == []
