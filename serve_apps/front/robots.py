"""What those who search the web may read (RFC 9309), and the sitemaps of what is published."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse

from serve_apps.front.faces import faces
from serve_apps.front.policies import anyone

router = APIRouter(include_in_schema=False)


@router.get("/robots.txt", dependencies=[Depends(anyone)])
async def show_robots(request: Request) -> PlainTextResponse:
    """Name the sitemaps of all faces; what programs ask is no page."""
    home = str(request.base_url).rstrip("/")
    maps = (f"Sitemap: {home}{path}" for face in faces() for path in face.sitemaps)
    return PlainTextResponse("\n".join(("User-agent: *", "Disallow: /api/", *maps, "")))
