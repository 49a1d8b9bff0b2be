"""Font selection, and which characters a font file contains."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardctl.errors import SystemProblem, UsageError
from cardctl.report.cmap import coverage
from cardctl.report.fonts import BUILT_IN, Face, families, family_of, is_file, needed


def groups(*ranges: tuple[int, int]) -> bytes:
    """Return a cmap subtable of format 12."""
    body = b"".join(struct.pack(">III", first, last, 1) for first, last in ranges)
    return struct.pack(">HHIII", 12, 0, 16 + len(body), 0, len(ranges)) + body


def segments(*ranges: tuple[int, int]) -> bytes:
    """Return a cmap subtable of format 4, with the required last segment."""
    ends = [last for _, last in ranges] + [0xFFFF]
    starts = [first for first, _ in ranges] + [0xFFFF]
    count = len(ends)
    deltas, offsets = [1] * count, [0] * count
    numbers = struct.pack(f">{count}H", *ends) + b"\0\0" + struct.pack(f">{count}H", *starts)
    numbers += struct.pack(f">{2 * count}H", *deltas, *offsets)
    return struct.pack(">HHHHHHH", 4, 14 + len(numbers), 0, 2 * count, 0, 0, 0) + numbers


def font(*subtables: bytes) -> bytes:
    """Return a font file that has only a cmap table."""
    records, offset = b"", 4 + 8 * len(subtables)
    for table in subtables:
        records += struct.pack(">HHI", 3, 10 if table[:2] == b"\0\x0c" else 1, offset)
        offset += len(table)
    cmap = struct.pack(">HH", 0, len(subtables)) + records + b"".join(subtables)
    head = struct.pack(">IHHHH", 0x00010000, 1, 0, 0, 0)
    return head + struct.pack(">4sIII", b"cmap", 0, 28, len(cmap)) + cmap


def saved(folder: Path, name: str, *ranges: tuple[int, int]) -> Face:
    path = folder / f"{name}.ttf"
    path.write_bytes(font(groups(*ranges)))
    return Face(name, str(path), 0)


HANGUL, LATIN = (0xAC00, 0xD7A3), (0x20, 0x7E)

# Characters of a font


@pytest.mark.parametrize("made", [
    font(groups((0x41, 0x43), HANGUL)),
    font(segments((0x41, 0x43), HANGUL)),
    font(segments((0x41, 0x41)), groups((0x42, 0x43), HANGUL)),
])  # fmt: skip
def test_font_has_the_characters_of_its_tables(made: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.ttf"
    path.write_bytes(made)
    has = coverage(str(path), 0)
    found = [point for point in (0x40, 0x41, 0x43, 0x44, 0xABFF, 0xAC00, 0xD7A3) if point in has]
    assert found == [0x41, 0x43, 0xAC00, 0xD7A3]


def test_character_mapped_to_glyph_zero_is_missing(tmp_path: Path) -> None:
    # Format 4 with delta -0x42: B maps to glyph 0, which is the missing-glyph box.
    table = bytearray(segments((0x41, 0x43)))
    struct.pack_into(">H", table, 14 + 4 + 2 + 4, -0x42 & 0xFFFF)
    path = tmp_path / "a.ttf"
    path.write_bytes(font(bytes(table)))
    has = coverage(str(path), 0)
    assert [chr(point) for point in range(0x40, 0x45) if point in has] == ["A", "C"]


def test_font_in_a_collection_is_read_by_index(tmp_path: Path) -> None:
    one, other = font(groups((0x41, 0x41))), font(groups((0x42, 0x42)))
    start = 12 + 8
    moved = bytearray(other)
    # Offsets in a collection are relative to its beginning.
    for made, at in ((bytearray(one), start), (moved, start + len(one))):
        struct.pack_into(">I", made, 12 + 8, 28 + at)
        one = bytes(made) if at == start else one
    head = struct.pack(">4sIIII", b"ttcf", 0x00010000, 2, start, start + len(one))
    path = tmp_path / "a.ttc"
    path.write_bytes(head + one + bytes(moved))
    assert [0x41 in coverage(str(path), 0), 0x41 in coverage(str(path), 1)] == [True, False]
    assert 0x42 in coverage(str(path), 1)


@pytest.mark.parametrize("content", [b"", b"no font at all", font(groups((1, 2)))[:40], None])
def test_invalid_font_file_has_no_characters(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "a.ttf"
    if content is not None:
        path.write_bytes(content)
    assert 0x41 not in coverage(str(path), 0)


@given(st.lists(st.tuples(st.integers(0, 0x2FF), st.integers(0, 40)), max_size=8))
def test_a_font_has_exactly_the_characters_of_its_ranges(ranges: list[tuple[int, int]]) -> None:
    from tempfile import TemporaryDirectory

    wanted = {point for first, more in ranges for point in range(first, first + more + 1)}
    with TemporaryDirectory() as folder:
        path = Path(folder, f"{hash(tuple(ranges))}.ttf")
        path.write_bytes(font(groups(*((first, first + more) for first, more in ranges))))
        has = coverage(str(path), 0)
        assert {point for point in range(0x400) if point in has} == wanted


# Font selection


def test_latin_text_needs_no_korean_font(tmp_path: Path) -> None:
    everything = saved(tmp_path, "Arial", (0x20, 0xFFFF))
    assert families("Plain – ÷ é", [everything]) == ("Libertinus Serif",)
    assert families("✗ red", []) == ("Libertinus Serif", "DejaVu Sans Mono")


def test_korean_text_uses_the_best_korean_font_throughout(tmp_path: Path) -> None:
    faces = [
        saved(tmp_path, "Aaa Gothic", LATIN, HANGUL),
        saved(tmp_path, "NanumGothic", LATIN, HANGUL),
        saved(tmp_path, "Noto Sans CJK KR", LATIN, HANGUL),
    ]
    assert families("과제 3건", faces) == ("Noto Sans CJK KR",)
    assert families("과제 3건", faces[:2]) == ("NanumGothic",)
    assert families("과제 3건", faces[:1]) == ("Libertinus Serif", "Aaa Gothic")
    assert families("✗ 과제", faces) == ("Noto Sans CJK KR", "DejaVu Sans Mono")


def test_text_without_hangul_has_the_same_font(tmp_path: Path) -> None:
    faces = [
        saved(tmp_path, "NanumGothic", LATIN, HANGUL),
        saved(tmp_path, "Noto Sans CJK KR", LATIN, HANGUL),
    ]
    assert families("3 cards", faces) == ("Noto Sans CJK KR",)
    assert families("✗ red", faces) == ("Noto Sans CJK KR", "DejaVu Sans Mono")


def test_named_font_comes_first_with_fallbacks_for_missing_characters(tmp_path: Path) -> None:
    faces = [saved(tmp_path, "Mine", LATIN), saved(tmp_path, "NanumGothic", LATIN, HANGUL)]
    assert families("과제 3건", faces, "Mine") == ("Mine", "NanumGothic")
    assert families("card", faces, "NanumGothic") == ("NanumGothic",)


def test_a_missing_font_is_reported_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(SystemProblem, match="font 'NanumGotic' is not installed") as failure:
        families("a", [saved(tmp_path, "NanumGothic", LATIN)], "NanumGotic")
    assert failure.value.exit_code == 4
    assert "NanumGothic" in str(failure.value.hint)


def test_uncovered_characters_are_named_with_an_install_hint() -> None:
    with pytest.raises(SystemProblem, match=r"2 of the characters: 과 \(U\+ACFC\), 제") as failure:
        families("과제 and more", [])
    assert failure.value.exit_code == 4
    assert "fonts-noto-cjk" in str(failure.value.hint)


def test_joiners_and_line_ends_need_no_glyph() -> None:
    assert needed("a\n\u200d\u200eb\ufe0f") == {"a", "b"}


@pytest.mark.parametrize(
    ("font", "file"),
    [("Noto Sans KR", False), ("a.otf", True), ("fonts/a", True), ("C:\\a.TTC", True)],
)
def test_a_path_is_a_file_and_not_a_font_name(font: str, file: bool) -> None:
    assert is_file(font) == file
    if file:
        with pytest.raises(UsageError, match="needs a font name"):
            family_of(font)
    else:
        assert family_of(font) == font


def test_built_in_fonts_cover_their_declared_ranges() -> None:
    typst = pytest.importorskip("typst")
    known = typst.Fonts(include_system_fonts=False)
    for family, ranges in BUILT_IN.items():
        text = "".join(chr(point) for first, last in ranges for point in range(first, last + 1))
        source = f'#set text(font: "{family}", fallback: false)\n#sys.inputs.text'
        typst.compile(
            source.encode(),
            font_paths=known,
            ignore_system_fonts=True,
            sys_inputs={"text": " ".join(text)},
            pdf_standards="a-2u",
            timestamp=0,
        )
