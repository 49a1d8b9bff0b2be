"""The rules: what must hold in a register, each as one small function with its record."""

from __future__ import annotations

from cardctl.checks.pages import catalogue, page
from cardctl.checks.registry import RULES, find_rule, selection
from cardctl.checks.run import Checked, Skipped, check

__all__ = ["RULES", "Checked", "Skipped", "catalogue", "check", "find_rule", "page", "selection"]
