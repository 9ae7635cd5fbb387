"""Templates are read with every mistake at once, by file and key."""

from pathlib import Path

from actors.blocks.documents.read_papers import read_papers

SOUND = """
title = { zh = "便函", en = "Note" }
[[fields]]
name = "says"
title = { zh = "内容", en = "Text" }
[sample]
says = "示例"
"""


def owner(folder: Path, name: str, toml: str, typst: str | None, version: str = "") -> Path:
    """Put a template into the folder of an owner, and return that."""
    root = folder / "systems" / "pets"
    path = root / "papers" / name / version
    path.mkdir(parents=True)
    (path / "paper.toml").write_text(toml, "utf-8")
    if typst is not None:
        (path / "template.typ").write_text(typst, "utf-8")
    return root


def told(*roots: Path) -> list[str]:
    """Return the mistakes that are found."""
    _, mistakes = read_papers((root.name, root) for root in roots)
    return sorted(map(str, mistakes))


def test_a_template_is_found_by_being_there(tmp_path: Path) -> None:
    root = owner(tmp_path, "note", SOUND, "#facts.says")

    papers, mistakes = read_papers([("pets", root)])

    assert not mistakes
    found = papers.template("note")
    assert found is not None and (found.version, found.title.zh) == (1, "便函")


def test_fields_that_only_one_file_knows_are_named(tmp_path: Path) -> None:
    root = owner(tmp_path, "note", SOUND, '#facts.text #facts.at("due")')

    assert told(root) == [
        "systems/pets/papers/note/template.typ: facts.due: paper.toml has no field due",
        "systems/pets/papers/note/template.typ: facts.says: the template does not show this field",
        "systems/pets/papers/note/template.typ: facts.text: paper.toml has no field text",
    ]


def test_every_mistake_of_every_file_is_told(tmp_path: Path) -> None:
    odd = SOUND.replace('"示例"', "7").replace("title =", "titel =", 1)
    root = owner(tmp_path, "note", odd, "#facts.says")
    owner(tmp_path, "letter", "sealed = true\n" + SOUND, "#facts.says")
    owner(tmp_path, "void", SOUND, None)

    assert told(root) == [
        "systems/pets/papers/letter/template.typ: "
        "it wants a seal and has no place for it: signed(...) or <seal>",
        "systems/pets/papers/note/paper.toml: titel: unknown key",
        "systems/pets/papers/note/paper.toml: title: missing",
        "systems/pets/papers/void/template.typ: it cannot be read: FileNotFoundError",
    ]


def test_a_sample_has_to_satisfy_its_template(tmp_path: Path) -> None:
    root = owner(tmp_path, "note", SOUND.replace('says = "示例"', 'due = "x"'), "#facts.says")

    assert told(root) == [
        "systems/pets/papers/note/paper.toml: sample.due: the template has no such field",
        "systems/pets/papers/note/paper.toml: sample.says: missing",
    ]


def test_earlier_versions_stay_for_the_papers_that_were_made_by_them(tmp_path: Path) -> None:
    root = owner(tmp_path, "note", "version = 2\n" + SOUND, "#facts.says")
    owner(tmp_path, "note", SOUND, "旧：#facts.says", "1")

    papers, mistakes = read_papers([("pets", root)])

    assert not mistakes
    first, latest = papers.template("note", 1), papers.template("note")
    assert first is not None and latest is not None
    assert (first.source, latest.version) == ("旧：#facts.says", 2)
