"""Whose report a published document is, on which year, and when it was signed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.published.typed import TABLE2, TABLE3, document, grid
from xlreport.published.grids import read_document_blocks
from xlreport.published.identity import Identity, read_identity

REPORTS = Path(__file__).parents[3] / "shared" / "reports"
BODY = ("一、总体情况", "我们照章办事，按时公开了各类信息。", TABLE2)
END = ("六、其他需要报告的事项", "未收取信息处理费。")

ONE_LINE = [
    ("云岭县水利局2021年政府信息公开工作年度报告", "云岭县水利局", 2021),
    ("云岭县水利局2021年政府信息公开(工作)年度报告", "云岭县水利局", 2021),
    ("云岭县水利局2021年政府信息公开（工作）年度报告", "云岭县水利局", 2021),
    ("云岭县水利局 2022 年政府信息公开 工作年度报告", "云岭县水利局", 2022),
    ("云岭县水利局 2 0 2 2 年度政府信息公开工作报告", "云岭县水利局", 2022),
    ("云岭县水利局关于2021年度政府信息公开工作的报告", "云岭县水利局", 2021),
    ("关于云岭县水利局2021年度政府信息公开工作的报告", "云岭县水利局", 2021),
    ("云岭县水利局2021年度政务信息公开工作年度报告", "云岭县水利局", 2021),
    ("云岭县水利局2021年政务公开工作报告", "云岭县水利局", 2021),
    ("云岭县水利局2021年政府信息公开年报", "云岭县水利局", 2021),
    ("云岭县水利局政府信息公开2021年年报", "云岭县水利局", 2021),
    ("云岭县水利局二〇二一年政府信息公开工作年度报告", "云岭县水利局", 2021),
    ("云岭县水利局二○二一年政府信息公开工作年度报告", "云岭县水利局", 2021),
    ("云岭县水利局二零二一年度政府信息公开工作年度报告", "云岭县水利局", 2021),
    ("云岭县水利局２０２１年政府信息公开工作年度报告", "云岭县水利局", 2021),
    ("《云岭县水利局2021年政府信息公开工作年度报告》", "云岭县水利局", 2021),
    ("云岭县水利局2021年政府信息公开工作年度报告（新版）", "云岭县水利局", 2021),
    ("云岭县水利局政府信息公开工作年度报告（2021年）", "云岭县水利局", 2021),
    ("云岭县水利局政府信息公开工作年度报告（2021年度）", "云岭县水利局", 2021),
    ("2021年云岭县水利局政府信息公开工作年度报告", "云岭县水利局", 2021),
    ("2021年度云岭县水利局政府信息公开工作情况报告", "云岭县水利局", 2021),
    ("# 云岭县水利局2021年政府信息公开工作年度报告", "云岭县水利局", 2021),
    ("**云岭县水利局2021年政府信息公开工作年度报告**", "云岭县水利局", 2021),
    ("云岭县人民政府2023年政府信息公开工作年度报告", "云岭县人民政府", 2023),
    ("云岭县人民政府信息公开工作年度报告（2023年）", "云岭县人民政府", 2023),
    ("云岭县2023年政府信息公开工作年度报告", "云岭县", 2023),
    ("云岭县清溪镇人民政府2024年政府信息公开年度报告", "云岭县清溪镇人民政府", 2024),
    ("云岭县人民政府办公室2019年政府信息公开工作年度报告", "云岭县人民政府办公室", 2019),
    ("云岭县政务公开办公室2020年政府信息公开工作年度报告", "云岭县政务公开办公室", 2020),
    ("首页>政府信息公开年报>云岭县水利局2021年政府信息公开工作年度报告", "云岭县水利局", 2021),
    ("云岭县水利局2021年政府信息公开工作年度报告-云岭县人民政府网", "云岭县水利局", 2021),
    ("国家税务总局云岭县税务局2021年政府信息公开工作年度报告", "国家税务总局云岭县税务局", 2021),
    ("附件1：云岭县水利局2021年政府信息公开工作年度报告", "云岭县水利局", 2021),
]
SEVERAL_LINES = [
    ("云岭县水利局\n2021年政府信息公开工作年度报告", "云岭县水利局", 2021),
    ("云岭县水利局2021年\n政府信息公开工作年度报告", "云岭县水利局", 2021),
    ("云岭县水利局2021年政府信息公开\n工作年度报告", "云岭县水利局", 2021),
    ("云岭县水利局\n2021年度\n政府信息公开工作年度报告", "云岭县水利局", 2021),
    ("云岭县水利局关于2021年度\n政府信息公开工作的报告", "云岭县水利局", 2021),
    ("云岭县水利局政府信息公开工作年度报告\n（2021年度）", "云岭县水利局", 2021),
    ("云岭县水利局政府信息公开工作年度报告\n2021年\n2020年，本单位照章办事。", "云岭县水利局", 2021),
]
LATER = [
    ("雲嶺縣民政局2022年政府信息公開工作年度報告", "雲嶺縣民政局", 2022),
    ("河阳市财政局2020年度政府信息公开工作年度报告", "河阳市财政局", 2020),
    ("河阳市财政局政府信息公开工作2022年度报告", "河阳市财政局", 2022),
    ("河阳市财政局政府信息公开工作2021年年度报告", "河阳市财政局", 2021),
    ("河阳市财政局2021年度政府信息公开工作总结报告", "河阳市财政局", 2021),
    ("河阳市财政局(国有资产监督管理局)2021年政府信息公开工作年度报告", "河阳市财政局(国有资产监督管理局)", 2021),
    ("河阳市发展和改革委员会2021年政府信息公开工作年度报告", "河阳市发展和改革委员会", 2021),
    ("河阳市教育体育局2021年信息公开工作年度报告", "河阳市教育体育局", 2021),
    ("2021年度政府信息公开工作年度报告\n河阳市教育体育局", "河阳市教育体育局", 2021),
    ("河阳市东湖区白石街道办事处2021年政府信息公开年度报告", "河阳市东湖区白石街道办事处", 2021),
    ("中共河阳市委机构编制委员会办公室2022年政府信息公开工作年度报告", "中共河阳市委机构编制委员会办公室", 2022),
    ("河阳高新技术产业开发区管委会2023年度政府信息公开工作年度报告", "河阳高新技术产业开发区管委会", 2023),
    ("河阳市住房和城乡建设局\n二〇二二年政府信息公开\n工作年度报告", "河阳市住房和城乡建设局", 2022),
    ("河 阳 市 审 计 局\n2021年政府信息公开工作年度报告", "河阳市审计局", 2021),
    ("【年报】河阳市审计局2021年政府信息公开工作年度报告", "河阳市审计局", 2021),
    ("“河阳市审计局2021年政府信息公开工作年度报告”", "河阳市审计局", 2021),
    ("河阳市审计局二O二一年政府信息公开工作年度报告", "河阳市审计局", 2021),
    ("河阳市审计局 2021年度 政府信息公开 年报", "河阳市审计局", 2021),
    ("河阳市审计局2021年法治政府与政府信息公开工作年度报告", "河阳市审计局", 2021),
    ("当前位置：首页 > 信息公开 > 河阳市审计局2021年政府信息公开工作年度报告", "河阳市审计局", 2021),
    ("河阳市审计局2021年政府信息公开工作年度报告 | 河阳市人民政府门户网站", "河阳市审计局", 2021),
    ("河阳市审计局_2021年政府信息公开工作年度报告", "河阳市审计局", 2021),
    ("索引号：HY001 发布机构：河阳市审计局\n2021年政府信息公开工作年度报告", "河阳市审计局", 2021),
    ("2021年政府信息公开工作年度报告\n（河阳市审计局）", "河阳市审计局", 2021),
    ("河阳市审计局2021年政府信息公开工作年度报告\n（2022年1月20日）", "河阳市审计局", 2021),
    ("河阳市审计局政府信息公开年度报告2021年", "河阳市审计局", 2021),
    ("河阳市审计局2021年政府信息公开工作的年度报告", "河阳市审计局", 2021),
    ("河阳市第一人民医院2021年信息公开年度报告", "河阳市第一人民医院", 2021),
    ("河阳市12345政务服务热线中心2021年政府信息公开工作年度报告", "河阳市12345政务服务热线中心", 2021),
    ("河阳市审计局2020年政府信息公开工作年度报告\n河阳市审计局2021年政府信息公开工作年度报告", "河阳市审计局", 2021),
    (
        "上一篇：河阳市审计局2020年政府信息公开工作年度报告\n河阳市审计局2021年政府信息公开工作年度报告",
        "河阳市审计局",
        2021,
    ),
    ("河阳市审计局关于报送2021年政府信息公开工作年度报告的报告", "河阳市审计局", 2021),
    ("河阳市人民政府2021年度政府信息公开工作年度报告（全文）", "河阳市人民政府", 2021),
    ("政府信息公开年报\n河阳市司法局2021年政府信息公开工作年度报告", "河阳市司法局", 2021),
]


def shown(title: str) -> Identity:
    return read_identity(document(title, *BODY, *END))


@pytest.mark.parametrize(("title", "agency", "year"), [*ONE_LINE, *SEVERAL_LINES, *LATER])
def test_a_title_names_body_and_year(title: str, agency: str, year: int) -> None:
    identity = shown(title)
    assert (identity.agency, identity.year) == (agency, year)
    assert len(identity.titles) == 1
    assert identity.remarks == ()


def reports() -> list[Path]:
    return sorted(REPORTS.glob("*.txt"))


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the real reports are not there")
def test_real_reports_are_those_of_their_bodies_and_years() -> None:
    assert len(reports()) == 5
    for path in reports():
        truth = json.loads((REPORTS / "truth" / f"{path.stem}.json").read_text(encoding="utf-8"))
        identity = read_identity(read_document_blocks(path))
        assert (identity.agency, identity.year) == (truth["agency"], truth["year"]), path.name
        assert len(identity.titles) == 1
        assert identity.code == ""


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the real reports are not there")
def test_a_date_long_before_the_year_is_kept_and_said() -> None:
    identity = read_identity(read_document_blocks(next(REPORTS.glob("001_*.txt"))))
    assert (identity.year, identity.date) == (2021, "2020-01-18")
    assert len(identity.remarks) == 1
    assert "2020-01-18" in identity.remarks[0]
    assert "2021" in identity.remarks[0]


DATES = [
    ("无。云岭县水利局2022年1月18日", "2022-01-18"),
    ("无。2022年1月18日", "2022-01-18"),
    ("2022年1月18日", "2022-01-18"),
    ("2022 年 1 月 18 日", "2022-01-18"),
    ("二〇二二年一月十八日", "2022-01-18"),
    ("二○二二年三月三十一日", "2022-03-31"),
    ("二零二二年二月二十日", "2022-02-20"),
    ("2022-01-18", "2022-01-18"),
    ("2022.1.18", "2022-01-18"),
    ("2022/1/8", "2022-01-08"),
    ("（2022年1月8日）", "2022-01-08"),
    ("云岭县水利局 2022年1月10日", "2022-01-10"),
    ("２０２２年１月１０日", "2022-01-10"),
]


@pytest.mark.parametrize(("printed", "date"), DATES)
def test_the_date_under_the_report_is_that_of_signing(printed: str, date: str) -> None:
    identity = read_identity(
        document("云岭县水利局2021年政府信息公开工作年度报告", *BODY, *END, "云岭县水利局", printed)
    )
    assert identity.date == date
    assert identity.remarks == ()


@pytest.mark.parametrize("printed", ["2022年2月30日", "二〇二二年十三月一日", "2022-00-10"])
def test_a_day_that_does_not_exist_is_no_date_and_is_said(printed: str) -> None:
    identity = shown("云岭县水利局2021年政府信息公开工作年度报告")
    assert identity.date == ""
    lines = ("发布日期：2022-01-20", "云岭县水利局2021年政府信息公开工作年度报告", *BODY, *END, "云岭县水利局", printed)
    identity = read_identity(document(*lines))
    assert identity.date == ""
    assert any(printed in remark for remark in identity.remarks)


def test_a_month_without_a_day_is_no_date_and_is_said() -> None:
    identity = read_identity(document("云岭县水利局2021年政府信息公开工作年度报告", *BODY, *END, "2022年1月"))
    assert identity.date == ""
    assert any("2022年1月" in remark for remark in identity.remarks)


def test_the_pages_own_date_counts_only_where_none_is_signed() -> None:
    head = "发布机构：云岭县水利局 成文日期：2022-01-19 发布日期：2022-02-01 浏览次数：12"
    lines = (head, "云岭县水利局2021年政府信息公开工作年度报告", *BODY, *END)
    assert read_identity(document(*lines)).date == "2022-01-19"
    assert read_identity(document(*lines, "2022年1月18日")).date == "2022-01-18"


def test_dates_of_other_news_below_the_page_are_not_the_signing_date() -> None:
    lines = ("云岭县水利局2021年政府信息公开工作年度报告", *BODY, *END, "云岭县水利局", "2022年1月18日")
    below = ("上一篇：没有了", "2023-05-06", "主办单位：云岭县人民政府", "2024-01-01")
    assert read_identity(document(*lines, *below)).date == "2022-01-18"


def test_the_date_under_the_title_counts_where_none_stands_below() -> None:
    lines = ("云岭县水利局2021年政府信息公开工作年度报告", "（2022年1月18日）", *BODY, *END)
    assert read_identity(document(*lines)).date == "2022-01-18"


def test_fields_in_a_table_at_the_head_name_body_and_date() -> None:
    head = grid(("索引号", "HY/2022-1"), ("发布机构", "云岭县水利局"), ("生成日期", "2022-01-30"))
    identity = read_identity(document(head, "2021年政府信息公开工作年度报告", *BODY, *END))
    assert (identity.agency, identity.year, identity.date) == ("云岭县水利局", 2021, "2022-01-30")
    head = grid(("索引号", "公开方式", "发布机构"), ("HY/2022-1", "主动公开", "云岭县水利局"))
    assert read_identity(document(head, "2021年政府信息公开工作年度报告", *BODY, *END)).agency == "云岭县水利局"


def test_the_signature_names_the_body_where_the_title_does_not() -> None:
    lines = ("2021年政府信息公开工作年度报告", *BODY, *END, "云岭县水利局", "2022年1月18日")
    assert read_identity(document("发布机构：云岭县大数据中心", *lines)).agency == "云岭县水利局"


def test_another_body_in_the_signature_is_said() -> None:
    lines = ("云岭县水利局2021年政府信息公开工作年度报告", *BODY, *END, "云岭县林业局", "2022年1月18日")
    identity = read_identity(document(*lines))
    assert identity.agency == "云岭县水利局"
    assert len(identity.remarks) == 1
    assert "云岭县林业局" in identity.remarks[0]


def test_a_short_form_of_the_name_in_the_signature_is_no_conflict() -> None:
    lines = ("云岭县城市管理局2021年政府信息公开工作年度报告", *BODY, *END, "云岭县城管局", "2022年1月18日")
    assert read_identity(document(*lines)).remarks == ()


def test_the_title_of_the_web_page_is_taken_where_the_text_has_none() -> None:
    identity = read_identity(document(*BODY, *END, title="云岭县水利局2021年年报-云岭县人民政府网"))
    assert (identity.agency, identity.year) == ("云岭县水利局", 2021)


def test_the_files_name_is_the_last_resort() -> None:
    identity = read_identity(
        document(*BODY, *END, path="年报.zip/各局/云岭县水利局2021年政府信息公开工作年度报告.docx")
    )
    assert (identity.agency, identity.year) == ("云岭县水利局", 2021)


def test_a_files_name_of_another_year_is_said() -> None:
    lines = ("云岭县水利局2021年政府信息公开工作年度报告", *BODY, *END)
    identity = read_identity(document(*lines, path="云岭县水利局2022年政府信息公开工作年度报告.docx"))
    assert identity.year == 2021
    assert len(identity.remarks) == 1
    assert "2022" in identity.remarks[0]
    assert "。" not in identity.remarks[0]


PERIOD = "本报告所列数据的统计期限为2021年1月1日至2021年12月31日。"


def test_the_period_tells_the_year_where_the_title_does_not() -> None:
    identity = read_identity(document("云岭县水利局政府信息公开工作年度报告", PERIOD, *BODY, *END))
    assert (identity.agency, identity.year) == ("云岭县水利局", 2021)
    assert len(identity.remarks) == 1


def test_the_title_wins_over_the_period_and_the_conflict_is_said() -> None:
    identity = read_identity(document("云岭县水利局2022年政府信息公开工作年度报告", PERIOD, *BODY, *END))
    assert identity.year == 2022
    assert [remark for remark in identity.remarks if "统计期限" in remark and "2021" in remark]


def test_the_text_tells_the_year_where_nothing_else_does() -> None:
    text = "2021年，我局公开信息10条。2021年，我局没有收到申请。"
    identity = read_identity(document("一、总体情况", text, TABLE2, *END))
    assert identity.year == 2021


def test_a_text_that_speaks_of_another_year_throughout_is_said() -> None:
    text = "2020年，我局公开信息10条。2020年，我局没有收到申请。"
    identity = read_identity(document("云岭县水利局2021年政府信息公开工作年度报告", "一、总体情况", text, TABLE2, *END))
    assert identity.year == 2021
    assert identity.remarks == ("标题写 2021 年，正文多处写 2020 年；按标题取 2021",)


def test_without_any_evidence_nothing_is_claimed() -> None:
    identity = read_identity(document(*BODY, *END))
    assert identity == Identity("", None, "", "", (), ())


def test_equal_and_contrary_evidence_gives_no_year() -> None:
    text = "2021年，我局公开信息10条。2021年，我局没有收到申请。"
    identity = read_identity(document("一、总体情况", text, TABLE2, *END, "云岭县水利局", "2021年1月18日"))
    assert identity.year is None
    assert identity.remarks


def test_a_code_is_taken_only_where_it_is_called_so() -> None:
    code = "11620602MB1711453R"
    lines = ("云岭县水利局2021年政府信息公开工作年度报告", *BODY, *END)
    assert read_identity(document(f"索引号：{code}/2022-08114", *lines)).code == ""
    assert read_identity(document(f"统一社会信用代码：{code}", *lines)).code == code
    assert read_identity(document(grid(("统一社会信用代码", code), ("索引号", "1")), *lines)).code == code
    assert read_identity(document(f"统一社会信用代码：{code[:-1]}", *lines)).code == ""


def test_two_reports_in_one_document_are_both_named() -> None:
    first = ("云岭县水利局2021年政府信息公开工作年度报告", *BODY, TABLE3, *END)
    second = ("云岭县林业局2021年政府信息公开工作年度报告", *BODY, TABLE3, *END)
    identity = read_identity(document(*first, *second))
    assert identity.titles == (first[0], second[0])
    assert identity.agency == "云岭县水利局"


def test_a_title_printed_twice_is_one_report() -> None:
    title = "云岭县水利局2021年政府信息公开工作年度报告"
    assert read_identity(document(title, "发布日期：2022-01-20", title, *BODY, *END)).titles == (title,)


def test_links_to_other_years_reports_are_no_reports() -> None:
    title = "云岭县水利局2021年政府信息公开工作年度报告"
    others = [f"云岭县水利局{year}年政府信息公开工作年度报告" for year in (2023, 2022, 2020)]
    assert read_identity(document(*others, title, *BODY, *END)).year == 2021
    identity = read_identity(document(title, *BODY, *END, *others))
    assert (identity.year, identity.titles) == (2021, (title,))
