"""The package of the published tables: `datapackage.json`, after Data Package 2.0.

It describes each table (Table Schema), and has the hash of its rows, so that others can check what
they have taken, in whatever format it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from cardctl.publish.row_text import Digest
from cardctl.publish.schema import VERSION, Column, Table, Type

FILE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


class Origin(NamedTuple):
    """Where tables come from: *program* and its version, *commit* of the files, *audience*.

    *commit* is empty if they are not from a revision; *repository* is the address of its origin, if
    it has one.
    """

    program: str
    audience: str
    commit: str = ""
    repository: str = ""


class Resource(NamedTuple):
    """A table that was written: its file, media type, and the digest of its rows."""

    table: Table
    path: str
    media_type: str
    digest: Digest


def package_text(name: str, title: str, origin: Origin, resources: Iterable[Resource]) -> str:
    """Return the text of the package of the register *name*; *title* is the name of its body."""
    made: dict[str, Any] = {
        "$schema": PROFILE,
        "name": name,
        "title": title,
        "cardctl": {
            "schema": VERSION,
            "program": origin.program,
            "audience": origin.audience,
        },
        "sources": [_source(origin)] if origin.repository else [],
        "version": origin.commit,
        "resources": [_resource(each) for each in resources],
    }
    kept = {key: value for key, value in made.items() if value not in ("", [])}
    return json.dumps(kept, ensure_ascii=False, indent=2) + "\n"


def _source(origin: Origin) -> Mapping[str, str]:
    """Return the source; a path is a web address by the profile, so one of ssh is the title."""
    address = origin.repository
    path = {"path": address} if address.startswith("https://") else {}
    return {"title": address, **path, "version": origin.commit}


def _resource(resource: Resource) -> Mapping[str, Any]:
    return {
        "name": resource.table.name,
        "type": "table",
        "description": resource.table.description,
        "path": resource.path,
        "format": resource.path.rpartition(".")[2],
        "mediatype": resource.media_type,
        "encoding": "utf-8",
        "rows": resource.digest.rows,
        "rowsHash": f"sha256:{resource.digest.sha256}",
        "schema": table_schema(resource.table),
    }


def table_schema(table: Table) -> Mapping[str, Any]:
    """Return the Table Schema of *table*."""
    keys = [
        {
            "fields": list(each.columns),
            "reference": {"resource": each.table, "fields": list(each.columns)},
        }
        for each in table.refers
    ]
    return {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
        **({"foreignKeys": keys} if keys else {}),  # the profile allows no empty list
    }


def _field(column: Column) -> Mapping[str, Any]:
    made: dict[str, Any] = {
        "name": column.name,
        "type": column.type.value,
        "description": column.description,
    }
    if column.type is Type.DATE:
        made["format"] = "default"
    if constraints := _constraints(column):
        made["constraints"] = constraints
    return made


def _constraints(column: Column) -> dict[str, Any]:
    found = {
        "required": not column.is_null_allowed or None,
        "enum": list(column.enum) or None,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "pattern": column.pattern,
    }
    return {name: value for name, value in found.items() if value is not None}
