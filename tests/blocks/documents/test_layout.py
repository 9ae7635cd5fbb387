"""Layout as GB/T 9704-2012 wants it, measured on the papers that come out."""

import io
import re
import subprocess
from collections import Counter
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from actors.blocks.documents.shell.compiling import compile_paper
from actors.blocks.documents.shell.work import Flaw, Rendered
from tests.blocks.documents.rendered import BODY, CODE, MM, body, letters, made, papers, work

LEFT, RIGHT = 28 * MM, (210 - 26) * MM
TOP, BOTTOM = (297 - 37) * MM, 35 * MM  # from the foot of the page
RARE = "镕堃喆祎燚昇犇頔玥𠮷"
NAMES = [template.name for template in papers().current()]


def lines(pdf: bytes, page: int = 0) -> Counter[int]:
    """Return how many Han characters stand on each line of the text, by its height."""
    heights = [box[1] for letter, box in letters(pdf)[page] if "一" <= letter <= "鿿"]
    return Counter(round(height) for height in heights if height > BOTTOM)


@pytest.mark.feature("OA-10")
def test_a_page_has_22_lines_of_28_characters() -> None:
    paper, longer = body("字" * 614), body("字" * 615)
    assert isinstance(paper, Rendered) and isinstance(longer, Rendered)

    counted = lines(paper.pdf)

    assert (paper.pages, longer.pages) == (1, 2)
    assert [counted[height] for height in sorted(counted, reverse=True)] == [26] + [28] * 21


@pytest.mark.feature("OA-10")
def test_the_text_stands_in_its_area() -> None:
    paper = body("字" * 614)
    assert isinstance(paper, Rendered)

    boxes = [box for letter, box in letters(paper.pdf)[0] if letter == "字"]

    assert abs(min(box[0] for box in boxes) - LEFT) < 1
    assert RIGHT - 2 < max(box[2] for box in boxes) < RIGHT + 1.5
    assert TOP - 20 < max(box[3] for box in boxes) < TOP + 4
    assert min(box[1] for box in boxes) > BOTTOM


FORMS = frozenset({"blank_form"})  # to be filled in by hand: nothing that could be verified


@pytest.mark.feature("OA-10")
def test_page_numbers_stand_outside_and_below() -> None:
    paper = body("字" * 615)
    assert isinstance(paper, Rendered)

    odd, even = ([(c, box) for c, box in page if c in "—12"] for page in letters(paper.pdf))

    assert min(box[0] for _, box in odd) > 105 * MM > max(box[2] for _, box in even)
    assert all(box[3] < BOTTOM - 5 * MM for _, box in (*odd, *even))


@pytest.mark.parametrize("name", NAMES)
def test_each_paper_is_one_sound_page_in_the_faces_that_it_names(name: str, tmp_path: Path) -> None:
    template = papers().template(name)
    assert template is not None
    paper = made(template)
    path = tmp_path / "paper.pdf"
    path.write_bytes(paper.pdf)

    assert paper.pages == 1
    assert bool(paper.mark) is template.sealed
    assert subprocess.run(["qpdf", "--check", path], capture_output=True).returncode == 0
    with pikepdf.open(path) as pdf:
        assert b"pdfaid:part" in pdf.Root.Metadata.read_bytes()
        fonts = {str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()}
    assert all(re.match(r"/[A-Z]{6}\+(Fandol|NotoS)", font) for font in fonts), fonts
    text = "".join(letter for letter, _ in letters(paper.pdf)[0])
    assert ("-".join(re.findall("....", CODE)) in text) is (name not in FORMS)
    assert not {"\0", "�"} & set(text)


@pytest.mark.parametrize("name", NAMES)
def test_a_paper_made_again_is_the_same_to_the_byte(name: str) -> None:
    template = papers().template(name)
    assert template is not None

    assert made(template).pdf == made(template).pdf


def test_a_seal_lies_over_the_name_and_the_date_on_the_page() -> None:
    template = papers().template("case_acceptance")
    assert template is not None
    paper = made(template)

    page, left, top, width, height = map(float, paper.mark.split(","))
    dated = [box for letter, box in letters(paper.pdf)[int(page) - 1] if letter == "日"][-1]
    from_top = 297 * MM - dated[3]

    assert abs(width - 42 * MM) < 0.1 and abs(height - 42 * MM) < 0.1
    assert left < dated[0] < dated[2] < left + width
    assert top < from_top < top + height
    assert abs((RIGHT - dated[2]) - 4 * 16) < 4  # the date ends four characters from the right


@pytest.mark.parametrize("character", RARE)
def test_a_rare_character_is_shown_by_another_font(character: str) -> None:
    paper = body(character)
    assert isinstance(paper, Rendered)

    with pypdfium2.PdfDocument(paper.pdf) as document:
        assert character in document[0].get_textpage().get_text_bounded()


@pytest.mark.parametrize(
    ("character", "text"), [("𪚥", "王𪚥"), ("😀", "好😀"), ("\ue000", "甲\ue000")]
)
def test_what_no_font_shows_fails_the_paper_and_is_named(character: str, text: str) -> None:
    flaw = compile_paper(work(BODY, {"says": text}))

    assert flaw == Flaw(code="missing_glyph", detail=character, field="says")


def test_a_template_that_is_wrong_fails_with_the_reason() -> None:
    flaw = compile_paper(work("#facts.none", {}))

    assert isinstance(flaw, Flaw) and flaw.code == "template" and "facts" in flaw.detail


def test_what_a_fact_says_is_text_and_no_program() -> None:
    told = '#read("/etc/passwd") $x$ *a* [b] <seal>'
    paper = body(told)
    assert isinstance(paper, Rendered)

    text = "".join(letter for letter, _ in letters(paper.pdf)[0])

    assert "/etc/passwd" in text and "*a*" in text.replace(" ", "").replace("\r\n", "")


def test_a_template_reads_nothing_beside_its_own() -> None:
    flaw = compile_paper(work('#read("../../../pyproject.toml")', {}))

    assert isinstance(flaw, Flaw) and flaw.code == "template"


def test_the_code_leads_to_the_page_of_verification(tmp_path: Path) -> None:
    template = papers().template("licence")
    assert template is not None
    path = tmp_path / "paper.pdf"
    path.write_bytes(made(template).pdf)
    picture = io.BytesIO()

    with pypdfium2.PdfDocument(path) as document:
        document[0].render(scale=3).to_pil().save(picture, "PNG")
    (tmp_path / "page.png").write_bytes(picture.getvalue())

    read = subprocess.run(
        ["zbarimg", "--raw", "-q", tmp_path / "page.png"], capture_output=True, text=True
    )

    assert read.stdout.strip() == f"https://hall.example/verify/{CODE}"
