"""A small register in handwritten styles, and ways to run the program on it."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from unittest.mock import patch

import typer.testing
from typer.testing import CliRunner, Result

from cardctl.cli.app import app
from cardctl.cli.ci_log import CI_SYSTEMS
from cardctl.cli.session import Session

TODAY = "2024-08-01"
"""After the planned date of meeting 2."""

FILES = {
    "cardctl.yaml": """\
format: 1
body: {en: River Board, ko: 하천위원회}
languages: [en, ko]
secretariat: mois
money: {currency: KRW, unit: 1000000}
""",
    "agencies.yaml": """\
# In protocol order.
agencies:
  - {code: mois, name: {en: Ministry of the Interior, ko: 행정안전부}, level: central}
  - {code: moef, name: {en: Ministry of Finance, ko: 기획재정부}, level: central}
  - code: busan
    name: {en: Busan, ko: 부산광역시}
    level: metropolitan
  - {code: ulsan, name: {en: Ulsan, ko: 울산광역시}, level: metropolitan}
""",
    "M01/meeting.yaml": """\
number: 1
date: 2024-01-10
status: held
items:
  - {item: 1, title: {en: Raise the dykes, ko: 제방 보강}, type: decision, outcome: decided}
  - {item: 2, title: Water quality, type: report, outcome: received}
""",
    "M02/meeting.yaml": """\
number: 2
date: 2024-07-10
papers: 2024-07-01
status: scheduled
items:
  - {item: 1, title: Flood alarm, type: decision}
""",
    "M01/M01-001.yaml": """\
# The first matter of the board.
id: M01-001
title: {en: Raise the dykes, ko: 제방을 높인다}
meeting: 1
item: 1
decision: >-
  Raise the dykes along the lower river
  before the rains.
lead: busan   # since the first meeting
partners: [ulsan, moef]
tags: [dykes, '예산']
state: in_progress
due: 2024-06-30

plan:
  submitted: 2024-02-01
  summary: Survey, then build.
  steps:
    - {id: a, title: Survey, owner: busan, due: 2024-03-31, done: 2024-03-20}
    - id: b
      title: "Build"
      due: 2024-06-30   # before the rains
budget:
- {year: 2024, source: national, planned: 2500}
indicators:
  - {id: km, name: Kilometres raised, unit: km, baseline: 0, target: 12}
history:
  - {date: 2024-01-10, by: mois, state: registered}
  - {date: 2024-02-01, by: busan, state: planned, lead: busan, due: 2024-06-30}
  - date: 2024-03-20
    by: busan
    state: in_progress
    note: 측량 완료
""",
    "M01/M01-002.yaml": """\
id: M01-002
title: 수질 측정망 확대
meeting: 1
item: 2
lead: null
state: registered
history:
  - {date: 2024-01-10, by: mois, state: registered}
x-own: kept
""",
    "M01/M01-003.yaml": """\
id: M01-003
title: "=SUM(A1) is a title too"
meeting: 1
item: 1
lead: ulsan
state: submitted
outcome: completed
due: 2024-05-31
results:
  - meeting: 2
    date: 2024-06-10
    by: ulsan
    text: {en: The gauges are in place., ko: 수위계를 설치함.}
    progress: 100
    evidence:
      - {kind: report, title: Gauges, url: "https://example.org/gauges"}
plan:
  summary: Buy and place the gauges.
  no_steps: One purchase.
history:
  - {date: 2024-01-10, by: mois, state: registered}
  - {date: 2024-01-20, by: ulsan, state: planned, lead: ulsan, due: 2024-05-31}
  - {date: 2024-02-01, by: ulsan, state: in_progress}
  - {date: 2024-06-10, by: ulsan, state: submitted, outcome: completed}
relations: {see_also: M01-001}
""",
    "M01/M01-004.yaml": """\
id: M01-004
title: Withdrawn matter
meeting: 1
item: 1
lead: moef
state: closed
outcome: withdrawn
history:
  - {date: 2024-01-10, by: mois, state: registered, lead: moef}
  - {date: 2024-03-01, by: mois, state: submitted, outcome: withdrawn, note: Not needed.}
  - {date: 2024-03-05, by: mois, state: closed, outcome: withdrawn, meeting: 1, note: Not needed.}
""",
}
"""Path to text. No finding is made of it but that M01-001 is overdue on `TODAY`."""

# The runner rebuilds every command at each call, a third of the time of a small one.
typer.testing._get_command = cache(typer.testing._get_command)

BROKEN = "id: M01-005\ntitle: {en: Half a card\nmeeting: 1\n"


def small_register(folder: Path, **more: str) -> Path:
    """Write the register into *folder*/cards and give its root; *more* by path, ``__`` for ``/``.

    ``M01__M01_005="…"`` writes `M01/M01-005.yaml`.
    """
    named = {f"{key.replace('__', '/').replace('_', '-')}.yaml": text for key, text in more.items()}
    root = folder / "cards"
    for path, text in {**FILES, **named}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def run(
    *args: str,
    root: Path | None = None,
    lang: str = "en",
    env: dict[str, str] | None = None,
    columns: int | None = None,
) -> Result:
    """Run a command in this process, on `TODAY`, in a pipe; stdout and stderr are separate.

    With *columns*, it prints as on a terminal of that width.
    """
    where = ["-C", str(root)] if root else []
    plain = {"NO_COLOR": "1", "CARDCTL_LANG": "", "CARDCTL_REGISTER": ""}
    plain |= dict.fromkeys(CI_SYSTEMS, "")  # in CI, output has another format, and the index is off
    with patch.object(Session, "width", lambda *_: columns) if columns else nullcontext():
        return CliRunner().invoke(
            app, [*where, "--lang", lang, "--today", TODAY, *args], env={**plain, **(env or {})}
        )


def process(
    *args: str, cwd: Path | None = None, text: str = "", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the installed program in a subprocess, in a plain environment."""
    plain = {"PATH": os.environ["PATH"], "HOME": str(cwd or Path.home()), "CARDCTL_LANG": "en"}
    plain["CARDCTL_CONFIG"] = ""
    return subprocess.run(
        [Path(sys.executable).with_name("cardctl"), *args],
        cwd=cwd,
        env={**plain, **(env or {})},
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
