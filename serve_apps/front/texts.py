"""Texts that pages send, as they are kept: before their characters are counted, since a browser
sends each end of a line as two."""

from typing import Any

from pydantic import BeforeValidator

from actors.blocks.forms.normalise import plain_text


def _kept(sent: Any) -> Any:
    return plain_text(sent) if isinstance(sent, str) else sent


Typed = BeforeValidator(_kept)
"""Reads a text of a form: `Annotated[str, Typed, Form(max_length=500)]`."""
