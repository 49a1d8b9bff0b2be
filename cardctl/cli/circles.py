"""How often Python looks for circles of objects that only hold each other."""

from __future__ import annotations

import gc


def look_seldom() -> None:
    """Look less often: a register is many objects that stay, and there is hardly a circle in it.

    For a large one, looking took a third of the time of a whole report and freed nothing.
    """
    gc.set_threshold(50_000, 20, 100)
