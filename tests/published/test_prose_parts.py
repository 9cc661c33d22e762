"""The five parts of the first section: told apart by what their sub-headings say, however these are numbered."""

from __future__ import annotations

import pytest

from tests.published.prose_samples import FIVE, HEADINGS, LEAD, PLAIN, SIX, A, B, C, D, E, report
from tests.published.typed import TABLE2, TABLE3, TABLE4, document
from xlreport.published.prose import read_narrative

TEXTS = (
    "2021年共公开各类信息826条，其中公文12条。",
    "全年收到申请3件，全部按时答复。",
    "信息发布前逐条审核，一是审核内容。二是审核来源。",
    "网站和微信公众号同步更新，保证群众看得到。",
    "定期检查，专人负责，责任到人。",
)
WORDS = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")
PARTS = dict(zip((A, B, C, D, E), TEXTS, strict=True))
ORDINALS = "一二三四五"
FORMS = [
    "（{n}）{part}\n{text}",
    "(一) {part}：{text}",
    "（{n}）{part}情况。{text}",
    "（{n}）{part}：{text}",
    "（{n}） {part}情况：{text}",
    "（{n}）{part}方面，{text}",
    "（{n}）{part}工作情况\n{text}",
    "### （{n}）{part}\n{text}",
    "（{n}）**{part}。**{text}",
    "**{part}。**{text}",
    "{part}\n{text}",
    "{part}：{text}",
    "{i}.{part}。{text}",
    "{i}、{part}情况：{text}",
    "({i}){part}\n{text}",
    "{n}是{part}。{text}",
    "{n}、{part}\n{text}",
    "[{n}]{part}\n{text}",
    "〔{n}〕{part}：{text}",
    "【{n}】{part}：{text}",
    "㈠{part}：{text}",
    "（{n}）{part} {text}",
    "( {n} ) {part}。{text}",
]


def in_parts(form: str) -> str:
    named = enumerate(zip(ORDINALS, WORDS, TEXTS, strict=True), 1)
    return "\n".join(form.format(i=i, n=n, part=part, text=text) for i, (n, part, text) in named)


@pytest.mark.parametrize("form", FORMS)
def test_the_five_parts_are_told_apart(form: str) -> None:
    expected = {"一": LEAD, **PARTS, "五": FIVE, "六": SIX}
    assert read_narrative(document(*report(lead=f"{LEAD}\n{in_parts(form)}"))) == expected


SUB_HEADINGS = [
    (A, "（一）主动公开政府信息情况。"),
    (A, "（一）主动公开工作开展情况："),
    (A, "（一）政府信息主动公开情况。"),
    (B, "（二）依申请公开政府信息情况。"),
    (B, "（二）政府信息依申请公开情况："),
    (B, "（二）依申请公开办理情况。"),
    (C, "（三）政府信息公开管理情况："),
    (C, "（三）政府信息公开管理工作情况。"),
    (C, "（三）政府信息资源管理。"),
    (C, "（三）信息管理情况。"),
    (D, "（四）平台建设情况。"),
    (D, "（四）政府信息公开平台建设情况："),
    (D, "（四）政务公开平台建设。"),
    (D, "（四）公开平台建设情况。"),
    (E, "（五）监督和保障情况。"),
    (E, "（五）政府信息公开监督保障情况："),
    (E, "（五）监督保障工作。"),
    (E, "（六）监督保障。"),
]


@pytest.mark.parametrize(("key", "heading"), SUB_HEADINGS)
def test_a_part_is_known_by_what_its_sub_heading_says(key: str, heading: str) -> None:
    lines = [f"（{n}）{part}。{text}" for n, part, text in zip(ORDINALS, WORDS, TEXTS, strict=True)]
    lines[list(PARTS).index(key)] = heading + PARTS[key]
    expected = {"一": LEAD, **PARTS, "五": FIVE, "六": SIX}
    assert read_narrative(document(*report(lead="\n".join([LEAD, *lines])))) == expected


def test_sub_headings_with_words_of_their_own_stay_in_the_text() -> None:
    heads = ("持续推进主动公开。", "规范办理依申请公开。", "加强政府信息管理。", "抓好平台建设。", "强化监督保障。")
    lead = "\n".join(f"（{n}）{head}{text}" for n, head, text in zip(ORDINALS, heads, TEXTS, strict=True))
    parts = {key: head + text for (key, text), head in zip(PARTS.items(), heads, strict=True)}
    assert read_narrative(document(*report(lead=lead))) == {**parts, "五": FIVE, "六": SIX}


def test_all_parts_in_one_paragraph_are_told_apart() -> None:
    lead = LEAD + "".join(f"（{n}）{part}。{text}" for n, part, text in zip(ORDINALS, WORDS, TEXTS, strict=True))
    assert read_narrative(document(*report(lead=lead))) == {"一": LEAD, **PARTS, "五": FIVE, "六": SIX}


def test_an_entry_that_is_none_of_the_five_is_kept_but_in_no_part() -> None:
    odd = "（三）全面推进，重点突出。我们办好了实事。\n这里还有一段。"
    lead = f"{LEAD}\n（一）主动公开。{TEXTS[0]}\n（二）依申请公开。{TEXTS[1]}\n{odd}\n（四）监督保障。{TEXTS[4]}"
    expected = {"一": f"{LEAD}\n{odd}", A: TEXTS[0], B: TEXTS[1], E: TEXTS[4], "五": FIVE, "六": SIX}
    assert read_narrative(document(*report(lead=lead))) == expected


def test_lists_inside_a_part_stay_in_it() -> None:
    inner = "一是主动公开信息12条。\n二是加强政府信息管理。\n1.监督保障有力。\n2.平台建设有序。"
    lead = f"（一）主动公开。{TEXTS[0]}\n{inner}\n" + "\n".join(
        f"（{n}）{part}。{text}" for n, part, text in list(zip(ORDINALS, WORDS, TEXTS, strict=True))[1:]
    )
    expected = {**PARTS, A: f"{TEXTS[0]}\n{inner}", "五": FIVE, "六": SIX}
    assert read_narrative(document(*report(lead=lead))) == expected


def test_without_sub_headings_all_of_the_section_is_together() -> None:
    lead = f"{LEAD}\n（一）强化组织领导。我们成立了小组。\n（二）拓展公开渠道。我们用好了网站。"
    assert read_narrative(document(*report(lead=lead))) == {**PLAIN, "一": lead}


def test_a_section_without_its_heading_begins_with_its_parts() -> None:
    lines = report(lead=in_parts("（{n}）{part}。{text}"))[1:]
    assert read_narrative(document("云岭县水利局2021年政府信息公开工作年度报告", *lines)) == {
        **PARTS,
        "五": FIVE,
        "六": SIX,
    }


def test_a_table_ends_the_first_section_where_the_next_heading_is_lost() -> None:
    one, _, _, _, five, six = HEADINGS
    assert read_narrative(document(one, LEAD, TABLE2, TABLE3, TABLE4, five, FIVE, six, SIX)) == PLAIN
