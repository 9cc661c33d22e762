"""From what a document prints to a report: open fields stay open, and are told by row."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.published.made import plain_values, publish, published_bytes, sound_report
from xlreport.align.document import Document, Place
from xlreport.align.evidence import Aligned, Evidence, NoReport, OpenField, Placing, TwoReports
from xlreport.findings.model import FileProblem
from xlreport.forms import load
from xlreport.numbers import BLANK, number, text
from xlreport.published.identity import Identity
from xlreport.published.read import Imported, import_document, list_sources, open_lines, read_published
from xlreport.rules import check

FORM = load("2021")
ROW = "table3.result.denied.state_secret"
DOCUMENT = Document("甲.html", "html", ())


def aligned(left: dict[str, OpenField]) -> Aligned:
    """All fields 1 but those left open."""
    evidence = {
        entry.id: Evidence(entry.id, number(1), "1", Place(table=1, row=2, cell=3), Placing.LABEL)
        for entry in FORM.fields
        if entry.id not in left
    }
    return Aligned("2021", evidence, left)


def row_left_open(reason: str = "只印了 3 个数", raw: str = "1 2 3") -> dict[str, OpenField]:
    names = [entry.id for entry in FORM.fields if entry.id.rpartition(".")[0] == ROW]
    return {name: OpenField(name, reason, raw) for name in names}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A document that says who it is and nothing else."""
    who = Identity("甲局", 2023, "2024-01-18", "", ("甲局2023年报告",), ("年份有两种写法",))
    monkeypatch.setattr("xlreport.published.identity.read_identity", lambda _: who)
    monkeypatch.setattr("xlreport.published.prose.read_narrative", lambda _: {"五": "不足和改进。"})
    return monkeypatch


def imported(read: pytest.MonkeyPatch, result: Aligned) -> Imported:
    read.setattr("xlreport.align.tables.align_document", lambda _: result)
    return read_published(DOCUMENT)


def test_the_report_holds_what_was_read_of_the_document(read: pytest.MonkeyPatch) -> None:
    one = imported(read, aligned({}))
    report = one.report
    assert (report.form.id, report.year, report.agency, report.cover.date) == ("2021", 2023, "甲局", "2024-01-18")
    assert (report.cover.level, report.cover.kind, report.cover.code) == ("", "", "")
    assert report.narrative == {"五": "不足和改进。"}
    assert {content.plain for content in report.values} == {1}
    assert one.remarks == ("年份有两种写法",)
    assert one.pending.values == report.values


def test_an_open_field_is_blank_in_the_report_and_words_in_what_is_handed_on(read: pytest.MonkeyPatch) -> None:
    one = imported(read, aligned(row_left_open() | {"table2.penalty.decisions": OpenField("", "文中没有这一行")}))
    assert one.report[f"{ROW}.natural"] == BLANK
    assert one.pending[f"{ROW}.natural"] == text("待核：1 2 3")
    assert one.pending["table2.penalty.decisions"] == text("待核：未找到")
    stopped = [breach for breach in check(one.pending) if breach.code == "V1"]
    assert len(stopped) == 8
    assert {breach.case for breach in stopped} == {"open"}
    assert {breach.expected for breach in stopped} == {None}, "of an open field no number is suggested"
    assert not [breach for breach in check(one.pending) if breach.code == "V5"]


def test_a_printed_blank_is_no_open_field(read: pytest.MonkeyPatch) -> None:
    whole = aligned({})
    name = f"{ROW}.natural"
    blank = Evidence(name, BLANK, "", Place(table=1), Placing.LABEL)
    one = imported(read, Aligned("2021", {**whole.evidence, name: blank}, {}))
    assert one.pending[name] == BLANK
    assert open_lines(one) == []


def test_open_fields_are_told_by_row(read: pytest.MonkeyPatch) -> None:
    one = imported(read, aligned(row_left_open()))
    assert open_lines(one) == ["表三“1.属于国家秘密”行 7 格待核：只印了 3 个数（原文“1 2 3”）"]


