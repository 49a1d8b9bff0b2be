"""Convert the values of options without pydantic, which Typer 0.29 and newer use for each of them.

Our options are texts, flags, or have a parser of their own, so there is nothing for pydantic to
convert. To import it and to build an adapter for each option takes longer than many commands.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from inspect import signature
from typing import Any, get_args, get_origin

from typer import core


def install() -> None:
    """Replace Typer's private `build_runtime_param` for values that need no pydantic.

    Versions before 0.29 do not have it. Does nothing if a later version has another structure:
    Typer then converts the values itself, with the same results, but slowly.
    """
    base, build = _runtime_param(), getattr(core, "build_runtime_param", None)
    if base is None or build is None:
        return

    def convert(self: Any, value: Any, **_context: Any) -> Any:
        one = converter(self.annotation, self.parameter_info)
        assert one is not None  # otherwise Typer builds the parameter
        return [one(each) for each in value] if _is_list(self.annotation) else one(value)

    plain = type("PlainParam", (base,), {"_coerce_value": convert})

    def build_runtime_param(descriptor: Any) -> Any:
        given = {name: getattr(descriptor, name, None) for name in _FIELDS}
        return build(descriptor) if converter(**given) is None else plain(**given)

    core.build_runtime_param = build_runtime_param  # type: ignore[attr-defined]


_FIELDS = ("annotation", "parameter_info")


def _runtime_param() -> Any:
    """Return the class of Typer that converts values, or None if it has not the structure of 0.29.

    That is: the fields *_FIELDS*, and one abstract method that converts a value that is not None.
    """
    try:
        known = import_module("typer._coercion").RuntimeParam
    except (ImportError, AttributeError):
        return None
    has_method = getattr(known, "__abstractmethods__", None) == {"_coerce_value"}
    return known if has_method and set(signature(known).parameters) == set(_FIELDS) else None


def converter(annotation: Any, parameter_info: Any) -> Callable[[Any], Any] | None:
    """Return the function that converts one value of a parameter, or None if pydantic must."""
    (one,) = get_args(annotation) if _is_list(annotation) else (annotation,)
    parser: Callable[[Any], Any] | None = getattr(parameter_info, "parser", None)
    if parser is not None:
        return None if get_origin(one) else parser
    if one is bool and not parameter_info.envvar:  # a flag: never a text
        return bool
    return str if one is str else None


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is list
