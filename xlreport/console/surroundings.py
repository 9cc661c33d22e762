"""What xlreport stands on: Python, its own package and libraries, office programs, fonts; and the files given.

Every check takes a Machine and returns Check values; ``doctor`` speaks them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from xlreport import __version__
from xlreport.config import Config
from xlreport.console.check import Check, State
from xlreport.console.excel_checks import excel_checks
from xlreport.console.file_checks import file_checks
from xlreport.console.machine import MAC, WINDOWS, Machine
from xlreport.console.office_programs import excel_program, libreoffice_program, wps_program

OLDEST_PYTHON = (3, 11)
FONTS = {
    "宋体": ("simsun.ttc", "simsun", "宋体", "nsimsun"),
    "黑体": ("simhei.ttf", "simhei", "黑体"),
    "仿宋": ("simfang.ttf", "fangsong", "仿宋", "fangsong_gb2312", "仿宋_gb2312"),
    "楷体": ("simkai.ttf", "kaiti", "楷体", "kaiti_gb2312", "楷体_gb2312"),
}
"""The fonts of official documents: the file on Windows, then the names under which font lists know them."""
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?(?:>=([0-9.]+))?")
_MACRO_LEVEL = re.compile(r'"MacroSecurityLevel"[^>]*><value>(\d)</value>')


def all_checks(machine: Machine, files: Iterable[Path], config: Config) -> tuple[Check, ...]:
    """Every check in the order of the page; those of the given files last."""
    return (
        python_check(machine),
        package_check(machine),
        libraries_check(machine),
        *excel_checks(machine),
        wps_check(machine),
        *libreoffice_checks(machine),
        fonts_check(machine),
        *(check for path in files for check in file_checks(machine, path, config)),
    )


def python_check(machine: Machine) -> Check:
    """Version, 32 or 64 bit, place; whether the Microsoft Store stands in its place."""
    version = ".".join(map(str, machine.python))
    found = f"{version}，{machine.bits} 位，{machine.executable}"
    if machine.python[:2] < OLDEST_PYTHON:
        return Check("Python", State.MISSING, found, "请安装 Python 3.11 以上", needed=True)
    if machine.system != WINDOWS:
        return Check("Python", State.PASSED, found)
    if _of_store(str(machine.executable)):
        advice = "这是应用商店版，Excel 可能启动不了它；要用 Python 按钮，请改装 python.org 的安装包"
        return Check("Python", State.NOTICE, found, advice)
    if _of_store(machine.which("python") or ""):
        advice = "命令 python 指向应用商店的占位程序；请在“管理应用执行别名”里关闭 python.exe"
        return Check("Python", State.NOTICE, found, advice)
    return Check("Python", State.PASSED, found)


def _of_store(path: str) -> bool:
    return "windowsapps" in path.lower()


def package_check(machine: Machine) -> Check:
    """Version and place of xlreport, and whether the forms it carries can be read."""
    from xlreport.forms import load
    from xlreport.forms.load import VERSIONS

    found = f"{__version__}，{machine.package_folder('xlreport') or '位置不明'}"
    try:
        for version in VERSIONS:
            load(version)
    except Exception as error:
        advice = f"法定格式的数据读不出来（{type(error).__name__}），请重新安装 xlreport"
        return Check("xlreport", State.MISSING, found, advice, needed=True)
    return Check("xlreport", State.PASSED, found)


def libraries_check(machine: Machine) -> Check:
    """The libraries that every installation needs, each new enough."""
    if not machine.requirements:
        advice = "无法核对所需的库；请用 pip install 安装 xlreport"
        return Check("Python 库", State.NOTICE, "xlreport 不是用 pip 安装的", advice)
    known: list[str] = []
    wrong: dict[str, str] = {}
    for requirement in machine.requirements:
        name, oldest = _parts(requirement)
        version = machine.installed(name)
        known.append(f"{name} {version}")
        if version is None:
            wrong[name] = f"没有 {name}"
        elif oldest and _numbers(version) < _numbers(oldest):
            wrong[name] = f"{name} {version} 太旧，要 {oldest} 以上"
    if wrong:
        advice = f"请运行 pip install --upgrade {' '.join(wrong)}"
        return Check("Python 库", State.MISSING, "；".join(wrong.values()), advice, needed=True)
    return Check("Python 库", State.PASSED, "、".join(known))


def _parts(requirement: str) -> tuple[str, str]:
    """Name and oldest version of a requirement."""
    match = _REQUIREMENT.match(requirement)
    return (match[1], match[2] or "") if match else (requirement, "")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)[:3]))


def wps_check(machine: Machine) -> Check:
    """Whether WPS is there, and what it cannot do."""
    program = wps_program(machine)
    if program is not None:
        advice = "按钮的宏要 WPS 装有 VBA 组件才能运行；Python 按钮和 GK_ 函数只能用 Excel，xlwings 不支持 WPS"
        return Check("WPS", State.PASSED, str(program), advice)
    if excel_program(machine) or libreoffice_program(machine):
        return Check("WPS", State.PASSED, "没有安装，不需要")
    return Check("WPS", State.MISSING, "没有安装", "填表要有 Excel、WPS 或 LibreOffice 之一；命令行不需要它")


def libreoffice_checks(machine: Machine) -> tuple[Check, ...]:
    """Whether LibreOffice is there, its version, and whether it lets macros run."""
    program = libreoffice_program(machine)
    if program is None:
        if excel_program(machine) or wps_program(machine):
            return (Check("LibreOffice", State.PASSED, "没有安装，不需要"),)
        advice = "填表要有 Excel、WPS 或 LibreOffice 之一；命令行不需要它"
        return (Check("LibreOffice", State.MISSING, "没有安装", advice),)
    return Check("LibreOffice", State.PASSED, str(program)), _libreoffice_macros(machine)


def _libreoffice_macros(machine: Machine) -> Check:
    """LibreOffice's own setting; level 2, high, is what it comes with and lets no unsigned macro run."""
    level = _macro_level(machine)
    words = {
        0: "低：不询问就运行",
        1: "中：打开时询问",
        2: "高：只运行可信位置和有签名的宏",
        3: "非常高：只运行可信位置的宏",
    }
    state = State.PASSED if level == 1 else State.NOTICE
    advice = ""
    if level >= 2:
        advice = "要用按钮，请在“工具—选项—安全—宏安全性”里选“中”，或把文件放到可信位置；.xlsx 不受影响"
    elif level == 0:
        advice = "有风险，建议在“工具—选项—安全—宏安全性”里选“中”"
    return Check("LibreOffice 宏设置", state, words.get(level, f"不认识的级别 {level}"), advice)


