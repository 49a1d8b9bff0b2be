"""The rules of a register, each one a small function with its record."""

from __future__ import annotations

from cardctl.rules.change_runner import check_changes, merge_findings
from cardctl.rules.docs import catalogue, documents, page
from cardctl.rules.registry import RULES, find_rule, selection
from cardctl.rules.runner import Checked, Skipped, check

__all__ = [
    "RULES",
    "Checked",
    "Skipped",
    "catalogue",
    "check",
    "check_changes",
    "documents",
    "find_rule",
    "merge_findings",
    "page",
    "selection",
]
