"""退回单: what stands in it can be read as it was said, and a negative number is not torn apart."""

from __future__ import annotations

import io
import zipfile

from docx import Document

from xlreport.published.return_slip import return_slip

SAID = "行总计为 3，各类申请人合计为 6，差 -3，填报日期 2025-01-12"


def test_a_minus_stays_with_its_number_and_a_date_is_left_alone() -> None:
    page = return_slip("甲局", 2024, [("表三!J30", SAID, "请核对 J30")], "甲县")
    with zipfile.ZipFile(io.BytesIO(page)) as packed:
        body = packed.read("word/document.xml").decode()
    assert body.count("<w:noBreakHyphen/>") == 1
    assert "差 <" in body, "the number alone follows"
    assert "2025-01-12" in body
    (table,) = Document(io.BytesIO(page)).tables
    assert [cell.text for cell in table.rows[1].cells] == ["1", "表三!J30", SAID, "请核对 J30"]