def _macro_level(machine: Machine) -> int:
    settings = {
        WINDOWS: machine.folder("APPDATA", "LibreOffice"),
        MAC: machine.home / "Library" / "Application Support" / "LibreOffice",
    }.get(machine.system, machine.home / ".config" / "libreoffice")
    try:
        words = (settings / "4" / "user" / "registrymodifications.xcu").read_text("utf-8") if settings else ""
    except (OSError, ValueError):
        words = ""
    match = _MACRO_LEVEL.search(words)
    return int(match[1]) if match else 2


def fonts_check(machine: Machine) -> Check:
    """The fonts of the workbook (宋体, 黑体) and of official documents; what stands in for those that are absent."""
    known = _font_names(machine)
    absent = [name for name, spellings in FONTS.items() if not known.intersection(spellings)]
    if not absent:
        return Check("中文字体", State.PASSED, "、".join(FONTS))
    found = f"没有{'、'.join(absent)}"
    instead = _other_chinese_font(machine)
    if not instead and len(absent) == len(FONTS):
        advice = "工作簿会显示成方框；请安装中文字体，例如 fonts-noto-cjk；命令行不需要它"
        return Check("中文字体", State.MISSING, "没有找到中文字体", advice)
    found += f"，显示时用 {instead} 等字体代替" if instead else ""
    return Check(
        "中文字体", State.NOTICE, found, "数字和校验不受影响，版面可能略有不同；定稿打印请用装有这些字体的电脑"
    )


def _font_names(machine: Machine) -> set[str]:
    """Names of font files and of font families, in lower case."""
    if machine.system not in (WINDOWS, MAC):
        words = machine.output(["fc-list", ":", "family"])
        return {name.strip().lower() for line in words.splitlines() for name in line.split(",")}
    folders = (
        (machine.folder("WINDIR", "Fonts"), machine.folder("LOCALAPPDATA", "Microsoft", "Windows", "Fonts"))
        if machine.system == WINDOWS
        else (Path("/System/Library/Fonts"), Path("/Library/Fonts"), machine.home / "Library" / "Fonts")
    )
    files = (file for folder in folders if folder and folder.is_dir() for file in folder.rglob("*.tt?"))
    return {name for file in files for name in (file.name.lower(), file.stem.lower())}


def _other_chinese_font(machine: Machine) -> str:
    if machine.system == WINDOWS:
        return "微软雅黑" if "msyh.ttc" in _font_names(machine) else ""
    if machine.system == MAC:
        return next((name for name in ("Songti", "PingFang") if name.lower() in _font_names(machine)), "")
    families = {line.split(",")[0] for line in machine.output(["fc-list", ":lang=zh-cn", "family"]).splitlines()}
    chosen = machine.output(["fc-match", "-f", "%{family[0]}", "宋体:lang=zh-cn"]).strip()
    return chosen if chosen in families else min(families, default="")
