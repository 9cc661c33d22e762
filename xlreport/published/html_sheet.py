"""How the web page of a report looks: on a telephone, on a screen, on paper. Fonts are those the reader has."""

from __future__ import annotations

STYLE = """\
:root { color-scheme: light; --line: #444; --head: #f2f4f7; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #111; font: 18px/1.85 FangSong, 仿宋, STFangsong, "Noto Serif CJK SC",
  "Noto Sans CJK SC", "Source Han Serif SC", serif; overflow-wrap: anywhere; }
main { max-width: 60em; margin: 0 auto; padding: 24px 32px 48px; }
h1 { margin: 16px 0 28px; text-align: center; font: 400 30px/1.45 "方正小标宋简体", FZXiaoBiaoSong-B05S, STZhongsong,
  华文中宋, SimSun, "Noto Serif CJK SC", "Noto Sans CJK SC", serif; word-break: keep-all; }
h1 span { display: inline-block; }
h2, h3 { margin: 1.2em 0 .5em; font-size: 1em; text-indent: 2em; break-after: avoid; }
h2 { font-family: SimHei, 黑体, STHeiti, "Noto Sans CJK SC", "PingFang SC", sans-serif; font-weight: 700; }
h3 { font-family: KaiTi, 楷体, STKaiti, "Noto Serif CJK SC", "Noto Sans CJK SC", serif; font-weight: 400; }
p { margin: 0; text-align: justify; text-indent: 2em; }
mark { background: #ffe95c; color: #111; }
.frame { overflow-x: auto; margin: 0 0 1.4em; }
table { width: 100%; border-collapse: collapse; font: 15px/1.4 SimSun, 宋体, STSong, "Noto Sans CJK SC", serif; }
caption { padding: 4px 0 8px; caption-side: top; font-size: 15px; }
th, td { padding: 5px 4px; border: 1px solid var(--line); text-align: center; vertical-align: middle; }
th { background: var(--head); font-weight: 400; }
td { font-variant-numeric: tabular-nums; overflow-wrap: normal; }
tr { break-inside: avoid; }
.table2 th[scope=row] { width: 30%; }
.table3 th[scope=row] { text-align: left; }
.table3 tbody th[scope=rowgroup] { width: 5.2em; }
.table3 thead tr + tr th, .table3 td { width: 4.6em; }
.signature { margin-top: 2em; }
.signature p { text-align: right; text-indent: 0; padding-right: 2em; }
@media screen and (max-width: 700px) {
  body { font-size: 17px; line-height: 1.75; }
  main { padding: 12px 12px 32px; }
  h1 { margin: 8px 0 18px; font-size: 23px; }
  h2, h3 { text-indent: 0; }
  p, caption { text-align: left; }
  table { font-size: 12px; line-height: 1.3; }
  .table2 table { font-size: 15px; }
  th, td { padding: 4px 2px; }
  .table3 th[scope=row] { min-width: 6em; }
  .table3 tbody th[scope=rowgroup] { width: 1.9em; writing-mode: vertical-rl; }
  .table3 thead tr + tr th, .table3 td { width: 2.5em; }
  .table4 table { min-width: 620px; }
  .table4::before { content: "表格较宽，可左右滑动查看"; font-size: 13px; color: #555; }
}
@media print {
  @page { size: A4; margin: 37mm 26mm 35mm 28mm; }
  body { font-size: 16pt; line-height: 28.95pt; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 22pt; line-height: 35pt; }
  table { font-size: 9pt; line-height: 1.25; }
  .table2 table, caption { font-size: 10.5pt; }
  th, td { padding: 2pt 1pt; }
  .table3 tbody th[scope=rowgroup] { width: 3.6em; }
  .table3 thead tr + tr th, .table3 td { width: 3.2em; }
  thead { display: table-header-group; }
  .frame { overflow: visible; break-inside: avoid; }
}
"""
"""Style sheet of the page. Names of Chinese fonts in both spellings: which of the two a browser knows differs."""
