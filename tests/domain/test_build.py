"""Models are built on first use, and no signal interrupts the build."""

from __future__ import annotations

import os
import signal
from typing import Annotated, Any

import pytest
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema

from cardctl.domain.base import Model


class Interrupts:
    """Sends SIGINT while the annotated type is built."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        os.kill(os.getpid(), signal.SIGINT)
        return handler(source)


class Interrupted(Model):
    """A model whose build is interrupted by Ctrl-C."""

    text: Annotated[str, Interrupts()]


def test_signal_is_delayed_until_the_model_is_built() -> None:
    with pytest.raises(KeyboardInterrupt):
        Interrupted.model_validate({"text": "a"})
    assert Interrupted.model_validate({"text": "a"}).text == "a"
