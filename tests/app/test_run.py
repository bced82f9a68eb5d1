"""`python -m bot run` as an administrator meets it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.support.delivery import ROOT
from tests.support.store import postgres_database

COMMAND = [sys.executable, "-m", "bot"]


def environment(var: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "PYTHONPATH")}
    return kept | {"BOT_VAR": str(var), "PYTHONUNBUFFERED": "1"} | more


def refused(*arguments: str, var: Path, **more: str) -> str:
    """Run a command that must end with exit code 2; what it says on stderr."""
    done = subprocess.run(
        [*COMMAND, *arguments], cwd=ROOT, env=environment(var, **more), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


@contextmanager
def running(var: Path, *arguments: str, **more: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The service on a free port, and the lines that it printed at its start."""
    command = [*COMMAND, "run", "--port", "0", *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(var, **more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            printed = []
            for line in process.stdout:
                printed.append(line.rstrip())
                if "time_limits.reply" in line:
                    break
            yield process, printed
        finally:
            process.kill()


def address(printed: list[str]) -> str:
    (found,) = re.findall(r"http://127\.0\.0\.1:\d+", printed[0])
    return str(found)


def test_a_fresh_checkout_starts_and_says_where_to_go(tmp_path: Path) -> None:
    with running(tmp_path) as (process, printed):
        url = address(printed)
        assert f"Trang quản trị:  {url}/console" in printed
        (link,) = re.findall(rf"{url}/console/link/\S+", "\n".join(printed))
        page = httpx.get(link)
        assert page.status_code == 200
        assert "server" not in page.headers
        assert "  - Số điện thoại tiếp nhận phản ánh, kiến nghị (agency.phone)" in printed
        answer = httpx.post(f"{url}/api/chat", json={"text": "phí cấp giấy phép x-quang chụp răng"}, timeout=20)
        assert answer.json()["replies"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_the_service_ends_in_order_while_a_browser_listens(tmp_path: Path) -> None:
    with running(tmp_path) as (process, printed):
        url = address(printed)
        session = httpx.post(f"{url}/api/chat", json={"text": "xin chào"}).json()["session"]
        with httpx.stream("GET", f"{url}/api/chat/events?session={session}", timeout=20) as events:
            assert events.status_code == 200
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0


def test_what_was_said_is_there_after_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as (process, printed):
        session = httpx.post(f"{address(printed)}/api/chat", json={"text": "xin chào"}).json()["session"]
        process.kill()
    with running(tmp_path) as (_, printed):
        history = httpx.get(f"{address(printed)}/api/chat/history?session={session}").json()
    assert [message["from"] for message in history["messages"]][:2] == ["me", "bot"]


def test_an_unreachable_telegram_does_not_stop_the_rest(tmp_path: Path) -> None:
    token = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
    with running(tmp_path, TELEGRAM_TOKEN=token, TELEGRAM_BASE_URL="http://127.0.0.1:9") as (process, printed):
        answer = httpx.post(f"{address(printed)}/api/chat", json={"text": "xin chào"})
        assert answer.json()["replies"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert token not in process.stderr.read()


def test_demo_brings_staff_and_cases(tmp_path: Path) -> None:
    with running(tmp_path, "--demo") as (_, printed):
        assert any("Tài khoản dùng thử" in line for line in printed)


def test_a_port_in_use_is_told_in_a_sentence(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        said = refused("run", "--port", port, var=tmp_path)
    assert f"Cổng {port} tại 127.0.0.1 đang được một chương trình khác sử dụng" in said


def test_a_mistake_in_the_configuration_names_file_line_and_reason(tmp_path: Path) -> None:
    source = (ROOT / "config.toml").read_text(encoding="utf-8")
    bad = tmp_path / "config.toml"
    bad.write_text(source.replace("[web]\n", '[web]\ncolour = "red"\n'), encoding="utf-8")
    line = source[: source.index("[web]")].count("\n") + 2
    assert f"{bad}:{line}: web.colour: unknown key" in refused("run", "--config", str(bad), var=tmp_path)


def test_a_weak_secret_stops_the_start(tmp_path: Path) -> None:
    assert "SECRET_KEY" in refused("run", var=tmp_path, SECRET_KEY="secret")


def test_another_kind_of_database_is_refused(tmp_path: Path) -> None:
    assert "DATABASE_URL" in refused("run", "--port", "0", var=tmp_path, DATABASE_URL="mysql://x/y")


@pytest.mark.postgres
async def test_postgresql_is_migrated_by_command_and_then_served(tmp_path: Path) -> None:
    async with postgres_database() as url:
        assert "python -m bot migrate" in refused("run", "--port", "0", var=tmp_path, DATABASE_URL=url)
        migrate = [*COMMAND, "migrate"]
        env = environment(tmp_path, DATABASE_URL=url)
        done = subprocess.run(migrate, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)  # noqa: ASYNC221
        assert done.stdout == "Cơ sở dữ liệu đã đúng phiên bản.\n"
        with running(tmp_path, DATABASE_URL=url) as (process, printed):
            answer = httpx.post(f"{address(printed)}/api/chat", json={"text": "xin chào"})  # noqa: ASYNC210
            assert answer.json()["replies"]
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
