"""Models are built when they are first used, and no signal comes between."""

from __future__ import annotations

import os
import signal
from typing import Annotated, Any

import pytest
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema

from cardctl.domain.base import Model


class Interrupts:
    """Sends a signal while the type that it marks is built."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        os.kill(os.getpid(), signal.SIGINT)
        return handler(source)


class Interrupted(Model):
    """A model while whose building Ctrl-C is pressed."""

    text: Annotated[str, Interrupts()]


def test_a_signal_waits_until_a_model_is_built() -> None:
    with pytest.raises(KeyboardInterrupt):
        Interrupted.model_validate({"text": "a"})
    assert Interrupted.model_validate({"text": "a"}).text == "a"
