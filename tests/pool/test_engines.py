"""Engines are chosen by name; without its library, an engine names the extra that installs it."""

from __future__ import annotations

import sys

import pytest

from cardctl.errors import SystemProblem
from cardctl.installation import extra_hint
from cardctl.pool.engines import EXTRAS, start


@pytest.mark.parametrize(("name", "library"), [("duckdb", "duckdb"), ("spark", "pyspark")])
def test_engine_without_its_library_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, name: str, library: str
) -> None:
    for loaded in [each for each in sys.modules if each.split(".")[0] == library]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.delitem(sys.modules, f"cardctl.pool.engines.{name}", raising=False)
    monkeypatch.setitem(sys.modules, library, None)  # type: ignore[arg-type]
    if name == "spark":
        monkeypatch.setitem(sys.modules, "py4j", None)  # type: ignore[arg-type]
    with pytest.raises(SystemProblem) as raised:
        start(name)
    assert raised.value.exit_code == 4
    assert str(extra_hint(EXTRAS[name])) == str(raised.value.hint)
    assert library in str(raised.value.hint)
