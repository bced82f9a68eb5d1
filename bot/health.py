"""How the service is: /healthz for whoever watches it, /metrics for Prometheus."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.metrics import Metrics
from bot.store.db import Store
from bot.store.models import Message

QUEUES = {
    "in_waiting": ("in", ("new",)),
    "in_failed": ("in", ("failed",)),
    "out_waiting": ("out", ("queued", "sending")),
    "out_failed": ("out", ("failed", "unknown")),
}
"""Name of a queue -> direction and states of its messages."""


async def queues(store: Store) -> dict[str, int]:
    """How many messages wait or have failed, by queue."""
    states = [state for _, group in QUEUES.values() for state in group]
    wanted = (
        select(Message.direction, Message.state, func.count())
        .where(Message.direction.in_(("in", "out")), Message.state.in_(states))
        .group_by(Message.direction, Message.state)
    )
    async with store.read() as session:
        found = {(direction, state): count for direction, state, count in await session.execute(wanted)}
    return {
        name: sum(found.get((direction, state), 0) for state in group) for name, (direction, group) in QUEUES.items()
    }


def routes(store: Store, metrics: Metrics) -> list[Route]:
    """/healthz and /metrics."""

    async def healthz(_: Request) -> Response:
        try:
            return JSONResponse({"database": "ok", **await queues(store)})
        except (DBAPIError, OSError):
            return JSONResponse({"database": "unreachable"}, 503)

    async def show_metrics(_: Request) -> Response:
        metrics.waiting(await queues(store))
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return [Route("/healthz", healthz), Route("/metrics", show_metrics)]
