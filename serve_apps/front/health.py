"""Is this replica alive? For the operator's command and for load balancers."""

from fastapi import APIRouter, Depends

from serve_apps.front.policies import anyone

router = APIRouter(include_in_schema=False)


@router.get("/health", dependencies=[Depends(anyone)])
async def show_health() -> dict[str, str]:
    """Answer at once, without asking anybody else: the replica runs and its loop turns."""
    return {"status": "ok"}
