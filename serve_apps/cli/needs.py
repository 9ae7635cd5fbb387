"""What a command needs and this platform may not have."""

from actors import scan


class NotInstalled(ValueError):
    """The platform was started without what the command is about; the message says what."""


def require(block: str) -> None:
    """Check that `block` is installed.

    Raises:
        NotInstalled: it is not.
    """
    installed = scan.load()
    if block not in installed.blocks:
        systems = ", ".join(installed.systems) or "none"
        raise NotInstalled(
            f"This platform has no {block}: of the systems it has {systems} ({scan.CHOICE})."
        )
