"""`migrate`: bring the database to the form that this version needs."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(help="Cập nhật cấu trúc cơ sở dữ liệu (DATABASE_URL) cho đúng phiên bản chương trình.")(migrate)


def migrate() -> None:
    """Run the migrations of the database that the environment names."""
    import asyncio

    from sqlalchemy.exc import DBAPIError

    from bot.config import ConfigError, environment
    from bot.store.db import StoreError

    try:
        asyncio.run(_upgrade(environment().database_url))
    except (ConfigError, StoreError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    except (DBAPIError, OSError) as error:
        typer.echo(f"Không cập nhật được cơ sở dữ liệu: {error}", err=True)
        raise typer.Exit(2) from error
    typer.echo("Cơ sở dữ liệu đã đúng phiên bản.")


async def _upgrade(url: str) -> None:
    from bot.store.db import Store
    from bot.store.migrate import upgrade

    store = Store(url)
    try:
        await upgrade(store)
    finally:
        await store.close()
