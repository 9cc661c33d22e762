"""LibreOffice as the program that made a document: many files in one start, since a start takes seconds."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

_PATIENCE_SECONDS = 300
_AT_ONCE = 50
"""Files for one start, so that patience does not depend on how many there are."""
_FILTERS = {
    "docx": "docx:MS Word 2007 XML",
    "html": "html:HTML (StarWriter)",
    "pdf": "pdf:writer_pdf_Export",
    "odt": "odt",
}
_IN_FILTERS = {".html": "--infilter=HTML (StarWriter)"}


def office_is_here() -> bool:
    """Whether LibreOffice is installed."""
    return shutil.which("soffice") is not None


def converted(files: Mapping[str, bytes], suffix: str, to: str, folder: Path) -> dict[str, bytes]:
    """Files by name (without their ending), written as ``suffix`` and stored by LibreOffice as ``to``.

    Raises RuntimeError where it converted fewer than it got.
    """
    if not files:
        return {}
    with tempfile.TemporaryDirectory(prefix="xlreport-office-", ignore_cleanup_errors=True) as profile:
        given, made = folder / f"for_{to}", folder / f"made_{to}"
        given.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (given / f"{name}{suffix}").write_bytes(content)
        command = ["soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore"]
        command += [_IN_FILTERS[suffix]] if suffix in _IN_FILTERS else []
        command += ["--convert-to", _FILTERS[to], "--outdir", str(made)]
        names = list(files)
        for first in range(0, len(names), _AT_ONCE):
            paths = [str(given / f"{name}{suffix}") for name in names[first : first + _AT_ONCE]]
            ran = subprocess.run([*command, *paths], capture_output=True, timeout=_PATIENCE_SECONDS, check=False)
    found = {name: made / f"{name}.{to}" for name in files}
    absent = [name for name, path in found.items() if not path.is_file()]
    if absent:
        raise RuntimeError(f"LibreOffice did not store {absent} as {to}: {ran.stderr.decode(errors='replace')[-500:]}")
    return {name: path.read_bytes() for name, path in found.items()}
