"""Cookies of ours: out of reach of scripts, sent to us only, by TLS where there is TLS."""

from starlette.responses import Response

from serve_apps.front.settings import WebSettings


class Cookie:
    """Sets and removes cookies with the attributes that all of ours have."""

    def __init__(self, settings: WebSettings) -> None:
        self._secure = settings.https

    def set(self, response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
        """Set `name`; without `seconds` it goes when the browser is closed."""
        response.set_cookie(
            name, value, max_age=seconds, httponly=True, samesite="lax", secure=self._secure
        )

    def remove(self, response: Response, name: str) -> None:
        """Have the browser forget `name`."""
        response.delete_cookie(name, httponly=True, samesite="lax", secure=self._secure)
