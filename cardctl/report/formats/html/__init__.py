"""One HTML page for a browser and for paper: no request to anywhere, and no script to read it.

Card text becomes HTML only in `escape`; `page` is the frame, `blocks` the content, `svg` the
charts; `style.css` and `script.js` go into the page as they stand.
"""

from __future__ import annotations

from cardctl.report.formats.html.page import render

__all__ = ["render"]
