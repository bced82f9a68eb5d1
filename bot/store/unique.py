"""Rows that may exist once."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession


async def insert_new(session: AsyncSession, model: type[Any], row: dict[str, Any]) -> int | None:
    """Insert a row unless its unique key is there already; the id of the new row or None.

    The unique index decides, so two at once are one.
    """
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert(model) if dialect == "sqlite" else postgresql.insert(model)
    statement = insert.values(row).on_conflict_do_nothing().returning(model.id)
    new_id: int | None = await session.scalar(statement)
    return new_id
