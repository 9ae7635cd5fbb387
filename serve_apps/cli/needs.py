"""What a command needs and this platform may not have."""

from actors import scan


class NotInstalled(ValueError):
    """The platform was started without what the command is about; the message says what."""


def require(name: str) -> None:
    """Check that the block or system `name` is installed.

    Raises:
        NotInstalled: it is not.
    """
    if not scan.is_installed(name):
        systems = ", ".join(scan.load().systems) or "none"
        raise NotInstalled(
            f"This platform has no {name}: of the systems it has {systems} ({scan.CHOICE})."
        )
