"""Documents made to exhaust or to mislead: each ends soon, in little memory, as a document or as one Chinese sentence.

Every case runs in a process of its own with 1.2 GB of memory, without a network, and with a clock.
"""

from __future__ import annotations

import http.server
import io
import json
import random
import re
import resource
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.published.grid_samples import html_page, pdf_document, statutory_tables, word_document
from xlreport.config import DEFAULT
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import file_finding

MEMORY = 1_200_000_000
LIMIT, SECONDS = 5, 15
"""The time that the reader is given here, and when it has to have ended: with the default limit these are under 30."""
READER = """
import json, socket, sys
from pathlib import Path

def refuse(*_, **__):
    print("NETWORK", file=sys.stderr)
    raise OSError("no network here")

socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = refuse

from dataclasses import replace
from xlreport.config import DEFAULT
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import file_finding
from xlreport.published.grids import list_documents, read_document_blocks

limits = replace(DEFAULT.limits, seconds=int(sys.argv[1]))
outcomes = []
for path in sys.argv[2:]:
    for source in list_documents([Path(path)], limits):
        try:
            document = read_document_blocks(source, limits)
            outcomes.append(["read", document.kind, len(document.blocks)])
        except FileProblem as problem:
            finding = file_finding(problem)
            outcomes.append([problem.case, finding.message, finding.remedy])
print(json.dumps(outcomes))
"""


def outcomes(*paths: Path) -> list[list[object]]:
    """What reading gives, or pytest's failure: on a crash, an English word, too much memory or time."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", READER, str(LIMIT), *map(str, paths)],
        capture_output=True,
        text=True,
        timeout=SECONDS * max(1, len(paths)),
        preexec_fn=limit,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stderr == ""
    assert time.monotonic() - started < SECONDS * max(1, len(paths))
    found: list[list[object]] = json.loads(done.stdout)
    for case, *words in found:
        if case != "read":
            assert_one_sentence(*map(str, words))
    return found


def assert_one_sentence(message: str, remedy: str) -> None:
    for text in (message, remedy):
        assert re.search(r"[\u4e00-\u9fff]", text)
        assert not re.search(r"Traceback|Error|Exception|\{|\}|\n", text), text


def outcome(path: Path) -> str:
    (found,) = outcomes(path)
    return str(found[0])


def test_with_the_default_limit_every_file_ends_within_half_a_minute() -> None:
    assert DEFAULT.limits.seconds + SECONDS - LIMIT <= 30


def written(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def docx(path: Path, document: bytes, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", document)
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MEGABYTE = 1_000_000


PAGES: dict[str, Callable[[], str]] = {
    "tables nested deep": lambda: "<html>" + "<table><tr><td>x" * (10 * MEGABYTE // 16),
    "tables nested and closed": lambda: "<html>" + ("<table><tr><td>" * 60 + "1" + "</td></tr></table>" * 60) * 3000,
    "a very wide table": lambda: "<html><table><tr>" + "<td>1</td>" * MEGABYTE,
    "a very long table": lambda: "<html><table>" + "<tr><td>1</td><td>2</td></tr>" * (MEGABYTE // 3),
    "endless spans": lambda: (
        "<html><table>" + "<tr><td rowspan=1000000 colspan=1000000>1</td><td>2</td></tr>" * 100_000
    ),
    "spans that pile up": lambda: (
        "<html><table>" + "<tr>" + "<td rowspan=65534>1</td>" * 900 + "</tr>" + "<tr><td>2</td></tr>" * 100_000
    ),
    "elements nested deep": lambda: "<html>" + "<div>" * MEGABYTE + "x",
    "inline elements nested deep": lambda: "<html>" + "<b><i>x" * MEGABYTE,
    "raised digits without end": lambda: "<html><p>1" + "<sup>1</sup>" * (MEGABYTE // 2),
    "one text": lambda: "<html><p>" + "字" * (4 * MEGABYTE),
    "many paragraphs": lambda: "<html>" + "<p>x" * (2 * MEGABYTE),
    "entities": lambda: '<!DOCTYPE html [<!ENTITY a "&b;&b;&b;"><!ENTITY b "&c;&c;">]><html><p>&a;</p></html>',
    "attributes": lambda: "<html><p " + "a=1 " * (2 * MEGABYTE) + ">x</p>",
    "comments": lambda: "<html>" + "<!--" * MEGABYTE + "<p>x",
    "rules": lambda: "<html><style>" + "p{display:none}" * (MEGABYTE // 2) + "</style><p>x",
    "comments in a sheet": lambda: "<html><style>" + "/*" * (5 * MEGABYTE) + "</style><p>x",
    "quotes in a sheet": lambda: "<html><style>" + "\"'" * (5 * MEGABYTE) + "</style><p>x",
    "blocks in a sheet": lambda: "<html><style>" + "a{" * (5 * MEGABYTE) + "</style><p>x",
    "selectors": lambda: "<html><style>" + "a," * (5 * MEGABYTE) + "a{top:0}</style><p>x",
    "rules for all": lambda: "<html><style>" + "b b b p{top:0}" * 4000 + "</style>" + "<p>x" * MEGABYTE,
    "a long style": lambda: '<html><p style="' + "(" * (5 * MEGABYTE) + '">x',
}


NORMALLY = ("tables nested deep", "a very long table", "endless spans", "one text", "rules", "entities")
"""Pages that the normal run reads; the others come in the long run."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in NORMALLY else [pytest.mark.long]) for name in PAGES]
)
def test_hostile_pages_end_soon(name: str, tmp_path: Path) -> None:
    assert outcome(written(tmp_path / "a.html", PAGES[name]())) in ("read", "too_complex", "no_text")


