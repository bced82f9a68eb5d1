"""`run`: start everything that is configured and serve until told to stop."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(help="Chạy dịch vụ: trang hỏi đáp, trang quản trị và các kênh đã cấu hình.")(run)


def run(
    config: Annotated[Path, typer.Option(help="Tệp cấu hình.")] = Path("config.toml"),
    host: Annotated[str | None, typer.Option(help="Địa chỉ lắng nghe, thay cho web.host trong tệp cấu hình.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Cổng lắng nghe, thay cho web.port trong tệp cấu hình.", min=0, max=65535)
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Thêm cán bộ và phản ánh mẫu để dùng thử.")] = False,
) -> None:
    """Start the service. Exit code 2 when it cannot start as configured."""
    import asyncio

    from bot import logs
    from bot.server import StartError, serve

    logs.set_up()
    try:
        asyncio.run(serve(config, host, port, demo=demo))
    except StartError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
