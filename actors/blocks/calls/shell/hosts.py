"""Hosts that an operator has named, where addresses come from people: nothing is ever sent
elsewhere, so that nobody has the platform call its own inside."""

from urllib.parse import urlsplit

_HERE = ("127.0.0.1", "localhost")
_BELOW = "*."


class Hosts:
    """The hosts `names`, with blanks between them, each with its port where that is another than
    usual; "*.example" is every host below that one."""

    def __init__(self, names: str) -> None:
        self._names = frozenset(names.lower().split())
        self._below = tuple(each[1:] for each in self._names if each.startswith(_BELOW))

    def __bool__(self) -> bool:
        """Tell whether any is named."""
        return bool(self._names)

    def allow(self, url: str) -> bool:
        """Tell whether something may be sent to `url`: over HTTPS, or to this machine where that is
        named."""
        try:
            parts = urlsplit(url)
        except ValueError:  # as of "https://[abc"
            return False
        place = parts.netloc.lower()
        secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
        named = place in self._names or place.endswith(self._below)
        return secure and named and "@" not in place and "*" not in place
