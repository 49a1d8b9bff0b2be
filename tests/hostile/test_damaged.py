"""With any file contents, commands exit normally: no bug, no hang, no control characters."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from support.mutations import assert_commands_run, damaged
from support.registers import small_register
from support.thorough import examples


@settings(max_examples=examples(120), derandomize=True, deadline=None, database=None)
@given(st.integers(0, 2**64).map(Random))
def test_commands_run_on_damaged_registers(rng: Random) -> None:
    with TemporaryDirectory() as folder:
        assert_commands_run(small_register(Path(folder)), damaged(rng))


@settings(max_examples=examples(100), derandomize=True, deadline=None, database=None)
@given(st.sampled_from(["cardctl.yaml", "agencies.yaml", "M01/meeting.yaml", "M01/M01-001.yaml"]),
       st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode()))  # fmt: skip
def test_commands_run_on_arbitrary_bytes(path: str, raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        assert_commands_run(small_register(Path(folder)), {path: raw}, commands=2)
