"""What a command loads, measured in a subprocess."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HEAVY = ("pydantic", "pydantic_core", "ruamel", "rich", "jinja2")

AUDIT = """
import json, sys
seen = []
def note(event, args):
    if event == "open" and str(args[0]).endswith((".yaml", ".json")) and "/cards/" in str(args[0]):
        seen.append(str(args[0]).rpartition("/cards/")[2])
    elif event in ("os.fork", "os.posix_spawn", "subprocess.Popen"):
        seen.append(event)
sys.addaudithook(note)
sys.argv = ["cardctl", *json.loads(sys.argv[1])]
from cardctl.cli.main import main
try:
    main()
except SystemExit:
    pass
sys.stderr.write("\\n" + json.dumps(sorted(set(seen))))
"""
RUN = """
import json, sys
sys.argv = ["cardctl", *json.loads(sys.argv[1])]
from cardctl.cli.main import main
try:
    main()
except SystemExit:
    pass
sys.stderr.write("\\n" + json.dumps(list(sys.modules)))
"""


def loaded_by(cwd: Path, *args: str, **env: str) -> set[str]:
    """The modules that are loaded after the command has run, in a pipe."""
    return set(last_line_of(RUN, cwd, args, env))


def touched_by(cwd: Path, *args: str, **env: str) -> list[str]:
    """The register's files that a command opens, and the calls that start processes."""
    return last_line_of(AUDIT, cwd, args, env)


def last_line_of(script: str, cwd: Path, args: tuple[str, ...], env: dict[str, str]) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", script, json.dumps(args)],
        cwd=cwd,
        env={"CARDCTL_LANG": "en", "HOME": str(cwd), **env},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    told: list[str] = json.loads(done.stderr.splitlines()[-1])
    return told
