"""Texts that people write beside a decision (理由): they say something."""

from actors.blocks.forms.normalise import plain_text
from actors.kernel.errors import Reason, Refusal


def require_said(at: str, text: str) -> tuple[Reason, ...]:
    """Return what is wrong with a text at the pointer `at`: nothing, or that it says nothing."""
    return () if plain_text(text) else (Reason("form.required", at),)


def said(text: str, at: str = "/reason") -> str:
    """Return what a text says.

    Raises:
        Refusal: nothing.
    """
    if faults := require_said(at, text):
        raise Refusal(*faults)
    return plain_text(text)
