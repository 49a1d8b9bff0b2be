"""A single HTML page for browsers and print: no network requests, and readable without scripts.

Card text becomes HTML only in `escape`; `page` is the frame, `blocks` the content, `svg` the
charts. In `cardctl/data/report`, `page.html` is the template of the frame; `style.css` and
`script.js` are embedded in it unchanged.
"""

from __future__ import annotations

from cardctl.report.formats.html.page import render

__all__ = ["render"]
