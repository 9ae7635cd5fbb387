"""What the standard asks of code and pages as they are written, looked up in all of them."""

import ast
import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from serve_apps.front.activation_codes import _SIGNS, new_code
from serve_apps.front.password_checks import PasswordChecks
from serve_apps.front.rendering import environment

ROOT = Path(__file__).parents[2]
FOLDERS = ("actors", "serve_apps", "storage", "edge", "dashboards")
PYTHON = [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py"))]
PAGES = [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.html"))]
SCRIPTS = [
    file
    for folder in FOLDERS
    for file in sorted((ROOT / folder).rglob("*.js"))
    if "vendor" not in file.parts
]
_FIELD = re.compile(r"\{\{\s*field\.text\((.*?)\)\s*\}\}", re.DOTALL)


@cache
def calls() -> tuple[tuple[Path, ast.Call, str], ...]:
    """Return every call in our code, with the name of what is called."""
    return tuple(
        (file, node, ast.unparse(node.func))
        for file in PYTHON
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
    )


def test_nothing_that_somebody_sent_is_carried_out_as_code() -> None:
    wrong = {"eval", "exec", "os.system", "os.popen", "subprocess.getoutput", "pickle.loads"}

    assert [(file, name) for file, _, name in calls() if name in wrong] == []


def test_no_shell_reads_what_processes_are_started_with() -> None:
    shells = [
        (file, name)
        for file, node, name in calls()
        if name.endswith("create_subprocess_shell")
        or any(
            keyword.arg == "shell" and ast.unparse(keyword.value) != "False"
            for keyword in node.keywords
        )
    ]

    assert shells == []


def test_nobody_trusts_a_server_whose_certificate_was_not_looked_at() -> None:
    lax = [
        (file, name)
        for file, node, name in calls()
        for keyword in node.keywords
        if (keyword.arg, ast.unparse(keyword.value))
        in {("verify", "False"), ("tls_insecure", "True"), ("tlsAllowInvalidCertificates", "True")}
    ]
    texts = [file for file in PYTHON if "CERT_NONE" in file.read_text("utf-8")]

    assert lax == [] and texts == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_page_shows_is_encoded_last_and_everywhere(language: str) -> None:
    made = environment(language)  # type: ignore[arg-type]
    unsafe = [
        file.name
        for file in PAGES
        if re.search(r"\|\s*safe\b|autoescape\s+false", file.read_text("utf-8"))
    ]
    shown = made.from_string("<p title='{{ said }}'>{{ said }}</p>").render(said="<i>'\"&")

    assert made.autoescape is True
    assert "<i>" not in shown and shown.count("&lt;i&gt;&#39;&#34;&amp;") == 2
    assert unsafe == ["icon.html"]  # whose paths are its own


def test_scripts_show_text_as_text_and_carry_nothing_out() -> None:
    wrong = re.compile(
        r"\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function"
    )

    assert [file.name for file in SCRIPTS if wrong.search(file.read_text("utf-8"))] == []


def test_browsers_keep_nothing_of_what_pages_hold() -> None:
    kept = re.compile(r"\b(localStorage|sessionStorage|indexedDB|caches)\b[^;\n]*")
    found = {
        (file.name, use[0]) for file in SCRIPTS for use in kept.finditer(file.read_text("utf-8"))
    }

    assert {name for name, _ in found} <= {"pause.js", "store.js", "worker.js"}


def test_passwords_are_masked_pasted_and_left_to_managers() -> None:
    asked: list[str] = []
    for file in PAGES:
        for field in _FIELD.findall(file.read_text("utf-8")):
            if re.match(r'"\w*password"', field):
                asked.append(field)
                assert 'type="password"' in field, file
                assert re.search(r'autocomplete="(current|new)-password"', field), file
    pasted = re.compile(r"onpaste|[\"']paste[\"']")

    assert len(asked) >= 5
    assert [f.name for f in (*PAGES, *SCRIPTS) if pasted.search(f.read_text("utf-8"))] == []


def test_addresses_in_pages_are_of_safe_schemes() -> None:
    schemes = {
        urlsplit(address).scheme
        for file in PAGES
        for address in re.findall(r'(?:href|src|action)="([a-z][a-z0-9+.-]*:[^"]*)"',
                                  file.read_text("utf-8"))
    }  # fmt: skip

    assert schemes <= {"https", "tel", "mailto", "data"}


def test_codes_are_of_chance_and_more_than_anybody_guesses() -> None:
    codes = {new_code() for _ in range(500)}
    plain = [code.replace("-", "") for code in codes]

    assert len(codes) == 500
    assert all(len(code) == 12 and set(code) <= set(_SIGNS) for code in plain)
    assert len(_SIGNS) ** 12 > 2**59


async def test_passwords_are_hashed_by_a_slow_function_with_a_salt() -> None:
    checks = PasswordChecks(1)
    one, other = await checks.hash("alike"), await checks.hash("alike")

    assert re.match(r"\$argon2id\$v=19\$m=65536,t=3,p=4\$", one)
    assert one != other
