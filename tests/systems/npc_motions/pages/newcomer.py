"""Somebody who sees the pages for the first time: finds everything by what is written on it, and is
timed by how much there is to read, to write and to press.

No clock of a machine is read. The speeds are published ones:

- Reading, IReST (Trauzettel-Klosinski and Dietz, 2012, Investigative Ophthalmology & Visual
  Science 53): adults read 255 Chinese characters or 228 English words a minute.
- Writing, Karat, Halverson, Horn and Karat (1999, CHI): who composes a text at the keyboard writes
  19 words a minute; a word is five keystrokes. Four keystrokes a Chinese character are assumed,
  three of its pinyin and one to choose it.
- Pressing, Card, Moran and Newell (1980, Communications of the ACM 23), the keystroke-level model:
  1.35 s to decide, 0.4 s to take the mouse, 1.1 s to point, 0.2 s to press and let go.

Every line in the main part of every page is read, whether it matters or not; one that stood on a
page before is known again.
"""

import re
from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import Locator, Page

from tests.waiting import until_shown

Language = Literal["zh", "en"]
CHARACTERS_A_MINUTE, WORDS_A_MINUTE = 255, 228
KEYSTROKES_A_MINUTE, KEYSTROKES_A_CHARACTER = 19 * 5, 4
PRESS_SECONDS = 1.35 + 0.4 + 1.1 + 0.2
_CHARACTER = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z0-9'’-]+")


@dataclass
class Newcomer:
    """Who uses `page`, and how many minutes that has taken."""

    page: Page
    minutes: float = 0.0
    _read: set[str] = field(default_factory=set[str])

    def read(self) -> None:
        """Read what the page shows and no page before it did."""
        self.page.wait_for_load_state()
        lines = self.page.get_by_role("main").inner_text().splitlines()
        text = "\n".join(line for line in lines if line not in self._read)
        self._read |= set(lines)
        self.minutes += len(_CHARACTER.findall(text)) / CHARACTERS_A_MINUTE
        self.minutes += len(_WORD.findall(text)) / WORDS_A_MINUTE

    def press(self, what: Locator) -> None:
        """Press a button, a link or a choice, having read what is there, and read what comes."""
        self.read()
        self.minutes += PRESS_SECONDS / 60
        what.click()
        self.read()

    def write(self, where: Locator, text: str) -> None:
        """Write `text` into a box."""
        self.read()
        characters = len(_CHARACTER.findall(text))
        keystrokes = KEYSTROKES_A_CHARACTER * characters + len(text) - characters
        self.minutes += PRESS_SECONDS / 60 + keystrokes / KEYSTROKES_A_MINUTE
        where.fill(text)

    def link(self, name: str) -> None:
        """Follow the first link that is called so."""
        self.press(self.page.get_by_role("link", name=name, exact=True).first)

    def button(self, name: str, within: Locator | None = None) -> None:
        """Press the button that is called so."""
        self.press((within or self.page).get_by_role("button", name=name, exact=True).first)

    def box(self, name: str, text: str, within: Locator | None = None) -> None:
        """Write into the box that is called so."""
        self.write((within or self.page).get_by_role("textbox", name=name), text)

    def choose(self, question: str, choice: str, within: Locator | None = None) -> None:
        """Choose an answer of the question that is called so."""
        group = (within or self.page).get_by_role("group", name=question)
        self.press(group.get_by_text(choice, exact=True))

    def find(self, question: str, text: str, choice: str) -> None:
        """Choose what begins with `choice` in the question that is called so, having looked for
        `text` where there is more than is shown."""
        group = self.page.get_by_role("group", name=question)
        box = group.get_by_role("searchbox")
        if box.count():
            self.write(box, text)
        self.press(group.get_by_text(re.compile(f"^{re.escape(choice)}")))

    def action(self, title: str) -> Locator:
        """Open an action of the record, and return its form."""
        named = re.compile(rf"^\s*{re.escape(title)}\s*$")
        self.press(self.page.locator("summary", has_text=named))
        return self.page.locator("details", has=self.page.locator("summary", has_text=named))

    def opened(self, entry: str, title: str) -> None:
        """Follow an entry of the navigation, and in its list the link that is called so. What
        others have done may take a moment to stand there."""
        link = self.page.get_by_role("main").get_by_role("link", name=title)
        self.press(self.page.get_by_role("link", name=entry, exact=True).first)
        if not link.count():
            until_shown(link)
        self.press(link.first)
