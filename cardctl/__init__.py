"""Turn meeting decisions into task cards under git, and generate the follow-up report."""

__version__ = "0.1.0"
