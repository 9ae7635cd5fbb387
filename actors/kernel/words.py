"""Words in both languages: titles, refusals, events, roles. The text stands in `words.toml`."""

import msgspec


class Title(msgspec.Struct, frozen=True):
    """A name in simplified Chinese and English."""

    zh: str
    en: str

    def __getitem__(self, language: str) -> str:
        """Return the name in `language`: "zh" or "en"; anything else is read as "zh"."""
        return self.en if language == "en" else self.zh
