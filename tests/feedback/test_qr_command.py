"""`qr`: codes for desks, as files to print."""

from __future__ import annotations

from pathlib import Path

import segno
from PIL import Image

from bot import qr
from tests.feedback.test_commands import Line, line

__all__ = ["line"]

NAME = "Quầy 3 <Một cửa>"


def modules(path: Path) -> list[list[bool]]:
    """The dark and light squares of a printed code, without its border."""
    picture = Image.open(path).convert("L")
    side = picture.width // qr.SCALE
    dark = [
        [picture.getpixel((x * qr.SCALE + 5, y * qr.SCALE + 5)) == 0 for x in range(4, side - 4)]
        for y in range(4, side - 4)
    ]
    return dark


def test_a_desk_gets_its_address_and_a_code_to_print(line: Line, tmp_path: Path) -> None:
    out = line("qr", "add", "Quay-3", "--name", NAME, "--unit", "chi-cuc-tdc", "--procedure", "2.001209")
    assert out == "web\thttp://127.0.0.1:8000/?g=quay-3\n"
    assert line("qr", "list") == f"quay-3\tđang dùng\tchi-cuc-tdc\t2.001209\t0\t{NAME}\n"
    picture, drawing = tmp_path / "q.png", tmp_path / "q.svg"
    for file in (picture, drawing):
        line("qr", "print", "quay-3", "--out", str(file))
    code = segno.make("http://127.0.0.1:8000/?g=quay-3", error="q", micro=False)
    assert modules(picture) == [[bool(dot) for dot in row] for row in code.matrix]
    assert "<title>Quầy 3 &lt;Một cửa&gt;</title>" in drawing.read_text(encoding="utf-8")


def test_a_desk_out_of_use_is_marked_and_not_printed(line: Line, tmp_path: Path) -> None:
    line("qr", "add", "a", "--name", "A")
    line("qr", "disable", "a")
    assert "đã ngừng" in line("qr", "list")
    assert "đã ngừng" in line("qr", "print", "a", "--out", str(tmp_path / "a.svg"), code=2)
    assert not (tmp_path / "a.svg").exists()


def test_what_cannot_be_is_said_in_a_sentence(line: Line, tmp_path: Path) -> None:
    line("qr", "add", "a", "--name", "A")
    for words, said in (
        (("add", "A", "--name", "B"), "Đã có điểm góp ý với khóa «a»"),
        (("add", "quầy 3", "--name", "B"), "Khóa gồm 1–40"),
        (("add", "b", "--name", "B", "--unit", "nope"), "Không có đơn vị «nope»"),
        (("add", "b", "--name", "B", "--procedure", "nope"), "Không có thủ tục «nope»"),
        (("disable", "nope"), "Không có điểm góp ý với khóa «nope»"),
        (("print", "a", "--channel", "telegram"), "entry_points.telegram_bot"),
        (("print", "a", "--channel", "zalo"), "entry_points.zalo_link"),
        (("print", "a", "--channel", "fax"), "web, telegram hoặc zalo"),
        (("print", "a", "--out", str(tmp_path / "a.gif")), ".svg hoặc .png"),
        (("print", "a", "--out", str(tmp_path / "no" / "a.svg")), "tệp"),
    ):
        assert said in line("qr", *words, code=2)
