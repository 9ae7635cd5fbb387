"""Numbers of documents (发文字号): without a gap for each organ code and year (OA-02)."""

from actors.kernel.system import Series

DOCUMENTS = Series(name="official_document", pattern="{scope}〔{year}〕{n}号")
