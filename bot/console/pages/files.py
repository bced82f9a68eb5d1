"""The files of a case: photos as their copies without hidden data, originals on an explicit request that is noted."""

from __future__ import annotations

from pathlib import PurePosixPath

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from bot.console import conversation
from bot.console.pages.case import find
from bot.console.visit import Visit
from bot.feedback.steps import Step
from bot.store.models import Attachment, Feedback

PHOTO = "photo"


async def shown(visit: Visit) -> Response:
    """A file to look at, always as a download of its own type; a photo that has no copy is not found."""
    async with visit.host.store.read() as session:
        row = await _row(session, visit, await find(visit, session))
    if row.shown_path is not None:
        ending = PurePosixPath(row.shown_path).suffix
        mime = "image/png" if ending == ".png" else "image/jpeg"
        return _download(visit, row.shown_path, mime, f"{PurePosixPath(row.file_name).stem}{ending}")
    if row.kind == PHOTO:
        raise HTTPException(404)
    return _download(visit, row.path, row.mime, row.file_name)


async def original(visit: Visit) -> Response:
    """A file as it was sent, which may tell where and when it was taken; who fetched it stands in the history."""
    async with visit.host.store.write() as session:
        case = await find(visit, session)
        row = await _row(session, visit, case)
        answer = _download(visit, row.path, row.mime, row.file_name)
        note = f"Đã tải bản gốc của tệp «{row.file_name}»."
        await visit.host.lifecycle.apply(session, case, Step.NOTE, visit.actor, visit.now, text=note)
    return answer


async def _row(session: AsyncSession, visit: Visit, case: Feedback) -> Attachment:
    row = await conversation.attachment(session, case, visit.actor, visit.request.path_params["file"])
    if row is None:
        raise HTTPException(404)
    return row


def _download(visit: Visit, path: str, mime: str, name: str) -> Response:
    try:
        place = visit.host.files.open(path)
    except (OSError, ValueError) as error:
        raise HTTPException(404) from error
    return FileResponse(place, media_type=mime, filename=name, content_disposition_type="attachment")
