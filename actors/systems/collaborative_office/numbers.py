"""Numbers of documents that an organ sends (发文字号) and gets (收文号): without a gap for each
organ code and year (OA-02)."""

from actors.kernel.system import Series

DOCUMENTS = Series(name="official_document", pattern="{scope}〔{year}〕{n}号")
INCOMING = Series(name="incoming_document", pattern="{scope}收〔{year}〕{n}号")
