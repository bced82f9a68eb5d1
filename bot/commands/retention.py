"""`retention`: takes away what has been kept long enough, by the settings; `--dry-run` only says what."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from bot.commands import office
from bot.commands.office import DEFAULT_CONFIG, Config

NAMES = {
    "cases": "Nội dung vụ việc",
    "contact": "Liên hệ trong vụ việc",
    "questions": "Tin nhắn hỏi đáp",
    "consent": "Bằng chứng đồng ý",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("retention")(retention)


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ liệt kê, không xóa gì.")] = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Xóa những gì đã hết thời hạn lưu ([retention]); không bao giờ đụng vụ việc chưa xong hoặc đang được giữ lại."""

    async def work() -> None:
        from bot import retention as rounds
        from bot.clock import utc_now
        from bot.config import environment
        from bot.feedback.lifecycle import Lifecycle
        from bot.files import Files
        from knowledge.calendar import load_calendar
        from knowledge.catalog import HERE

        counted: Counter[str] = Counter()
        async with office.opened(config) as place:
            files = Files(environment().files, place.settings.files)
            lifecycle = Lifecycle(place.settings, load_calendar(HERE / "calendar.csv"))
            rules = place.settings.retention
            async for record in rounds.run(place.store, files, lifecycle, rules, utc_now(), dry=dry_run):
                counted[record.record_class] += 1
                typer.echo(f"{NAMES[record.record_class]}\t{record.name}")
        for record_class, name in NAMES.items():
            months = getattr(rules, record_class)
            kept = f"giữ {months} tháng" if months else "chưa đặt thời hạn, không xóa"
            typer.echo(f"{name}: {counted[record_class]} ({kept})", err=True)

    office.run(work())
