"""What somebody sent with the form of a command."""

from dataclasses import dataclass
from uuid import uuid4

from actors.blocks.forms.asked import CommandForm
from actors.blocks.forms.sent import Entries, read
from actors.kernel.deadlines import CHINA
from actors.kernel.turn import Command
from serve_apps.pages.control_names import places, way


@dataclass(frozen=True)
class Sent:
    """What a form sent. `key` makes a wish that is sent again the same wish, "" for none; `more` is
    a field of groups that shall have one more. `again`: a button within the form was pressed, or
    the key for a new line where something is looked for, and nothing is to be sent. `fresh` are the
    ways to fields that are given a name of their own."""

    form: CommandForm
    entries: Entries
    key: str
    more: str
    again: bool = False
    fresh: frozenset[str] = frozenset()

    def command(self) -> Command:
        """Return the command.

        Raises:
            Refusal: it is none; every fault is named by its field.
        """
        made = {
            place: (uuid4().hex[:12],)
            for place, _ in places(self.form.fields, self.entries)
            if way(place) in self.fresh and place not in self.entries
        }
        return read(self.form, {**made, **self.entries}, CHINA)
