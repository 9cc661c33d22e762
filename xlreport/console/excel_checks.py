"""What buttons and functions in Excel stand on: Excel itself, xlwings and its add-in, trust settings.

None of it is needed by the command line or by filling in and checking the .xlsx.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from xlreport.console.check import Check, State
from xlreport.console.machine import MAC, WINDOWS, Machine, system_name
from xlreport.console.office_programs import automation_server, excel_program, is_wps, office_version
from xlreport.files.vba import module_source

_ADDIN = "xlwings.xlam"
_OFFICE = r"Software\Microsoft\Office"
_POLICIES = r"HKCU\Software\Policies\Microsoft\Office"
_ADDIN_VERSION = re.compile(r'XLWINGS_VERSION As String = "([^"]+)"')
_MACRO_WORDS = {
    1: "全部启用，不提示",
    2: "禁用并提示（默认）",
    3: "只运行有签名的宏",
    4: "全部禁用，不提示",
}
_TRUST_CENTER = "“文件—选项—信任中心—信任中心设置—宏设置”"


def excel_checks(machine: Machine) -> tuple[Check, ...]:
    """The lines about Excel; where there can be no Excel, one that says so."""
    if machine.system not in (WINDOWS, MAC):
        advice = "加载项和 Excel 的宏设置不适用；.xlsx 和按钮的宏可以在 LibreOffice 里用"
        return (Check("Excel", State.NOTICE, f"{system_name(machine)} 上没有 Excel", advice), xlwings_check(machine))
    checks = (excel_check(machine), xlwings_check(machine), addin_check(machine), interpreter_check(machine))
    return checks if machine.system == MAC else (*checks, macro_check(machine), internet_check(machine))


def excel_check(machine: Machine) -> Check:
    """Excel's version and place, and whether WPS answers in its stead."""
    program = excel_program(machine)
    if program is None:
        advice = "命令行不需要它；没有 Excel 时可用 WPS 或 LibreOffice 填表，但 Python 按钮和 GK_ 函数只能用 Excel"
        return Check("Excel", State.MISSING, "没有安装", advice)
    server = automation_server(machine)
    if is_wps(server):
        advice = (
            "Python 会启动 WPS 而不是 Excel；请在 WPS 的“配置工具—高级—兼容设置”里取消兼容第三方软件，"
            "再在“程序和功能”里修复 Office"
        )
        return Check("Excel", State.NOTICE, f"{program}；但自动化接口被 WPS 占用（{server}）", advice)
    return Check("Excel", State.PASSED, str(program))


def xlwings_check(machine: Machine) -> Check:
    """The Python package that talks with Excel."""
    version = machine.installed("xlwings")
    if version is None:
        advice = "只有 Python 按钮和 GK_ 函数需要；要用请运行 pip install xlwings"
        return Check("xlwings", State.MISSING, "没有安装", advice)
    return Check("xlwings", State.PASSED, version)


def addin_check(machine: Machine) -> Check:
    """xlwings' add-in: where Excel loads it from, and whether its version is that of the package."""
    places = list(dict.fromkeys(_addins(machine)))
    name, package = "xlwings 加载项", machine.installed("xlwings")
    if not places:
        advice = "只有 Python 按钮和 GK_ 函数需要；要用请关闭 Excel 后运行 xlwings addin install"
        return Check(name, State.MISSING, "没有安装", advice)
    if len(places) > 1:
        found = "装了不止一份：" + "、".join(map(str, places))
        return Check(name, State.NOTICE, found, "请关闭 Excel，只留一份，删去其余的")
    source = module_source(places[0], "Main")
    match = _ADDIN_VERSION.search(source or "")
    version = match[1] if match else "版本不明"
    found = f"{version}，{places[0]}"
    if package is None:
        return Check(name, State.NOTICE, found, "没有同版本的 Python 包，加载项不能工作；请运行 pip install xlwings")
    if version != package:
        advice = f"与 Python 包 {package} 不一致，按钮会报错；请关闭 Excel 后运行 xlwings addin install"
        return Check(name, State.NOTICE, found, advice)
    return Check(name, State.PASSED, found)


def _addins(machine: Machine) -> Iterator[Path]:
    """Files of the add-in that Excel loads: in its start folders, and those that its options open."""
    if machine.system == MAC:
        office = machine.home / "Library" / "Group Containers" / "UBF8T346G9.Office"
        folders = [office / "User Content.localized" / "Startup.localized" / "Excel"]
    else:
        excel = excel_program(machine)
        own = machine.folder("APPDATA", "Microsoft", "Excel", "XLSTART")
        folders = [folder for folder in (own, excel.path.parent / "XLSTART" if excel else None) if folder]
        library = machine.folder("APPDATA", "Microsoft", "AddIns") or Path()
        yield from (place for place in map(library.joinpath, _opened_by_options(machine)) if place.is_file())
    yield from (folder / _ADDIN for folder in folders if (folder / _ADDIN).is_file())


