"""Documents of every kind made to exhaust or to mislead: each ends soon, in little memory, as a document or as one
Chinese sentence. Nothing in them is fetched or run."""

from __future__ import annotations

import http.server
import random
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.published.grid_samples import html_page, pdf_document, statutory_tables, word_document
from tests.published.hostile import (
    LIMIT,
    MEGABYTE,
    MEMORY,
    SECONDS,
    W,
    assert_one_sentence,
    docx,
    outcomes,
    pdf,
    written,
)
from xlreport.config import DEFAULT
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import file_finding


def test_with_the_default_limit_every_file_ends_within_half_a_minute() -> None:
    assert DEFAULT.limits.seconds + SECONDS - LIMIT <= 30


@pytest.mark.parametrize(
    ("name", "data", "case"),
    [
        (
            "a.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "WordDocument".encode("utf-16-le") + bytes(50),
            "old",
        ),
        (
            "a.wps",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "WordDocument".encode("utf-16-le") + bytes(50),
            "old",
        ),
        ("a.docx", b"{\\rtf1\\ansi text}", "old"),
        ("a.doc", b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "old"),
        ("a.html", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>", "old"),
    ],
)
def test_formats_that_are_not_read_say_what_to_do(name: str, data: bytes, case: str, tmp_path: Path) -> None:
    found = outcomes(written(tmp_path / name, data))[0]
    assert str(found[0]).startswith(case)
    if case == "old":
        assert "另存为 .docx" in str(found[2])


@pytest.mark.parametrize(
    "head", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"II*\x00", bytes(64), b"MZ\x00\x01"]
)
def test_pictures_and_programs_are_refused(head: bytes, tmp_path: Path) -> None:
    from xlreport.published.grids import read_document_blocks

    with pytest.raises(FileProblem) as caught:
        read_document_blocks(written(tmp_path / "a.pdf", head + bytes(200)))
    assert caught.value.case == "not_document"
    assert_one_sentence(file_finding(caught.value).message, file_finding(caught.value).remedy)


class Counting(http.server.BaseHTTPRequestHandler):
    hits = 0

    def do_GET(self) -> None:
        type(self).hits += 1
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Counting.hits = 0
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


def test_nothing_is_fetched_and_nothing_is_run(server: str, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    page = f"""<?xml version="1.0"?><!DOCTYPE html SYSTEM "{server}/d.dtd" [<!ENTITY e SYSTEM "{server}/e">]>
    <html xmlns:xi="http://www.w3.org/2001/XInclude"><head><base href="{server}/"><link rel=stylesheet href="a.css">
    <meta http-equiv="refresh" content="0;url={server}/r"><script src="{server}/s.js"></script>
    <script>require('fs').writeFileSync('{mark}','')</script></head>
    <body onload="fetch('{server}')"><img src="{server}/i.png"><iframe src="{server}/f"></iframe>
    <xi:include href="{server}/x"/><object data="{server}/o"></object><p>正文&e;</p></body></html>"""
    html = written(tmp_path / "a.html", page)
    inner = f'<!DOCTYPE d SYSTEM "{server}/d.dtd"><w:document {W}><w:body><w:p/></w:body></w:document>'
    word = docx(tmp_path / "b.docx", inner.encode())
    annotated = written(
        tmp_path / "c.pdf",
        pdf(
            [
                b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(%s)>>>>" % server.encode(),
                b"<</Type/Pages/Count 0>>",
            ]
        ),
    )
    found = outcomes(html, word, annotated)
    assert found[0][:2] == ["read", "html"]
    assert found[1][0] == "broken_document"
    assert Counting.hits == 0
    assert not mark.exists()


def samples(folder: Path) -> dict[str, Path]:
    """One good document of each kind."""
    import openpyxl

    tables = statutory_tables()
    book = openpyxl.Workbook()
    book.active.append(["规章", 0, 1])
    book.save(folder / "a.xlsx")
    return {
        "html": written(folder / "a.html", html_page(tables)),
        "docx": word_document(tables, folder / "a.docx"),
        "pdf": pdf_document(tables, folder / "a.pdf"),
        "txt": written(folder / "a.txt", "标题\n规章\t0\t1\n" * 20),
        "md": written(folder / "a.md", "# 标题\n\n| 规章 | 0 |\n|---|---|\n| 文件 | 1 |\n" * 20),
        "xlsx": folder / "a.xlsx",
    }


@pytest.mark.parametrize("kind", ["html", "docx", "pdf", "txt", "md", "xlsx"])
def test_truncated_and_altered_files_end_in_a_document_or_a_sentence(kind: str, tmp_path: Path) -> None:
    good = samples(tmp_path)[kind].read_bytes()
    chance = random.Random(kind)
    damaged = []
    for number in range(16):
        data = bytearray(good)
        if number % 2:
            del data[chance.randrange(1, len(data)) :]
        else:
            for _ in range(chance.choice((1, 5, 50))):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        damaged.append(written(tmp_path / f"damaged{number}.{kind}", bytes(data)))
    assert len(outcomes(*damaged)) >= len(damaged)


WHOLE: dict[str, Callable[[int], tuple[str, str]]] = {
    "nested tables": lambda part: (".html", "<html>" + "<table><tr><td>" * (10 * MEGABYTE // 15 // part)),
    "rows spanning a million rows": lambda part: (
        ".html",
        "<html><table>" + "<tr><td rowspan=1000000 colspan=1000>规章</td><td>1</td></tr>" * (10_000 // part),
    ),
    "labels without end": lambda part: (
        ".html",
        "<html><table>" + "<tr><td>2.其他法律行政法規止公开</td><td>7</td></tr>" * (9_900 // part) + "</table>",
    ),
    "prose in one line": lambda part: (".txt", "2021年，我局收到申请3件，予以公开2件。" * (500_000 // part)),
}
"""Files of which the n-th part may be asked for."""


@pytest.mark.parametrize("name", WHOLE)
def test_the_whole_command_ends_soon_with_one_sentence(name: str, tmp_path: Path) -> None:
    """Given 5 seconds for reading, and a quarter of the rows; a long run gives the default 20, and all of them."""
    ending, text = WHOLE[name](4)
    assert_refused(written(tmp_path / f"x{ending}", text), seconds=5)


@pytest.mark.long
@pytest.mark.parametrize("name", WHOLE)
def test_the_whole_command_ends_within_half_a_minute_with_one_sentence(name: str, tmp_path: Path) -> None:
    ending, text = WHOLE[name](1)
    assert_refused(written(tmp_path / f"x{ending}", text), seconds=DEFAULT.limits.seconds)


def assert_refused(path: Path, seconds: int) -> None:
    """The command takes no report from a file, and says so once."""
    folder = path.parent
    config = written(folder / "config.toml", f"[limits]\nseconds = {seconds}\n")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    program = "from xlreport.console.app import main; main()"
    command = [sys.executable, "-c", program, "--config", str(config), "import", str(path), "-o", "out"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=seconds + 10, preexec_fn=limit, cwd=folder, check=False
    )
    assert done.returncode == 3, done.stderr[-2000:]
    assert done.stderr.count("C6") == 1
    assert not list((folder / "out").glob("*")) if (folder / "out").exists() else True