def test_a_page_whose_end_the_parser_gave_up_is_not_read_in_part(tmp_path: Path) -> None:
    page = "<html><p>前</p>" + "<div>" * 5000 + "深" + "</div>" * 5000 + "<p>后</p></html>"
    assert outcome(written(tmp_path / "a.html", page)) == "too_complex"


TEXTS: dict[str, Callable[[], str]] = {
    "one line": lambda: "x" * (10 * MEGABYTE),
    "one line of tabs": lambda: "x\t" * (5 * MEGABYTE),
    "one line of bars": lambda: "|" * (10 * MEGABYTE),
    "many rows": lambda: "a|b\n" * (2 * MEGABYTE),
    "stars": lambda: "*a" * (2 * MEGABYTE),
    "brackets": lambda: "# x\n" + "[" * (5 * MEGABYTE),
    "links": lambda: "# x\n" + "[a](b" * MEGABYTE,
    "tables": lambda: "<table" * MEGABYTE,
    "comments": lambda: "# x\n" + "<!--" * (2 * MEGABYTE),
    "backslashes": lambda: "# x\n" + "\\" * (10 * MEGABYTE),
    "dashes": lambda: "- " * (4 * MEGABYTE) + "x",
    "lines": lambda: "\n" * (10 * MEGABYTE) + "x",
    "spaces": lambda: "x" + " " * (10 * MEGABYTE) + "x",
    "hashes": lambda: "# x" + " #" * (3 * MEGABYTE) + "x",
    "quotes": lambda: '"' * (5 * MEGABYTE + 1),
}


@pytest.mark.parametrize(
    "ending", ["txt", pytest.param("md", marks=pytest.mark.long), pytest.param("csv", marks=pytest.mark.long)]
)
@pytest.mark.parametrize("name", TEXTS)
def test_hostile_texts_end_soon(name: str, ending: str, tmp_path: Path) -> None:
    assert outcome(written(tmp_path / f"a.{ending}", TEXTS[name]())) in (
        "read",
        "too_complex",
        "no_text",
        "not_document",
    )


