"""Numbers of documents that an organ sends (发文字号) and gets (收文号), and of its follow-up
orders (督办编号): without a gap for each organ code and year (OA-02)."""

from actors.kernel.system import Series

DOCUMENTS = Series(name="official_document", pattern="{scope}〔{year}〕{n}号")
INCOMING = Series(name="incoming_document", pattern="{scope}收〔{year}〕{n}号")
FOLLOW_UPS = Series(name="follow_up_order", pattern="{scope}督〔{year}〕{n}号")
