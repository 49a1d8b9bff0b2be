"""Turn meeting decisions into task cards under git, and generate the follow-up report."""

try:
    from cardctl._version import version  # written by each build, from the git tag
except ModuleNotFoundError:  # the sources as they are, without a build
    version = "0+unknown"

__version__ = version