def _opened_by_options(machine: Machine) -> Iterator[str]:
    r"""Paths of the add-in in the values OPEN, OPEN1, …, each such as '/R "C:\…\xlwings.xlam"'.

    One without a folder lies in the user's library of add-ins.
    """
    key = rf"HKCU\{_OFFICE}\{office_version(machine)}\Excel\Options"
    for number in range(50):
        value = machine.registry(key, f"OPEN{number or ''}")
        if value is None:
            return
        if str(value).strip('"').lower().endswith(_ADDIN):
            yield re.sub(r"^(/\w+\s+)*", "", str(value)).strip('"')


def interpreter_check(machine: Machine) -> Check:
    """Which Python the add-in starts, and whether it is the one that holds xlreport."""
    name = "按钮用的 Python"
    settings = _addin_settings(machine)
    if settings.get("CONDA PATH"):
        environment = settings.get("CONDA ENV", "")
        return Check(name, State.NOTICE, f"Conda 环境 {environment}", "请确认 xlreport 装在这个环境里")
    key = "INTERPRETER_MAC" if machine.system == MAC else "INTERPRETER_WIN"
    chosen = settings.get(key) or machine.which("python" if machine.system == MAC else "pythonw")
    if not chosen:
        advice = "要用 Python 按钮，请运行 xlwings config create --force"
        return Check(name, State.MISSING, "没有指定，也不在 PATH 里", advice)
    if _folder_of(chosen) != _folder_of(str(machine.executable)):
        advice = f"xlreport 装在 {machine.executable} 里；请运行 xlwings config create --force"
        return Check(name, State.NOTICE, chosen, advice)
    return Check(name, State.PASSED, chosen)


def _folder_of(path: str) -> str:
    r"""The folder of a program, in one spelling: Windows takes both slashes and any case."""
    return path.replace("\\", "/").lower().rpartition("/")[0]


def _addin_settings(machine: Machine) -> dict[str, str]:
    """The add-in's settings of this user: one quoted pair a line, in the machine's own encoding."""
    if machine.system == MAC:
        path = machine.home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / "xlwings.conf"
    else:
        path = machine.home / ".xlwings" / "xlwings.conf"
    try:
        data = path.read_bytes()
    except OSError:
        return {}
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = data.decode("gb18030", "replace")
    return {row[0].upper(): row[1] for row in csv.reader(words.splitlines()) if len(row) >= 2}


def macro_check(machine: Machine) -> Check:
    """What Excel does with macros, by policy or by the user's setting; and access to VBA projects, of no use here."""
    level, by_policy = _setting(machine, "VBAWarnings")
    level = 2 if level is None else level
    found = _MACRO_WORDS.get(level, f"不认识的设置 {level}") + ("，由单位策略规定" if by_policy else "")
    access, _ = _setting(machine, "AccessVBOM")
    found += "；允许程序访问 VBA 工程" if access == 1 else ""
    if level == 2:
        advice = (
            "xlreport 不需要访问 VBA 工程，没有别的用途可以关闭" if access == 1 else "打开带按钮的工作簿时点“启用内容”"
        )
        return Check("宏设置", State.PASSED, found, advice)
    if level == 1:
        return Check("宏设置", State.NOTICE, found, f"有风险，建议在{_TRUST_CENTER}里选“禁用并提示”")
    whom = "请找管理员放行" if by_policy else f"请在{_TRUST_CENTER}里选“禁用并提示”"
    return Check("宏设置", State.NOTICE, found, f"按钮的宏没有签名，不能运行；{whom}，或改用 .xlsx")


def internet_check(machine: Machine) -> Check:
    """Whether policy forbids macros of files that came from the internet; new versions do without any policy."""
    value, _ = _setting(machine, "blockcontentexecutionfrominternet")
    if value == 1:
        advice = "从网上、邮件得到的文件，解除锁定之前按钮不能运行；见“来源标记”，仍不行请找管理员"
        return Check("网络文件的宏", State.NOTICE, "单位策略规定一律拦截", advice)
    advice = "新版 Excel 仍会拦截带来源标记的文件，可用 xlreport doctor 文件名 查看"
    return Check("网络文件的宏", State.PASSED, "没有策略规定", advice)


def _setting(machine: Machine, name: str) -> tuple[int | None, bool]:
    """A number among Excel's security settings, and whether it is policy, which goes before the user's choice."""
    version = office_version(machine)
    for root, by_policy in ((_POLICIES, True), (rf"HKCU\{_OFFICE}", False)):
        value = machine.registry(rf"{root}\{version}\Excel\Security", name)
        if isinstance(value, int):
            return value, by_policy
    return None, False
