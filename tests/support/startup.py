"""What a command loads, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HEAVY = ("pydantic", "pydantic_core", "ruamel", "rich", "jinja2")

RUN = """
import json, sys
sys.argv = ["cardctl", *json.loads(sys.argv[1])]
from cardctl.cli.app import main
try:
    main()
except SystemExit:
    pass
sys.stderr.write("\\n" + json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded_by(cwd: Path, *args: str, **env: str) -> set[str]:
    """The top-level modules that are loaded when the command has run, in a pipe."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps(args)],
        cwd=cwd,
        env={"CARDCTL_LANG": "en", "HOME": str(cwd), **env},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(json.loads(done.stderr.splitlines()[-1]))