def test_a_table_that_is_wholly_open_is_told_in_one_line(read: pytest.MonkeyPatch) -> None:
    names = [entry.id for entry in FORM.fields if entry.table == "table4"]
    one = imported(read, aligned({name: OpenField(name, "文中没有表四") for name in names}))
    assert open_lines(one) == ["表四 15 格待核：文中没有表四"]


def test_long_texts_are_cut_short_for_people_only(read: pytest.MonkeyPatch) -> None:
    raw = "1 " * 60
    one = imported(read, aligned(row_left_open(raw=raw)))
    (line,) = open_lines(one)
    assert len(line) < 90
    assert "……" in line
    assert one.to_json()["open"][0]["raw"] == raw
    assert one.pending[f"{ROW}.natural"].raw == f"待核：{raw}"


def test_a_section_too_long_for_a_cell_is_cut_and_named(read: pytest.MonkeyPatch) -> None:
    read.setattr("xlreport.published.prose.read_narrative", lambda _: {"五": "长" * 40_000})
    one = imported(read, aligned({}))
    assert len(one.report.narrative["五"]) == 32_767
    assert "存在的主要问题" in one.remarks[-1]


@pytest.mark.parametrize(
    ("error", "case", "words"),
    [
        (NoReport(), "no_report", ""),
        (TwoReports(("甲局报告", "乙局报告")), "two_reports", "甲局报告、乙局报告"),
        (TwoReports(), "two_reports", "甲局2023年报告"),
    ],
)
def test_a_document_that_is_not_one_report_is_a_problem_of_the_file(
    read: pytest.MonkeyPatch, error: Exception, case: str, words: str
) -> None:
    def refuse(_: Document) -> Aligned:
        raise error

    read.setattr("xlreport.align.tables.align_document", refuse)
    with pytest.raises(FileProblem) as caught:
        read_published(DOCUMENT)
    assert caught.value.case == case
    assert caught.value.args_.get("titles", "") == words


def test_titles_of_two_reports_are_two_reports_even_where_their_numbers_are_the_same(read: pytest.MonkeyPatch) -> None:
    who = Identity("甲局", 2023, "", "", ("甲局2023年报告", "乙局2023年报告"), ())
    read.setattr("xlreport.published.identity.read_identity", lambda _: who)
    with pytest.raises(FileProblem) as caught:
        imported(read, aligned({}))
    assert (caught.value.case, caught.value.args_["titles"]) == ("two_reports", "甲局2023年报告、乙局2023年报告")


def test_a_second_report_behind_the_end_of_a_page_is_not_lost(tmp_path: Path) -> None:
    pages = [published_bytes("html", sound_report(agency)) for agency in ("甲县水务局", "乙市丙区民政局")]
    path = tmp_path / "两份.html"
    path.write_bytes(b"\n".join(pages))
    with pytest.raises(FileProblem) as caught:
        import_document(next(list_sources([path])))
    assert caught.value.case == "two_reports"


def test_a_table_behind_an_article_with_ends_of_its_own_is_read(tmp_path: Path) -> None:
    report = sound_report()
    path = publish(tmp_path / "甲.html", report)
    page = path.read_bytes().replace(b"</table>", b"</table></body></html>", 1)
    path.write_bytes(page)
    one = import_document(next(list_sources([path])))
    assert one.aligned.open == {}
    assert plain_values(one.report) == plain_values(report)


def test_every_file_comes_once_and_what_holds_none_is_listed_with_its_problem(tmp_path: Path) -> None:
    page, empty = tmp_path / "甲.html", tmp_path / "空"
    page.write_text("<html><body>x</body></html>", encoding="utf-8")
    empty.mkdir()
    with zipfile.ZipFile(tmp_path / "空.zip", "w"):
        pass
    found = list(list_sources([page, tmp_path, empty, tmp_path / "没有.html", tmp_path / ("长" * 200)]))
    cases = [(source.file.name[:4], source.problem.case if source.problem else "") for source in found]
    assert cases == [
        ("甲.ht", ""),
        ("空.zi", "empty"),
        ("空", "no_files"),
        ("没有.h", "missing"),
        ("长" * 4, "missing"),
    ]