def test_entities_in_a_word_document_are_refused(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<!DOCTYPE d [<!ENTITY e0 "x">{entities}]><w:document {W}><w:body><w:p>&e11;</w:p></w:body></w:document>'
    assert outcome(docx(tmp_path / "a.docx", body.encode())) == "broken_document"


def test_external_entities_in_a_word_document_are_refused(tmp_path: Path) -> None:
    secret = written(tmp_path / "secret.txt", "secret")
    body = f'<!DOCTYPE d [<!ENTITY e SYSTEM "file://{secret}">]><w:document {W}><w:body>&e;</w:body></w:document>'
    assert outcome(docx(tmp_path / "a.docx", body.encode("utf-16"))) == "broken_document"


@pytest.mark.parametrize(
    ("opened", "closed", "times"),
    [
        ("<w:tbl><w:tr><w:tc><w:p/>", "</w:tc></w:tr></w:tbl>", 60),
        ("<w:tbl><w:tr><w:tc><w:p/>", "</w:tc></w:tr></w:tbl>", 100_000),
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 100_000),
        ("<w:ins>", "</w:ins>", 240),
    ],
)
def test_word_documents_nested_deep_end_soon(opened: str, closed: str, times: int, tmp_path: Path) -> None:
    body = f"<w:document {W}><w:body>{opened * times}{closed * times}</w:body></w:document>"
    assert outcome(docx(tmp_path / "a.docx", body.encode())) in ("too_complex", "no_text")


def test_word_documents_that_inflate_beyond_measure_are_refused(tmp_path: Path) -> None:
    body = f"<w:document {W}><w:body><w:p><w:r><w:t>{'0' * 60_000_000}</w:t></w:r></w:p></w:body></w:document>"
    assert outcome(docx(tmp_path / "a.docx", body.encode())) == "too_complex"


def test_word_documents_with_very_many_cells_are_refused(tmp_path: Path) -> None:
    cells = "<w:tr>" + "<w:tc><w:p/></w:tc>" * 1000 + "</w:tr>"
    body = f"<w:document {W}><w:body><w:tbl>{cells * 1500}</w:tbl></w:body></w:document>"
    assert outcome(docx(tmp_path / "a.docx", body.encode())) == "too_complex"


def pdf(objects: list[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, data in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, data))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def stream(data: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<</Length %d/Filter/FlateDecode%s>>\nstream\n%s\nendstream" % (len(packed), extra, packed)


def one_page(content: bytes, *others: bytes, resources: bytes = b"") -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<%s>>>>" % resources
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content, *others])


@pytest.mark.parametrize("honest", [True, False])
def test_a_pdf_with_ten_thousand_pages_is_refused_soon(honest: bool, tmp_path: Path) -> None:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 10_003))
    count = 10_000 if honest else 1
    pages = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>"] * 10_000
    tree = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    path = written(tmp_path / "a.pdf", pdf([b"<</Type/Catalog/Pages 2 0 R>>", tree, *pages]))
    started = time.monotonic()
    assert outcome(path) == "too_complex"
    assert time.monotonic() - started < 15


def test_a_pdf_page_that_inflates_beyond_measure_is_refused(tmp_path: Path) -> None:
    assert outcome(written(tmp_path / "a.pdf", one_page(stream(b"q Q " * 20_000_000)))) == "too_complex"


