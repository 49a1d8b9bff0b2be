"""The carriers of a return form: a table of them, and a function that writes any of them."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

from cardctl.errors import MissingExtra, Unknown
from cardctl.i18n import Message, _
from cardctl.sheets.form import ReturnForm


class Carrier(NamedTuple):
    """A kind of file that carries a form: its name, description, and the module that writes it.

    *names* are the paths of the files of one form, with the field ``stem``. The module has
    ``files(form)``, which returns their contents, in this order. *extra* is the package extra that
    the module needs.
    """

    name: str
    description: Message
    module: str
    names: tuple[str, ...]
    extra: str | None = None

    def paths(self, stem: str) -> list[str]:
        """Return the paths of the files of a form, which begin with *stem*."""
        return [name.format(stem=stem) for name in self.names]


_ALL = (
    Carrier(
        "xlsx",
        _("a workbook for Excel, LibreOffice and Hancell"),
        "cardctl.sheets.form_xlsx",
        ("{stem}.xlsx",),
        extra="sheets",
    ),
    Carrier(
        "html",
        _("one page for a browser, which saves a return file"),
        "cardctl.sheets.form_html",
        ("{stem}.html",),
    ),
    Carrier(
        "csv",
        _("a folder with a table for each part, for other programs"),
        "cardctl.sheets.form_csv",
        ("{stem}/results.csv", "{stem}/steps.csv", "{stem}/indicators.csv", "{stem}/form.jsonl"),
    ),
)

CARRIERS: dict[str, Carrier] = {carrier.name: carrier for carrier in _ALL}


def carrier_of(name: str) -> Carrier:
    """Return the carrier *name*. Raises Unknown."""
    if name not in CARRIERS:
        raise Unknown("format", name, CARRIERS)
    return CARRIERS[name]


def form_files(name: str, form: ReturnForm, stem: str) -> dict[str, bytes]:
    """Return the files of *form* in the carrier *name*: contents by path.

    Raises Unknown for an unknown carrier, MissingExtra if its library is not installed.
    """
    carrier = carrier_of(name)
    try:
        module = import_module(carrier.module)
    except ModuleNotFoundError as missing:
        if carrier.extra is None or str(missing.name).startswith("cardctl"):
            raise
        raise MissingExtra(carrier.name, carrier.extra) from missing
    return dict(zip(carrier.paths(stem), module.files(form), strict=True))
