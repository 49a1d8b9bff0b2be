"""The option `--thorough`, and what an ordinary run leaves out.

An ordinary run skips most cases of tests marked ``sampled``, and a part of the examples and faults
of the slowest property tests (`support.thorough`).
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from support import builds, thorough


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--thorough", action="store_true", help="run every case and example")


def pytest_configure(config: pytest.Config) -> None:
    """Set `thorough.enabled`; a test selected with ``::`` runs all of its cases.

    No test reads the settings of the developer who runs it.
    """
    os.environ["CARDCTL_CONFIG"] = ""
    named = any("::" in arg for arg in config.args)
    thorough.enabled = config.getoption("--thorough") or named


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the first and then each *every*-th case of a test marked ``sampled(every)``."""
    if thorough.enabled:
        return
    seen: Counter[str] = Counter()
    kept, left_out = [], []
    for item in items:
        mark = item.get_closest_marker("sampled")
        name = item.nodeid.partition("[")[0]
        is_kept = mark is None or seen[name] % mark.args[0] == 0
        seen[name] += 1
        (kept if is_kept else left_out).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of these sources."""
    return builds.build(builds.copy_sources(tmp_path_factory.mktemp("build") / "cardctl"), "wheel")
