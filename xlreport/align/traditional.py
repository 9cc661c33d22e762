"""Traditional characters of the form's labels and the simplified ones that the statute prints."""

from __future__ import annotations

_TRADITIONAL = (
    "製發數廢現規範處決許罰強費額單萬業項條內對總減務採購據關係為於請況組織構計結轉辦這開區屬國穩護權類過"
    "執詢無沒補後確訪舉報訴複復覆獲繳納繼續議訟經維糾審機與見電頁別學團體會廳縣鄉鎮衛農監財稅環動產資訊並"
    "僅齊"
)
_SIMPLIFIED = (
    "制发数废现规范处决许罚强费额单万业项条内对总减务采购据关系为于请况组织构计结转办这开区属国稳护权类过"
    "执询无没补后确访举报诉复复复获缴纳继续议讼经维纠审机与见电页别学团体会厅县乡镇卫农监财税环动产信息并"
    "仅齐"
)
TO_SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
"""For str.translate. 資訊 becomes 信息, as the statute says for it."""
