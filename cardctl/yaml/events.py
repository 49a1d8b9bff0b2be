"""Two sources of parser events: ruamel.yaml's C parser, and its pure Python parser.

Events only, because composing nodes recurses and shares aliases. ruamel is imported when the first
file is parsed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

NextEvent = Callable[[], Any]
"""Returns the next event on each call, and None after the last."""
Source = Callable[[str], NextEvent]


@cache
def c_source() -> Source | None:
    """Return the source from the wheel ruamel.yaml.clib, or None if that is not installed."""
    import ruamel.yaml  # noqa: F401  # the C module expects it to be loaded

    try:
        from _ruamel_yaml import CParser  # type: ignore[import-not-found]
    except ImportError:
        return None

    def source(text: str) -> NextEvent:
        next_event: NextEvent = CParser(text).get_event
        return next_event

    return source


def pure_source(text: str) -> NextEvent:
    """Return the events of the pure Python parser, which is always available."""
    from ruamel.yaml import YAML

    return partial(next, YAML(typ="safe", pure=True).parse(text), None)
