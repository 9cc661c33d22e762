"""The text sections of a published report: each sentence in its section, nothing else in any."""

from __future__ import annotations

import pytest

from tests.published.prose_samples import FIVE, HEADINGS, LEAD, PLAIN, SIX, replaced, report
from tests.published.typed import TABLE2, TABLE3, TABLE4, document, grid
from xlreport.align.document import Block, Line, Place
from xlreport.published.prose import read_narrative, read_preamble

VARIANTS = [
    (1, "一、本年度总体情况"),
    (1, "一、總體情況"),
    (2, "二、政府信息公开主动公开情况"),
    (5, "五、2021年存在的主要问题及2022年改进措施"),
    (5, "五、当前政府信息公开工作存在的主要问题及改进情况"),
    (5, "五、困难和问题及下一步打算"),
    (5, "五、存在的問題及改進情況"),
    (6, "六、其他有关事项"),
    (6, "六、其他需要報告的事項"),
    (1, "一、总体工作情况"),
    (1, "一、 总 体 情 况"),
    (1, "一 总体情况"),
    (1, "一、2021年政府信息公开工作总体情况"),
    (1, "一、政府信息公开工作基本情况"),
    (1, "一、概述"),
    (1, "第一部分 总体情况"),
    (1, "总体情况"),
    (1, "## 一、总体情况"),
    (1, "**一、总体情况**"),
    (2, "二、主动公开政府信息的情况"),
    (2, "二、政府信息主动公开情况"),
    (2, "二、行政机关主动公开政府信息情况"),
    (2, "二、主动公开情况"),
    (2, "主动公开政府信息情况"),
    (2, "（二）主动公开政府信息情况"),
    (3, "三、行政机关收到和处理政府信息公开申请情况"),
    (3, "三、收到和处理政府信息公开申请的情况"),
    (3, "三、政府信息公开申请办理情况"),
    (3, "三、依申请公开政府信息情况"),
    (3, "三.收到及处理政府信息公开申请情况"),
    (4, "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
    (4, "四、政府信息公开行政复议、诉讼情况"),
    (4, "四、行政复议、行政诉讼情况"),
    (4, "四、政府信息公开行政复议和行政诉讼情况"),
    (5, "五、存在的主要问题及改进措施"),
    (5, "五、政府信息公开工作存在的主要问题及整改措施"),
    (5, "五、政府信息公开工作存在的主要问题"),
    (5, "五、存在问题和下一步工作打算"),
    (5, "五、存在的不足及改进方向"),
    (5, "五、主要问题和改进情况"),
    (5, "五、问题及建议"),
    (5, "存在的主要问题及改进情况"),
    (5, "六、存在的主要问题及改进情况"),
    (5, "五、工作中存在的主要问题和改进情况"),
    (6, "六、其他需要报告的事项："),
    (6, "六、需要报告的其他事项"),
    (6, "六、其它需要报告的事项"),
    (6, "六、其他应当报告的事项"),
    (6, "六、其他事项"),
    (6, "七、其他需要报告的事项"),
    (6, "六、其他需要报告的事项（含信息处理费）"),
]


@pytest.mark.parametrize(("place", "heading"), VARIANTS)
def test_a_heading_is_known_by_what_it_says(place: int, heading: str) -> None:
    assert read_narrative(document(*report(replaced(place, heading)))) == PLAIN


STYLES = [
    [f"{number}、本单位{heading[2:]}" for number, heading in zip("三四五六七八", HEADINGS, strict=True)],
    [f"{number}、行政机关{heading[2:]}" for number, heading in zip("二三四五六七", HEADINGS, strict=True)],
    [heading[2:] for heading in HEADINGS],
    [f"（{heading[0]}）{heading[2:]}" for heading in HEADINGS],
    [f"{at}.{heading[2:]}" for at, heading in enumerate(HEADINGS, 1)],
    [f"第{heading[0]}部分　{heading[2:]}" for heading in HEADINGS],
    [f"{heading[0]}．{heading[2:]}" for heading in HEADINGS],
    [" ".join(heading) for heading in HEADINGS],
    [f"（{heading[0]}） {heading[2:]}。" for heading in HEADINGS],
]


@pytest.mark.parametrize("headings", STYLES, ids=lambda style: style[0])
def test_headings_may_be_numbered_in_any_way_or_not_at_all(headings: list[str]) -> None:
    assert read_narrative(document(*report(headings))) == PLAIN


@pytest.mark.parametrize("between", ["：", "。", " ", "　", ":", "——"])
def test_text_may_follow_a_heading_on_its_line(between: str) -> None:
    one, two, three, four, five, six = HEADINGS
    lines = (one + between + LEAD, two, TABLE2, three, TABLE3, four, TABLE4, five + between + FIVE, six + between + SIX)
    assert read_narrative(document(*lines)) == PLAIN


def test_two_headings_may_stand_on_one_line() -> None:
    one, two, three, four, five, six = HEADINGS
    lines = (f"{one} {LEAD}{two}", TABLE2, three, TABLE3, four, TABLE4, f"{five} {FIVE}{six} {SIX}")
    assert read_narrative(document(*lines)) == PLAIN
    lines = (f"{one} {LEAD}{two}", TABLE2, three, TABLE3, four, TABLE4, f"{five}{six} {SIX}")
    assert read_narrative(document(*lines)) == {"一": LEAD, "六": SIX}


@pytest.mark.parametrize("dots", ["", "……1", " ...... 2", "\t3"])
def test_a_table_of_contents_is_no_text(dots: str) -> None:
    contents = ["目录", *(heading + dots for heading in HEADINGS)]
    title = "云岭县水利局2021年政府信息公开工作年度报告"
    assert read_narrative(document(title, *contents, title, *report())) == PLAIN
    assert read_preamble(document(title, *contents, title, *report())) == ""


def test_navigation_beside_or_below_the_report_is_no_text() -> None:
    menu = ["首页", "政府信息公开年报", *HEADINGS]
    assert read_narrative(document(*menu, *report(), *menu)) == PLAIN


def test_the_words_of_headings_inside_sentences_begin_nothing() -> None:
    lead = (
        f"{LEAD}总体情况良好，其他需要报告的事项见后。\n主动公开政府信息情况良好，群众满意。\n"
        "存在的主要问题已经改正，其他需要报告的事项没有。"
    )
    assert read_narrative(document(*report(lead=lead))) == {**PLAIN, "一": lead}


def test_the_problems_have_sub_headings_of_their_own() -> None:
    five = f"（一）存在的主要问题\n一是更新慢。\n（二）改进情况\n{FIVE}\n（三）其他需要报告的事项另文说明。"
    assert read_narrative(document(*report(five=five))) == {**PLAIN, "五": five}


FURNITURE = ["— 3 —", "- 4 -", "第 3 页 共 5 页", "5", "3/12", "打印本页 关闭窗口"]


@pytest.mark.parametrize("line", FURNITURE)
def test_page_numbers_and_buttons_are_no_text(line: str) -> None:
    lines = report(lead=f"{LEAD}\n{line}\n还有一段。", five=f"{FIVE}\n{line}")
    assert read_narrative(document(*lines, line)) == {**PLAIN, "一": f"{LEAD}\n还有一段。"}


HEAD = [
    "当前位置：首页 > 信息公开",
    "索引号：HY/2022-1 发布机构：云岭县水利局",
    "字体：[大 中 小]",
    "浏览次数：12",
    "来源：云岭县水利局",
]


FOOT = [
    "附件：统计表.xls",
    "扫一扫在手机打开当前页",
    "上一篇：没有了",
    "云岭县水文站简介",
    "主办单位：云岭县人民政府 ICP备12345号",
]


SIGNED = ["云岭县水利局", "2022年1月18日"]


def test_what_stands_around_the_report_is_no_text() -> None:
    title = "云岭县水利局2021年政府信息公开工作年度报告"
    assert read_narrative(document(*HEAD, title, *report(), *SIGNED, *FOOT)) == PLAIN
    assert read_narrative(document(*HEAD, title, *report(), *FOOT)) == PLAIN
    assert read_narrative(document(*HEAD, title, *report(), "云岭县水利局 2022年1月18日")) == PLAIN
    assert read_narrative(document(*HEAD, title, *report(), SIGNED[0])) == PLAIN
    assert read_preamble(document(*HEAD, title, *report())) == ""


def test_a_signature_under_the_last_section_that_is_there_is_no_text() -> None:
    assert read_narrative(document(*report()[:-2], *SIGNED)) == {"一": LEAD, "五": FIVE}


@pytest.mark.parametrize("six", ["无", "无。", "没有。", "暂无其他需要报告的事项"])
def test_a_section_that_says_nothing_is_kept_as_it_says_it(six: str) -> None:
    assert read_narrative(document(*report(six=six), *SIGNED)) == {**PLAIN, "六": six}


def test_a_line_that_ends_with_a_comma_goes_on_after_the_page() -> None:
    lead = "我们成立了小组，\n— 1 —\n开展了检查。"
    assert read_narrative(document(*report(lead=lead))) == {**PLAIN, "一": "我们成立了小组，开展了检查。"}


def test_a_page_laid_out_as_a_table_is_read_cell_by_cell() -> None:
    one, two, three, four, five, six = HEADINGS
    before = grid(("云岭县水利局2021年政府信息公开工作年度报告",), (one,), (LEAD,), (two,))
    after = grid((five,), (FIVE,), (six,), (f"{SIX}\n{SIGNED[0]}\n{SIGNED[1]}",))
    assert read_narrative(document(before, TABLE2, three, TABLE3, four, TABLE4, after)) == PLAIN


def test_a_whole_report_in_one_table_is_read() -> None:
    one, two, three, four, five, six = HEADINGS
    tables = [[cell.text for cell in row] for table in (TABLE2, TABLE3, TABLE4) for row in table.rows]
    rows = [
        [one],
        [LEAD],
        [two],
        *tables[:4],
        [three],
        *tables[4:8],
        [four],
        *tables[8:],
        [five],
        [FIVE],
        [six],
        ["无"],
    ]
    assert read_narrative(document(grid(*rows))) == {**PLAIN, "六": "无"}


def test_the_names_and_numbers_of_tables_in_lines_are_no_text() -> None:
    one, two, three, four, five, six = HEADINGS
    table = [
        "第二十条第（一）项",
        "信息内容 本年制发件数 本年废止件数 现行有效件数",
        "规章 0 0 0",
        "行政规范性文件",
        "1 0 4",
    ]
    rows = [
        "一、本年新收政府信息公开申请数量 3 0 0 0 0 0 3",
        "三、本年度办理结果",
        "（一）予以公开 1 0 0 0 0 0 1",
        "0",
        "其他",
    ]
    lines = (
        one,
        LEAD,
        two,
        *table,
        three,
        *rows,
        "四、结转下年度继续办理 0 0 0 0 0 0 0",
        four,
        "行政复议 行政诉讼",
        five,
        FIVE,
        six,
        SIX,
    )
    assert read_narrative(document(*lines)) == PLAIN
    assert read_narrative(document(one, LEAD, *table, five, FIVE, six, SIX)) == PLAIN


def test_a_local_table_inside_a_section_is_no_text() -> None:
    local = grid(("渠道", "条数"), ("网站", "12"), ("微信", "30"))
    lines = report()
    assert read_narrative(document(*lines[:2], local, "还有一段。", *lines[2:])) == {
        **PLAIN,
        "一": f"{LEAD}\n还有一段。",
    }


def test_headings_marked_as_such_are_found() -> None:
    lines = [
        Line(text, Place(), 2) if text in [h[2:] for h in HEADINGS] else text
        for text in report([h[2:] for h in HEADINGS])
    ]
    assert read_narrative(document(*lines)) == PLAIN


def test_of_two_reports_in_one_document_the_first_is_read() -> None:
    titles = ("云岭县水利局2021年政府信息公开工作年度报告", "云岭县林业局2021年政府信息公开工作年度报告")
    second = report(lead="这是另一份报告。", five="另一份的问题。", six="另一份的事项。")
    assert read_narrative(document(titles[0], *report(), titles[1], *second)) == PLAIN
    assert read_narrative(document(*report(), *second)) == PLAIN


@pytest.mark.parametrize("blocks", [["说明一句。"], ["公示", "名单如下"], [TABLE2, TABLE3]])
def test_a_document_without_headings_has_no_sections(blocks: list[str | Block]) -> None:
    assert read_narrative(document(*blocks)) == {}


def test_a_date_behind_the_last_sentence_is_no_text() -> None:
    assert read_narrative(document(*report(six=f"{SIX}2022年1月18日"))) == PLAIN
    assert read_narrative(document(*report(six=f"{SIX} 云岭县水利局 2022年1月18日"))) == PLAIN
    assert read_narrative(document(*report(six="无 云岭县水利局 2022年1月18日"))) == {**PLAIN, "六": "无"}


def test_common_words_head_a_section_where_no_heading_is_numbered() -> None:
    headings = [heading[2:] for heading in HEADINGS]
    assert read_narrative(document(*report([*headings[:4], "问题及改进", "其他事项"]))) == PLAIN
    assert read_narrative(document(*report([*headings[:4], "存在问题", "其他情况"]))) == PLAIN


def test_headings_in_brackets_are_found() -> None:
    assert read_narrative(document(*report([f"【{heading}】" for heading in HEADINGS]))) == PLAIN


def test_a_table_of_the_bodys_own_making_hides_no_sentence() -> None:
    own = grid(("事项", "办理情况"), ("行政许可", "全年共办理许可事项七十四件，全部按时办结，没有超期。"))
    lines = report()
    lead = f"{LEAD}\n事项\n办理情况\n行政许可\n全年共办理许可事项七十四件，全部按时办结，没有超期。\n还有一段。"
    found = read_narrative(document(*lines[:2], own, "还有一段。", *lines[2:]))
    assert [line for line in found["一"].split("\n") if "。" in line] == [
        line for line in lead.split("\n") if "。" in line
    ]
    found = read_narrative(document(*lines[:2], TABLE2, "还有一段。", *lines[2:]))
    assert found == {**PLAIN, "一": f"{LEAD}\n还有一段。"}
