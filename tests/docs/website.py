"""The script that builds the documentation as a site: it is not in a package."""

from __future__ import annotations

import importlib.util
from types import ModuleType

from docs.session import ROOT


def script() -> ModuleType:
    """Import `website/build.py`."""
    spec = importlib.util.spec_from_file_location("website_build", ROOT / "website/build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


website = script()
