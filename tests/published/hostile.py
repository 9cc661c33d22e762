"""Reading in a process of its own with 1.2 GB of memory, without a network, and with a clock; and what it is given."""

from __future__ import annotations

import io
import json
import re
import resource
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

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
