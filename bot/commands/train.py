"""`train`: learn the weights of the understanding anew from records and corpus. Needs the development libraries."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command `train`."""
    app.command("train")(train)


def train(
    check: Annotated[
        bool, typer.Option("--check", help="Không ghi; kiểm tra chéo: học từ một số người viết, thử trên người khác.")
    ] = False,
    by: Annotated[str, typer.Option(help="Kiểm tra chéo theo: voice (người viết) hoặc style (kiểu gõ).")] = "voice",
) -> None:
    """Học lại trọng số từ bản ghi và kho câu nói (knowledge/utterances), ghi vào knowledge/weights."""
    from knowledge.catalog import HERE
    from knowledge.corpus import CorpusError
    from knowledge.tomlfile import TomlError

    try:
        from knowledge import crossvalidation, learning
    except ModuleNotFoundError as error:
        typer.echo(f"Thiếu thư viện {error.name}; chạy: make check (cài thư viện phát triển) rồi thử lại.", err=True)
        raise typer.Exit(2) from error
    if by not in ("voice", "style"):
        typer.echo(f"--by {by}: chỉ nhận voice hoặc style", err=True)
        raise typer.Exit(2)
    try:
        if check:
            for line in crossvalidation.report(by):
                typer.echo(line)
        else:
            for path, model in learning.learn(HERE).items():
                model.save(path)
                typer.echo(f"{path}: {model.size} trọng số, {path.stat().st_size} byte")
    except (CorpusError, TomlError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
