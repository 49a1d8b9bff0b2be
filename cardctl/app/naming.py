"""Give a register its name among others (`cardctl.yaml`: register)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cardctl.domain.base import REGISTER_PATTERN
from cardctl.errors import Refused, UsageError
from cardctl.i18n import _
from cardctl.store.layout import CONFIG

if TYPE_CHECKING:
    from pathlib import Path

    from cardctl.app.change import Prepared
    from cardctl.app.workspace import Workspace

_NAME = re.compile(REGISTER_PATTERN)


def require_name(name: str) -> None:
    """Raise UsageError for what is no name of a register."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            _("'{name}' is not a name for a register", name=name),
            _("use words with dots, the country first, for example: --name kr.clcm"),
        )


def name_of(root: Path) -> str | None:
    """Return the name of the register in the folder *root*; None if it has none."""
    from cardctl.domain.agency import Config
    from cardctl.store.files import read_file
    from cardctl.store.load import parsed

    config, _data, _findings = parsed(CONFIG, read_file(root, CONFIG), Config)
    return config.register if config else None


def name_register(workspace: Workspace, name: str) -> Prepared:
    """Return the change that gives a register its name.

    Raises UsageError for what is no name, Refused if it has another one, and as `begin`.
    """
    from cardctl.app.change import Prepared, begin

    require_name(name)
    transaction = begin(workspace, ids=())
    before = transaction.register.config
    if before.register not in (None, name):
        raise Refused(
            _("this register is already named {name}", name=before.register),
            _("others know it by that name; if nobody does yet, edit {file}", file=CONFIG),
        )
    return Prepared(transaction, [(before, before.model_copy(update={"register": name}))])
