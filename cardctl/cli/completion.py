"""`cardctl completion`: print the shell completion script."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import command_app

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app()

SHELLS = ("bash", "zsh", "fish", "powershell")


@app.command()
def completion(
    ctx: typer.Context,
    shell: Annotated[
        str | None,
        typer.Argument(metavar="[SHELL]", help="bash, zsh, fish or powershell (default: $SHELL)."),
    ] = None,
) -> None:
    """Print the shell completion script for commands, ids, states and agencies.

    \b
    eval "$(cardctl completion bash)"
    cardctl completion zsh > ~/.zfunc/_cardctl
    cardctl completion fish > ~/.config/fish/completions/cardctl.fish
    """
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    from cardctl.cli.complete import VARIABLE
    from cardctl.errors import Unknown

    session: Session = ctx.obj
    shell = shell or os.environ.get("SHELL", "bash").rpartition("/")[2]
    if shell not in SHELLS:
        raise Unknown("shell", shell, SHELLS)
    script = get_completion_script(prog_name="cardctl", complete_var=VARIABLE, shell=shell)
    session.answer_data(script)
