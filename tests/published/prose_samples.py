"""Reports in plain words for the tests of sections: headings, a paragraph under each, and the typed tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.published.typed import TABLE2, TABLE3, TABLE4
from xlreport.align.document import Block
from xlreport.report import SECTIONS

A, B, C, D, E = list(SECTIONS)[1:6]


def bare(text: str) -> str:
    return re.sub(r"\s|\*\*", "", text)


HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
LEAD = "2021年，我们按照安排做了大量工作，总体情况平稳。"
FIVE = "一是更新不够及时。下一步，我们将加强培训，改进主动公开工作。"
SIX = "2021年没有收取信息处理费。"
PLAIN = {"一": LEAD, "五": FIVE, "六": SIX}


def report(headings: Sequence[str] = HEADINGS, lead: str = LEAD, five: str = FIVE, six: str = SIX) -> list[str | Block]:
    one, two, three, four, fifth, sixth = headings
    return [one, lead, two, TABLE2, three, TABLE3, four, TABLE4, fifth, five, sixth, six]


def replaced(place: int, heading: str) -> list[str]:
    return [*HEADINGS[: place - 1], heading, *HEADINGS[place:]]
