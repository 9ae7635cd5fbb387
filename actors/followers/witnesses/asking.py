"""How witnesses are asked over HTTP: with bounds on time and size, and never sent elsewhere."""

import aiohttp

from actors.followers.witnesses.witness import WitnessSilent

SECONDS = 10.0  # that an answer may take


async def post(url: str, content: bytes, media_type: str, *, most: int) -> tuple[int, bytes]:
    """Send `content`; return status and body of the answer, which may have `most` bytes.

    Raises:
        WitnessSilent: there is no whole answer of that size in time.
    """
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    headers = {"content-type": media_type}
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(url, data=content, headers=headers, allow_redirects=False) as answer,
        ):
            body = b""
            async for part in answer.content.iter_any():
                body += part
                if len(body) > most:
                    raise WitnessSilent(f"{url} answers with more than {most} bytes")
            return answer.status, body
    except (aiohttp.ClientError, TimeoutError) as error:
        raise WitnessSilent(f"{url}: {type(error).__name__}") from error