def test_pdf_forms_that_call_each_other_ever_more_often_end_in_time(tmp_path: Path) -> None:
    forms = []
    for level in range(12):
        calls = b"/F Do " * 10 if level < 11 else b"0 0 m 9 9 l S"
        inner = b"/Resources<</XObject<</F %d 0 R>>>>" % (6 + level)
        forms.append(stream(calls, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]" + inner))
    page = one_page(stream(b"/F Do"), *forms, resources=b"/XObject<</F 5 0 R>>")
    assert outcome(written(tmp_path / "a.pdf", page)) == "too_complex"


def test_a_pdf_full_of_lines_ends_in_time(tmp_path: Path) -> None:
    lines = [b"%d 0 m %d 800 l S 0 %d m 600 %d l S" % (n % 600, n % 600, n % 800, n % 800) for n in range(40_000)]
    assert outcome(written(tmp_path / "a.pdf", one_page(stream(b"\n".join(lines))))) in ("too_complex", "no_text")


def test_an_encrypted_pdf_and_a_scanned_one_are_named_as_such(tmp_path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    locked = tmp_path / "locked.pdf"
    canvas = Canvas(str(locked), encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(60, 700, "text")
    canvas.save()
    assert outcome(locked) == "locked_document"
    image = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
    image += b"\nstream\n0\nendstream"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    shown = b"q 600 0 0 800 0 0 cm /I Do Q"
    behind = b" BT /F 12 Tf 3 Tr 60 700 Td (misread 123) Tj ET"
    for name, content in (("scan.pdf", shown), ("recognised.pdf", shown + behind)):
        page = one_page(stream(content), image, font, resources=b"/XObject<</I 5 0 R>>/Font<</F 6 0 R>>")
        assert outcome(written(tmp_path / name, page)) == "scanned", name


def test_an_encrypted_word_document_is_named_as_such(tmp_path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = word_document(statutory_tables(), tmp_path / "plain.docx")
    locked = tmp_path / "locked.docx"
    with plain.open("rb") as source, locked.open("wb") as target:
        OOXMLFile(source).encrypt("secret", target)
    assert outcome(locked) == "locked_document"


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


def test_archives_that_bite_their_tail_or_swell_end_soon(tmp_path: Path) -> None:
    swelling = io.BytesIO()
    with zipfile.ZipFile(swelling, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"{number}.txt", bytes(70 * MEGABYTE))
    nested = io.BytesIO()
    with zipfile.ZipFile(nested, "w") as archive:
        for number in range(20):
            archive.writestr(f"{number}.zip", swelling.getvalue())
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(60_000):
            archive.writestr(f"{number}", b"")
    for name, made in (("a.zip", swelling), ("b.zip", nested), ("c.zip", many)):
        found = outcomes(written(tmp_path / name, made.getvalue()))
        assert {case for case, *_ in found} == {"too_complex"}, name


def test_a_part_that_is_longer_than_the_archive_says_is_not_inflated_beyond(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", b" " * 200 * MEGABYTE)
    data = bytearray(path.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(magic) + offset
        data[at : at + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(data)
    assert outcome(path) == "broken_document"


WHOLE: dict[str, Callable[[], tuple[str, str]]] = {
    "nested tables": lambda: (".html", "<html>" + "<table><tr><td>" * (10 * MEGABYTE // 15)),
    "rows spanning a million rows": lambda: (
        ".html",
        "<html><table>" + "<tr><td rowspan=1000000 colspan=1000>规章</td><td>1</td></tr>" * 10_000,
    ),
    "labels without end": lambda: (
        ".html",
        "<html><table>" + "<tr><td>2.其他法律行政法規止公开</td><td>7</td></tr>" * 9_900 + "</table>",
    ),
    "prose in one line": lambda: (".txt", "2021年，我局收到申请3件，予以公开2件。" * 500_000),
}


@pytest.mark.parametrize("name", WHOLE)
def test_the_whole_command_ends_soon_with_one_sentence(name: str, tmp_path: Path) -> None:
    ending, text = WHOLE[name]()
    path = written(tmp_path / f"x{ending}", text)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    command = [sys.executable, "-c", "from xlreport.console.app import main; main()", "import", str(path), "-o", "out"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=30, preexec_fn=limit, cwd=tmp_path, check=False
    )
    assert done.returncode == 3, done.stderr[-2000:]
    assert done.stderr.count("C6") == 1
    assert not list((tmp_path / "out").glob("*")) if (tmp_path / "out").exists() else True
