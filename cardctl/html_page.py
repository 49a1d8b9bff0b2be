"""Escaped text and the content security policy, for pages that fetch nothing."""

from __future__ import annotations

import html
from base64 import b64encode
from hashlib import sha256

from cardctl.printable import printable


def escape(text: str) -> str:
    """Return *text* for an element or quoted attribute, without control and bidi characters."""
    return html.escape(printable(text), quote=True)


def content_policy(style: str, script: str) -> str:
    """Return the content security policy: only this style sheet, this script and data images."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
