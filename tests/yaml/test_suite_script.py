"""The script for the public YAML test suite: on made-up cases, and on a checkout if given."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml_suite
from yaml_suite import DEVIATIONS, VARIABLE, cases, result_of, run, values


def case(folder: Path, name: str, text: str, json: str | None = None, error: bool = False) -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "in.yaml").write_text(text, encoding="utf-8")
    if json is not None:
        (folder / name / "in.json").write_text(json, encoding="utf-8")
    if error:
        (folder / name / "error").touch()


@pytest.mark.parametrize(
    ("text", "json", "error", "end"),
    [
        ("a: 1\nb: [0.278]\n", '{"a": 1, "b": [0.278]}\n', False, "read"),
        ("a: [1\n", None, True, "refused"),
        ("a: &x 1\n", '{"a": 1}', False, "beyond the subset"),
        ("- 1\n--- 2\n", "[1]\n2\n", False, "beyond the subset"),
        ("a:\n", '{"a": null}', False, "read"),
    ],
)
def test_case_has_the_expected_result(
    tmp_path: Path, text: str, json: str, error: bool, end: str
) -> None:
    case(tmp_path, "AB12", text, json, error)
    (one,) = cases(tmp_path)
    assert result_of(one) == (end, "")


@pytest.mark.parametrize(
    ("text", "json", "error", "wrong"),
    [
        ("a: 1\n", '{"a": 2}', False, "read as {'a': 1}, not as [{'a': 2}]"),
        ("a: 1\n", None, True, "it is no YAML, and was read"),
        ("a: b\t\n", '{"a": "b"}', False, "it is YAML, and was called none"),
    ],
)
def test_unexpected_result_is_reported(
    tmp_path: Path, text: str, json: str | None, error: bool, wrong: str
) -> None:
    case(tmp_path, "AB12/00", text, json, error)
    case(tmp_path, "CD34", "a: 1\n", '{"a": 1}')
    ends, lines = run(tmp_path, {"CD34": "listed for nothing"})
    assert sorted(lines) == [f"AB12/00: {wrong}", "CD34: ends well; take it from the list"]
    ends, lines = run(tmp_path, {"AB12/00": "known"})
    assert (ends["known deviation"], ends["read"], lines) == (1, 1, [])


def test_exception_in_the_reader_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(raw: bytes, path: str, *, pure: bool = False) -> None:
        raise RecursionError("too deep")

    case(tmp_path, "AB12", "a: 1\n", '{"a": 1}')
    monkeypatch.setattr(yaml_suite, "read_tree", broken)
    assert run(tmp_path, {})[1] == ["AB12: raised RecursionError: too deep"]


def test_disagreement_of_the_parsers_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = yaml_suite.read_tree

    def one_sided(raw: bytes, path: str, *, pure: bool = False) -> object:
        return read(b"a: [1" if pure else raw, path, pure=pure)

    case(tmp_path, "AB12", "a: 1\n", '{"a": 1}')
    monkeypatch.setattr(yaml_suite, "read_tree", one_sided)
    assert run(tmp_path, {})[1] == ["AB12: the two parsers do not agree"]


def test_linked_folders_are_not_cases(tmp_path: Path) -> None:
    case(tmp_path, "AB12", "a: 1\n")
    (tmp_path / "tags" / "flow").mkdir(parents=True)
    (tmp_path / "tags" / "flow" / "AB12").symlink_to(tmp_path / "AB12")
    (tmp_path / "name").mkdir()
    (tmp_path / "name" / "a-mapping").symlink_to(tmp_path / "AB12")
    assert [one.id for one in cases(tmp_path)] == ["AB12"]


def test_concatenated_json_values_are_read() -> None:
    assert list(values('"a"\n{"b": 1.50}\n\nnull\n')) == ["a", {"b": "1.50"}, None]


def test_script_output_and_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert yaml_suite.main() == 2
    assert f"let {VARIABLE} name" in capsys.readouterr().out
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert yaml_suite.main() == 2
    case(tmp_path, "AB12", "a: 1\n", '{"a": 1}')
    capsys.readouterr()
    assert (yaml_suite.main(), capsys.readouterr().out) == (0, "read: 1\n")
    case(tmp_path, "CD34", "a: 1\n", '{"a": 2}')
    assert yaml_suite.main() == 1
    assert capsys.readouterr().out.startswith("CD34: read as")


@pytest.mark.skipif(VARIABLE not in os.environ, reason=f"{VARIABLE} names no checkout of the suite")
def test_suite_passes() -> None:
    ends, lines = run(Path(os.environ[VARIABLE]), DEVIATIONS)
    assert lines == []
    assert ends["read"]
