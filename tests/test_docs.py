"""What the documents say is so: commands exist, links lead somewhere, the sample configuration is accepted."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from xlreport.config import load_config
from xlreport.console.app import run

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "benchmarks").glob("*.md")]
)
COMMANDS = (
    "new",
    "validate",
    "fill",
    "consolidate",
    "roster",
    "dispatch",
    "compare",
    "import",
    "export",
    "demo",
    "doctor",
)
PARTS = {"roster": (["new"], ["check"])}
"""Commands that have commands of their own."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert target.startswith("http") or (page.parent / target).exists(), target


def test_every_picture_is_shown_somewhere() -> None:
    words = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    for picture in (ROOT / "docs" / "images").iterdir():
        assert f"images/{picture.name})" in words, picture.name


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself_in_chinese(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert [run([command, *part, "--help"]) for part in PARTS.get(command, ([],))] == [0] * len(PARTS.get(command, "1"))
    page = capsys.readouterr().out
    assert page.startswith("用法: xlreport")
    english = re.findall(r"\b(Usage|Options|Arguments|Commands|Show this message|required|default)\b", page)
    assert english == []


def test_the_readme_names_every_command_and_every_option_it_shows_exists(capsys: pytest.CaptureFixture[str]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"xlreport {command}" in readme
        for part in ([], *PARTS.get(command, ())):
            run([command, *part, "--help"])
        page = capsys.readouterr().out
        for line in re.findall(rf"`xlreport {command} [^`]*`[^\n]*", readme):
            for option in re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)", line):
                assert option in page, (command, option)


def test_the_sample_configuration_is_accepted(tmp_path: Path) -> None:
    (sample,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "配置.md").read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "c.toml"
    path.write_text(sample, encoding="utf-8")
    config = load_config(path)
    assert config.severity_of("V5", "", "warning") == "error"
    assert config.severity_of("F4", "typed_over", "info") == "warning"


def test_the_package_carries_its_data(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    data = [
        path for path in (ROOT / "xlreport").rglob("*") if path.suffix in (".toml", ".txt", ".xlsx", ".typed", ".py")
    ]
    assert {str(path.relative_to(ROOT)) for path in data} <= names


def test_the_help_of_the_program_names_every_command() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "xlreport", "--help"], check=True, capture_output=True
    ).stdout.decode()
    assert all(f"  {command} " in shown for command in COMMANDS)
