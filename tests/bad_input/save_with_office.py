"""Saves workbooks through UNO, each under names of its own stem, with and without a password.

``python save_with_office.py SOFFICE FOLDER SOURCE...``, run by a Python with ``uno``.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

FILTERS = {".ods": "calc8", ".xls": "MS Excel 97"}


def properties(**values):
    direct = uno.Enum("com.sun.star.beans.PropertyState", "DIRECT_VALUE")
    return tuple(PropertyValue(name, 0, value, direct) for name, value in values.items())


def desktop_of(process, pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    while process.poll() is None:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            time.sleep(0.1)
    raise SystemExit("LibreOffice did not start")


def main():
    soffice, folder, sources = sys.argv[1], Path(sys.argv[2]), map(Path, sys.argv[3:])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        pipe = Path(profile).name
        options = [
            "--headless",
            "--norestore",
            f"--accept=pipe,name={pipe};urp",
            f"-env:UserInstallation=file://{profile}",
        ]
        process = subprocess.Popen([soffice, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        desktop = desktop_of(process, pipe)
        for source in sources:
            document = desktop.loadComponentFromURL(source.as_uri(), "_blank", 0, properties(Hidden=True))
            for suffix, name in FILTERS.items():
                target = (folder / f"{source.stem}{suffix}").as_uri()
                document.storeToURL(target, properties(FilterName=name))
                target = (folder / f"{source.stem}-password{suffix}").as_uri()
                document.storeToURL(target, properties(FilterName=name, Password="secret"))
            document.close(True)
        desktop.terminate()
        process.wait(20)


main()
