"""Finding by what people type: both scripts, pinyin and its initials, one slip, their own words."""
