"""Starting and stopping many times leaves nothing open."""

from __future__ import annotations

import threading
from pathlib import Path

from bot.app import App
from bot.config import environment
from tests.support.delivery import kb, said, settings

CYCLES = 50


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def cycle(var: Path, number: int) -> None:
    app = App(settings(), environment({"BOT_VAR": str(var)}), kb=kb())
    await app.start()
    message_id = await app.inbox.accept(said("xin chào", str(number), channel="web"))
    assert message_id is not None
    assert await app.lanes.wait(message_id, 10)
    await app.stop()


async def test_50_starts_and_stops_leave_no_file_or_thread_behind(tmp_path: Path) -> None:
    await cycle(tmp_path, 0)
    files, threads = open_files(), threading.active_count()
    for number in range(1, CYCLES + 1):
        await cycle(tmp_path, number)
    assert open_files() <= files + 2
    assert threading.active_count() <= threads + 2
