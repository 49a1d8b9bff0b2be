"""The files in `cardctl/data/`: templates of documents, pages and CI files, and their styles.

They are read when they are needed. A ``{name}`` in a template stands for a value that is known at
run time; all other braces are text.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_DATA = Path(__file__).with_name("data")


@cache
def resource(name: str) -> str:
    """Return the text of the file *name*, its path in `cardctl/data/`."""
    return binary_resource(name).decode()


def binary_resource(name: str) -> bytes:
    """Return the bytes of the file *name*, its path in `cardctl/data/`."""
    return resource_path(name).read_bytes()


def resource_path(name: str) -> Path:
    """Return the path of the file *name*, for a program that reads it by itself."""
    return _DATA / name


def filled(name: str, **values: str) -> str:
    """Return the text of the template *name* with each ``{key}`` of *values* replaced.

    The values are not searched for keys in turn.
    """
    return fill(resource(name), **values)


def fill(template: str, **values: str) -> str:
    """Return *template* with each ``{key}`` of *values* replaced, as `filled` does."""
    return re.sub(rf"{{({'|'.join(values)})}}", lambda found: values[found[1]], template)
