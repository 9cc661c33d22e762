"""xlreport doctor: on this machine for real, and asked about Windows machines whose registry and files are stated."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import xlwings

from tests.bad_input.expect import answer, one_line
from tests.bad_input.spoil import good_workbook, repacked, without_sheet
from xlreport import __version__
from xlreport.config import Config
from xlreport.console.check import Check, State
from xlreport.console.doctor import conclusion, exit_code
from xlreport.console.machine import Machine, this_machine
from xlreport.console.surroundings import all_checks

ADDIN = Path(xlwings.__file__).parent / "addin" / "xlwings.xlam"
CLASS = "{00024500-0000-0000-C000-000000000046}"
APP_PATHS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths"
SECURITY = r"Microsoft\Office\16.0\Excel\Security"
Registry = dict[tuple[str, str], str | int]


def _file(path: Path, data: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


class Windows:
    """A Windows machine as its registry and folders show it: Excel 365, xlwings with its add-in, the usual fonts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.excel = _file(folder / "Office16" / "EXCEL.EXE")
        self.python = _file(folder / "Python312" / "python.exe")
        self.addin = _file(folder / "Roaming/Microsoft/Excel/XLSTART/xlwings.xlam", ADDIN.read_bytes())
        for name in ("simsun.ttc", "simhei.ttf", "simfang.ttf", "simkai.ttf", "msyh.ttc"):
            _file(folder / "Windows" / "Fonts" / name)
        self.registry: Registry = {
            (rf"HKLM\{APP_PATHS}\excel.exe", ""): str(self.excel),
            (r"HKCR\Excel.Application\CurVer", ""): "Excel.Application.16",
            (r"HKCR\Excel.Application\CLSID", ""): CLASS,
            (rf"HKCR\CLSID\{CLASS}\LocalServer32", ""): f"{self.excel} /automation",
            (r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration", "VersionToReport"): "16.0.17328.20184",
            (r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration", "Platform"): "x64",
        }
        self.packages = {"xlwings": xlwings.__version__, "XlsxWriter": "3.2.9", "pydantic": "2.10.1"}
        self.on_path = {"pythonw": str(folder / "Python312" / "pythonw.exe"), "python": str(self.python)}

    @property
    def machine(self) -> Machine:
        return Machine(
            system="win32",
            python=(3, 12, 4),
            bits=64,
            executable=self.python,
            home=self.folder / "home",
            environment={"APPDATA": str(self.folder / "Roaming"), "WINDIR": str(self.folder / "Windows")},
            registry=lambda key, name: self.registry.get((key, name)),
            which=self.on_path.get,
            output=_no_program,
            installed=self.packages.get,
            package_folder=lambda name: self.folder / name,
            requirements=("XlsxWriter>=3.2", "pydantic>=2.7"),
        )

    def checks(self, *files: Path) -> dict[str, Check]:
        return {check.name: check for check in all_checks(self.machine, files, Config())}


def _no_program(command: Sequence[str]) -> str:
    raise AssertionError(f"nothing is to be started on Windows: {command}")


@pytest.fixture
def windows(tmp_path: Path) -> Windows:
    return Windows(tmp_path)


def test_a_complete_windows_machine(windows: Windows) -> None:
    checks = windows.checks()
    assert {check.state for check in checks.values()} == {State.PASSED}
    assert checks["Excel"].found == f"16.0.17328.20184（x64），{windows.excel}"
    assert checks["Python"].found == f"3.12.4，64 位，{windows.python}"
    assert checks["xlwings 加载项"].found == f"{xlwings.__version__}，{windows.addin}"
    assert checks["宏设置"].found == "禁用并提示（默认）"
    assert list(checks) == [
        *("Python", "xlreport", "Python 库", "Excel", "xlwings", "xlwings 加载项", "按钮用的 Python"),
        *("宏设置", "网络文件的宏", "WPS", "LibreOffice", "中文字体"),
    ]
    assert exit_code(list(checks.values())) == 0
    assert conclusion(list(checks.values())) == "结论：命令行可以使用（通过 12 项，注意 0 项，缺少 0 项）。"


def test_a_bare_windows_machine_still_has_the_command_line(windows: Windows) -> None:
    windows.registry.clear()
    windows.on_path.clear()
    del windows.packages["xlwings"]
    shutil.rmtree(windows.folder / "Roaming")
    shutil.rmtree(windows.folder / "Windows")
    checks = windows.checks()
    missing = {name for name, check in checks.items() if check.state == State.MISSING}
    assert missing == {
        *("Excel", "xlwings", "xlwings 加载项", "按钮用的 Python", "WPS", "LibreOffice", "中文字体"),
    }
    assert all(checks[name].advice for name in missing)
    assert exit_code(list(checks.values())) == 0


def test_wps_in_the_place_of_excel(windows: Windows) -> None:
    et = _file(windows.folder / "WPS Office" / "12.1.0.16929" / "office6" / "et.exe")
    windows.registry[(rf"HKCU\{APP_PATHS}\et.exe", "")] = f'"{et}"'
    assert windows.checks()["WPS"].found == f"12.1.0.16929，{et}"
    assert windows.checks()["Excel"].state == State.PASSED
    windows.registry[(rf"HKCR\CLSID\{CLASS}\LocalServer32", "")] = f'"{et}" /automation'
    excel = windows.checks()["Excel"]
    assert excel.state == State.NOTICE
    assert "自动化接口被 WPS 占用" in excel.found
    assert "修复 Office" in excel.advice


def test_an_entry_that_outlived_its_program_is_no_program(windows: Windows) -> None:
    windows.excel.unlink()
    assert windows.checks()["Excel"].state == State.MISSING


def test_addin_of_another_version(windows: Windows) -> None:
    windows.packages["xlwings"] = "0.30.12"
    addin = windows.checks()["xlwings 加载项"]
    assert addin.state == State.NOTICE
    assert addin.found.startswith(f"{xlwings.__version__}，")
    assert addin.advice.startswith("与 Python 包 0.30.12 不一致")


@pytest.mark.parametrize("written", ['/R "{}"', '"{}"', "{}"])
def test_addin_that_the_options_open(written: str, windows: Windows) -> None:
    elsewhere = _file(windows.folder / "加载 项" / "xlwings.xlam", windows.addin.read_bytes())
    windows.addin.unlink()
    options = r"HKCU\Software\Microsoft\Office\16.0\Excel\Options"
    windows.registry[(options, "OPEN")] = '/R "C:\\别的.xlam"'
    windows.registry[(options, "OPEN1")] = written.format(elsewhere)
    assert windows.checks()["xlwings 加载项"].found == f"{xlwings.__version__}，{elsewhere}"


def test_addin_installed_twice_or_unreadable(windows: Windows) -> None:
    second = _file(windows.excel.parent / "XLSTART" / "xlwings.xlam", windows.addin.read_bytes())
    twice = windows.checks()["xlwings 加载项"]
    assert (twice.state, "装了不止一份" in twice.found) == (State.NOTICE, True)
    windows.addin.unlink()
    second.write_bytes(b"no package")
    broken = windows.checks()["xlwings 加载项"]
    assert (broken.state, broken.found) == (State.NOTICE, f"版本不明，{second}")


def test_which_python_the_buttons_start(windows: Windows) -> None:
    settings = windows.folder / "home" / ".xlwings" / "xlwings.conf"
    assert windows.checks()["按钮用的 Python"].state == State.PASSED
    _file(settings, '"INTERPRETER_WIN","C:\\张三\\Python39\\python.exe"\n'.encode("gbk"))
    other = windows.checks()["按钮用的 Python"]
    assert (other.state, other.found) == (State.NOTICE, "C:\\张三\\Python39\\python.exe")
    _file(settings, f'"interpreter_win","{str(windows.python.parent).upper()}\\PYTHONW.EXE"\n'.encode())
    assert windows.checks()["按钮用的 Python"].state == State.PASSED
    _file(settings, b'"CONDA PATH","C:\\conda"\n"CONDA ENV","gk"\n')
    assert windows.checks()["按钮用的 Python"].found == "Conda 环境 gk"


@pytest.mark.parametrize(
    ("level", "state", "words"),
    [
        (1, State.NOTICE, "有风险"),
        (2, State.PASSED, "启用内容"),
        (3, State.NOTICE, "没有签名"),
        (4, State.NOTICE, "不能运行"),
    ],
)
def test_macro_settings(level: int, state: State, words: str, windows: Windows) -> None:
    windows.registry[(rf"HKCU\Software\{SECURITY}", "VBAWarnings")] = level
    macros = windows.checks()["宏设置"]
    assert macros.state == state
    assert words in macros.advice


def test_policy_goes_before_the_users_choice(windows: Windows) -> None:
    windows.registry[(rf"HKCU\Software\{SECURITY}", "VBAWarnings")] = 2
    windows.registry[(rf"HKCU\Software\{SECURITY}", "AccessVBOM")] = 1
    assert windows.checks()["宏设置"].found == "禁用并提示（默认）；允许程序访问 VBA 工程"
    windows.registry[(rf"HKCU\Software\Policies\{SECURITY}", "VBAWarnings")] = 4
    macros = windows.checks()["宏设置"]
    assert macros.found == "全部禁用，不提示，由单位策略规定；允许程序访问 VBA 工程"
    assert "请找管理员放行" in macros.advice


def test_policy_on_files_from_the_internet(windows: Windows) -> None:
    windows.registry[(rf"HKCU\Software\Policies\{SECURITY}", "blockcontentexecutionfrominternet")] = 1
    assert windows.checks()["网络文件的宏"].state == State.NOTICE


@pytest.mark.parametrize(
    ("zone", "macros", "state", "words"),
    [
        ("", False, State.PASSED, ""),
        ("[ZoneTransfer]\r\nZoneId=1\r\n", True, State.PASSED, ""),
        ("[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=https://example.gov.cn/a.xlsx\r\n", False, State.NOTICE, "启用编辑"),
        ("[ZoneTransfer]\r\nZoneId=3\r\n", True, State.NOTICE, "解除锁定"),
    ],
)
def test_mark_of_the_web(zone: str, macros: bool, state: State, words: str, windows: Windows) -> None:
    data = good_workbook("甲局")
    path = _file(windows.folder / "报告.xlsm", repacked(data, {"xl/vbaProject.bin": b"x"}) if macros else data)
    if zone:
        _file(windows.folder / "报告.xlsm:Zone.Identifier", zone.encode())
    checks = windows.checks(path)
    assert checks["来源标记 报告.xlsm"].state == state
    assert words in checks["来源标记 报告.xlsm"].advice
    assert ("含宏" in checks[f"文件 {path}"].found) == macros


def test_python_of_the_store(windows: Windows) -> None:
    windows.on_path["python"] = r"C:\Users\zhang\AppData\Local\Microsoft\WindowsApps\python.exe"
    assert "占位程序" in windows.checks()["Python"].advice
    store = replace(windows.machine, executable=Path(r"C:\Program Files\WindowsApps\Python.3.12\python.exe"))
    check = all_checks(store, (), Config())[0]
    assert (check.state, "应用商店版" in check.advice) == (State.NOTICE, True)


def test_what_the_command_line_cannot_do_without(windows: Windows) -> None:
    old = all_checks(replace(windows.machine, python=(3, 10, 9)), (), Config())
    assert (old[0].state, exit_code(old)) == (State.MISSING, 1)
    assert "命令行不能使用，先解决：Python（" in conclusion(old)
    windows.packages["XlsxWriter"] = "3.1.10"
    del windows.packages["pydantic"]
    checks = windows.checks()
    assert checks["Python 库"].found == "XlsxWriter 3.1.10 太旧，要 3.2 以上；没有 pydantic"
    assert checks["Python 库"].advice == "请运行 pip install --upgrade XlsxWriter pydantic"
    assert exit_code(list(checks.values())) == 1


def test_fonts_that_others_stand_in_for(windows: Windows) -> None:
    for name in ("simfang.ttf", "simkai.ttf"):
        (windows.folder / "Windows" / "Fonts" / name).unlink()
    fonts = windows.checks()["中文字体"]
    assert (fonts.state, fonts.found) == (State.NOTICE, "没有仿宋、楷体，显示时用 微软雅黑 等字体代替")


def test_macro_setting_of_libreoffice(tmp_path: Path) -> None:
    machine = replace(this_machine(), home=tmp_path)
    name = "LibreOffice 宏设置"

    def state() -> State:
        return next(check.state for check in all_checks(machine, (), Config()) if check.name == name)

    assert state() == State.NOTICE
    item = '<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" '
    words = item + 'oor:op="fuse"><value>1</value></prop></item>'
    _file(tmp_path / ".config/libreoffice/4/user/registrymodifications.xcu", words.encode())
    assert state() == State.PASSED


def test_a_mac(windows: Windows) -> None:
    home = windows.folder / "home"
    office = home / "Library" / "Group Containers" / "UBF8T346G9.Office" / "User Content.localized"
    addin = _file(office / "Startup.localized" / "Excel" / "xlwings.xlam", ADDIN.read_bytes())
    settings = home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / "xlwings.conf"
    _file(settings, f'"INTERPRETER_MAC","{windows.python}"\n'.encode())
    path = _file(windows.folder / "甲.xlsx", good_workbook("甲局"))
    marks = {path: "0083;65f2;Safari;"}
    mac = replace(
        windows.machine,
        system="darwin",
        registry=lambda key, name: pytest.fail(f"a Mac has no registry: {key} {name}"),
        output=lambda command: marks.get(Path(command[-1]), "") if "com.apple.quarantine" in command else "",
    )
    checks = {check.name: check for check in all_checks(mac, [path], Config())}
    assert checks["xlwings 加载项"].found == f"{xlwings.__version__}，{addin}"
    assert checks["按钮用的 Python"].state == State.PASSED
    assert checks["来源标记 甲.xlsx"].state == State.NOTICE
    assert "宏设置" not in checks
    marks.clear()
    assert all_checks(mac, [path], Config())[-1].state == State.PASSED


def test_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    said = answer(capsys, "doctor")
    assert said.code == 0
    assert said.err == ""
    *lines, last = said.out.splitlines()
    assert last.startswith("结论：命令行可以使用")
    assert all(re.fullmatch("(通过|注意|缺少)  [^：]+：.+。", line) for line in lines)
    major, minor, micro = sys.version_info[:3]
    one_line(said, "通过  Python：", f"{major}.{minor}.{micro}", sys.executable)
    version = subprocess.run(["soffice", "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
    one_line(said, "通过  LibreOffice：", version)


def test_given_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = good_workbook("甲局")
    ours = _file(tmp_path / "甲.xlsx", good)
    said = answer(capsys, "doctor", ours)
    assert said.code == 0
    one_line(said, f"通过  文件 {ours}：填报工作簿，2021 年格式，由 xlreport {__version__} 生成。")
    one_line(said, "来源标记 甲.xlsx", "没有这种标记")
    broken = _file(tmp_path / "乙.xlsx", good[:9000])
    said = answer(capsys, "doctor", ours, broken, tmp_path / "丙.xlsx", tmp_path)
    assert said.code == 3
    assert sum(line.startswith("缺少  文件 ") for line in said.lines) == 3
    assert "找不到文件" in one_line(said, "缺少", "丙.xlsx")


def test_a_workbook_of_another_version_or_without_its_stamp(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def older(part: bytes) -> bytes:
        return part.replace(f">{__version__}<".encode(), b">0.0.7<")

    good = good_workbook("甲局")
    old = _file(tmp_path / "旧.xlsx", repacked(good, {"xl/sharedStrings.xml": older}))
    said = answer(capsys, "doctor", old)
    assert said.code == 0
    assert f"由 xlreport 0.0.7 生成。本程序是 {__version__}" in one_line(said, "注意", "旧.xlsx")
    bare = _file(tmp_path / "无.xlsx", without_sheet(good, "_xlreport"))
    one_line(answer(capsys, "doctor", bare), f"注意  文件 {bare}：填报工作簿，2021 年格式，没有版本标记。")
    assert answer(capsys, "doctor", _file(tmp_path / "字.xlsx", b"PK\x03\x04")).code == 3


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    said = answer(capsys, "doctor", "--json")
    data = json.loads(said.out)
    assert data["usable"] is True
    assert {"通过", "注意", "缺少"} >= {check["state"] for check in data["checks"]}
    assert data["checks"][0]["name"] == "Python"


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_on_consoles_of_both_encodings(encoding: str) -> None:
    environment = os.environ | {"PYTHONIOENCODING": f"{encoding}:strict"}
    command = [sys.executable, "-m", "xlreport", "doctor"]
    found = subprocess.run(command, capture_output=True, env=environment, check=False, timeout=60)
    assert (found.returncode, found.stderr) == (0, b"")
    assert "结论：" in found.stdout.decode(encoding)
