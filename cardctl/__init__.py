"""Turn meeting decisions into task cards under git, and generate the follow-up report."""


def __getattr__(name: str) -> str:
    """Return `__version__`; its module, which a build writes, is loaded only if asked for."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from cardctl._version import version
    except ModuleNotFoundError:  # the sources as they are, without a build
        return "0+unknown"
    return version
