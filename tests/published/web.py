"""A web page as a browser lays it out: measured in headless Chromium at the width of a telephone or a screen."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

_PATIENCE_SECONDS = 90
_MEASURE = """
const measured = {};
addEventListener('load', () => {
  for (const frame of document.querySelectorAll('iframe')) {
    const page = frame.contentDocument, view = frame.contentWindow, width = frame.width;
    const cells = [...page.querySelectorAll('th, td')];
    measured[width] = {
      scrolls: page.documentElement.scrollWidth - page.documentElement.clientWidth,
      frames: [...page.querySelectorAll('.frame')].map(one => one.scrollWidth - one.clientWidth),
      smallest: Math.min(...[...page.querySelectorAll('p, th, td, caption')].map(
        one => parseFloat(view.getComputedStyle(one).fontSize))),
      clipped: cells.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent),
      outside: [...page.querySelectorAll('h1, h2, h3, p')].filter(one => {
        const box = one.getBoundingClientRect(); return box.left < 0 || box.right > width; }).length,
      fetched: view.performance.getEntriesByType('resource').map(one => one.name),
      ran: Boolean(view.ran),
    };
  }
  document.body.dataset.measured = JSON.stringify(measured);
});
"""


def chromium() -> str:
    """The browser's program; a missing one is a failure, as scripts/test installs it."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "Chromium is part of this test: install chromium"
    return found


def measured(page: Path, widths: tuple[int, ...], scratch: Path) -> dict[int, dict[str, Any]]:
    """What the browser says of the page at each width in CSS pixels. Chromium's own window is never as narrow as a
    telephone, so that the page stands in frames of the width."""
    frames = "".join(f'<iframe src="{page.as_uri()}" width="{width}" height="900"></iframe>' for width in widths)
    desk = scratch / "desk.html"
    desk.write_text(f"<!DOCTYPE html><script>{_MEASURE}</script><body>{frames}</body>", encoding="utf-8")
    command = [
        *(chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
        *("--disable-web-security", "--allow-file-access-from-files", f"--user-data-dir={scratch / 'profile'}"),
        *("--window-size=1400,1000", "--virtual-time-budget=5000", "--dump-dom", desk.as_uri()),
    ]
    done = subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE_SECONDS)
    (found,) = re.findall(r'data-measured="([^"]*)"', done.stdout.decode())
    return {int(width): facts for width, facts in json.loads(html.unescape(found)).items()}
