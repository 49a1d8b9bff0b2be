"""Saved views in `cardctl.yaml` alone, for completion and settings, without loading a register."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cardctl.domain.agency_codes import is_agency_code
from cardctl.store.layout import CONFIG


def views_in(root: Path) -> dict[str, Mapping[str, Any]]:
    """Return the fields of the views of the register at *root*, by name, unchecked but for names.

    Empty if the file cannot be read or is not YAML.
    """
    from cardctl.store.files import read_file
    from cardctl.yaml.reader import read_tree

    raw = read_file(root, CONFIG)
    tree = read_tree(raw, CONFIG)[0] if isinstance(raw, bytes) else None
    views = tree.data.get("views") if tree is not None else None
    if not isinstance(views, Mapping):
        return {}
    return {
        name: fields
        for name, fields in views.items()
        if is_agency_code(name) and isinstance(fields, Mapping)
    }
