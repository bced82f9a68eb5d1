"""The command line: python -m bot ..."""

from __future__ import annotations

import typer

from bot.commands import (
    answer,
    ask,
    bench,
    chat,
    due,
    export,
    feedback,
    kb,
    migrate,
    privacy,
    qr,
    retention,
    rounds,
    run,
    staff,
    train,
)
from bot.commands import eval as evaluate

app = typer.Typer(
    name="bot",
    help="Trợ lý thủ tục hành chính: chạy dịch vụ, hỏi thử, quản lý dữ liệu thủ tục và phản ánh.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

for module in (
    run,
    migrate,
    ask,
    chat,
    answer,
    evaluate,
    kb,
    due,
    staff,
    feedback,
    privacy,
    qr,
    retention,
    rounds,
    export,
    train,
    bench,
):
    module.register(app)

if __name__ == "__main__":
    app(prog_name="python -m bot")
