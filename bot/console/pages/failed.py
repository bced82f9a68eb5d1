"""Messages that could not be handled or sent."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.console.visit import Visit
from bot.store.models import Conversation, Feedback, Message

SHOWN = 100


async def index(visit: Visit) -> Response:
    """The newest of both kinds, with the error of each."""
    async with visit.host.store.read() as session:
        unread = await _newest(session, "in", ("failed",))
        unsent = await _newest(session, "out", ("failed", "unknown"))
    return visit.page("failed", unread=unread, unsent=unsent, shown=SHOWN)


async def _newest(
    session: AsyncSession, direction: str, states: tuple[str, ...]
) -> Sequence[tuple[Message, str, str | None]]:
    """Messages with the channel they are of and the code of their case."""
    wanted = (
        select(Message, Conversation.channel, Feedback.code)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .outerjoin(Feedback, Feedback.id == Message.feedback_id)
        .where(Message.direction == direction, Message.state.in_(states))
        .order_by(Message.id.desc())
        .limit(SHOWN)
    )
    return [(message, channel, code) for message, channel, code in await session.execute(wanted)]
