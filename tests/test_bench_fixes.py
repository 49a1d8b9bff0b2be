from __future__ import annotations

import pytest
from bench.fixes import main, outcome


def test_every_fault_is_fixed_or_refused_as_expected(capsys: pytest.CaptureFixture[str]) -> None:
    main(["words", "hidden", "mixed"], [2])
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[1:]]
    assert [row[4:] for row in rows] == [["2", "0", "yes"], ["0", "2", "yes"], ["1", "1", "yes"]]


def test_wrong_numbers_of_fixes_are_marked() -> None:
    fixed, refused = ["would fix 1 finding in 1 file (nothing was written)"], ["not fixed (x): y"]
    assert outcome("mixed", 2, fixed + refused).split() == ["1", "1", "yes"]
    assert outcome("mixed", 2, fixed).split() == ["1", "0", "NO"]
    assert outcome("words", 1, refused).split() == ["0", "1", "NO"]
