"""cardctl: what a meeting decided, as task cards under git, and the report for the next meeting."""

__version__ = "0.1.0"
