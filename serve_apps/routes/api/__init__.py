"""The JSON API: the same commands and views as the pages, for programs."""

from fastapi import APIRouter

from serve_apps.routes.api import cases, documents, items, office, sessions, uploads, waiting

router = APIRouter(prefix="/api/v1")
for part in (sessions, items, cases, uploads, office, waiting, documents):
    router.include_router(part.router)
