"""`cardctl rule`: explain what a rule means, why, and how to fix a violation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cardctl.cli.options import JsonOption, command_app

if TYPE_CHECKING:
    from cardctl.cli.session import Session
    from cardctl.outputs.program import RuleData
    from cardctl.rules.rule import Rule

app = command_app()

FORMATS = ("text", "json", "markdown")


@app.command()
def rule(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(metavar="[CODE|NAME]", help="Rule code or name: CC203, unknown-state."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Print all rules in full (default: a list).")
    ] = False,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="|".join(FORMATS), help="Output format (default: text)."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Explain a rule, or list all rules.

    \b
    cardctl rule CC203
    cardctl rule unknown-state
    cardctl rule
    cardctl rule --all --format markdown
    """
    from cardctl.cli.output import only_json
    from cardctl.errors import Unknown, UsageError
    from cardctl.i18n import _
    from cardctl.rules import RULES, catalogue, find_rule, page

    session: Session = ctx.obj
    form = only_json(form) if json else form or "text"
    if form not in FORMATS:
        raise Unknown("format", form, FORMATS)
    if everything and name is not None:
        raise UsageError(_("--all cannot be used with a single rule"), _("leave out --all"))
    if form == "json":
        rules = [find_rule(name)] if name else list(RULES.values())
        session.answer_data(_as_json(rules, one=name is not None))
    elif name is not None:
        session.print_result(page(find_rule(name), session.lang))
    elif form == "markdown":
        session.print_result(catalogue())
    elif everything:
        session.print_result("\n".join(page(each, session.lang) for each in RULES.values()))
    else:
        session.print_result(_as_list(RULES.values(), session))


def _as_list(rules: Iterable[Rule], session: Session) -> str:
    from cardctl.cli.render.columns import TextTable, as_table
    from cardctl.report.formats.terminal import TextCell, TextColumn

    heads = [TextColumn("", is_fixed=True)] * 3 + [TextColumn("")]
    words = ((r.code, r.name, session.words(r.severity), session.words(r.meaning)) for r in rules)
    rows = [[TextCell(text) for text in row] for row in words]
    return as_table(TextTable(heads, rows), session.width())


def _as_json(rules: list[Rule], *, one: bool) -> str:
    """Return the rules as JSON, with examples as text: a list, or the requested one."""
    from cardctl.cli.output import as_json

    records: list[RuleData] = [
        {
            "code": each.code,
            "name": each.name,
            "aliases": list(each.aliases),
            "severity": each.severity,
            "meaning": each.meaning,
            "why": each.why,
            "hint": each.hint,
            "bad": _plain(each.bad),
            "good": _plain(each.good),
            "since": each.since,
            "can_be_allowed": each.can_be_allowed,
        }
        for each in rules
    ]
    return as_json("rule", records[0]) if one else as_json("rules", records)


def _plain(example: Any) -> Any:
    """Return an example as text; bytes that are not UTF-8 are escaped."""
    from cardctl.rules.rule import Change

    if isinstance(example, Change):
        return {
            side: _plain(files) for side, files in example._asdict().items() if files is not None
        }
    if isinstance(example, (str, bytes)):
        return example if isinstance(example, str) else example.decode("utf-8", "backslashreplace")
    return {path: _plain(text) for path, text in example.items()}
