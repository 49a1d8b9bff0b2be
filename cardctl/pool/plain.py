"""The facts of a pool's report as plain data: what `pool report --format json` prints.

Within a format version, keys are only added. Counts stand beside what they are a part of; amounts
are in whole units of their currency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, cast

from cardctl.domain.base import Text
from cardctl.pool.facts import Cut, PoolReport, Source
from cardctl.pool.figures import Figures

if TYPE_CHECKING:
    from cardctl.outputs.pool import (
        DayFigures,
        FiguresData,
        GroupData,
        GroupName,
        PoolReportData,
        PoolSource,
    )


def plain_pool(report: PoolReport, cuts: Sequence[Cut]) -> PoolReportData:
    """Return all facts of *report* as plain data, with the groups of *cuts*."""
    return {
        "title": report.title,
        "audience": report.audience,
        "as_of": report.day.isoformat(),
        "days": [day.isoformat() for day in report.days],
        "overdue_days": report.overdue_days,
        "registers": [_source(each) for each in report.sources],
        "digest": report.figures.digest,
        "figures": [_on_day(report, day, cuts) for day in report.days],
        "loose_parts": [
            {"register": tie.register, "card": tie.card, "whole": tie.whole} for tie in report.loose
        ],
    }


def _on_day(report: PoolReport, day: date, cuts: Sequence[Cut]) -> DayFigures:
    return {
        "day": day.isoformat(),
        "all": _figures(report.figures.all(day)),
        "by": {cut.value: _groups(report, cut, day) for cut in cuts},
    }


def _groups(report: PoolReport, cut: Cut, day: date) -> list[GroupData]:
    names = {agency.key: agency.name for agency in report.agencies.values()}
    found = sorted(report.groups(cut, day).items())
    named: dict[str, Text] = names if cut is Cut.AGENCY else {}
    named = {b.name: b.body for b in report.read} if cut is Cut.BODY else named
    return [{"key": key or None, **_name(named.get(key)), **_figures(each)} for key, each in found]


def _name(name: Text | None) -> GroupName:
    return {} if name is None else {"name": name}


def _figures(each: Figures) -> FiguresData:
    return cast("FiguresData", {**asdict(each), "matters": each.matters})


def _source(source: Source) -> PoolSource:
    body = source.body
    return {
        "register": source.name,
        "body": body.body if body else None,
        "taken_on": _day(source.taken_on),
        "commit": source.commit,
        "problem": str(source.problem) if source.problem else None,
        "failing_since": _day(source.failing_since),
        "is_behind": source.is_behind,
        "last_meeting": _day(body.last_meeting if body else None),
        "next_meeting": _day(body.next_meeting if body else None),
        "red_after_days": body.red_after_days if body else None,
        "unowned_after_days": body.unowned_after_days if body else None,
        "withheld": body.withheld if body else None,
        "unreadable": body.unreadable if body else None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
