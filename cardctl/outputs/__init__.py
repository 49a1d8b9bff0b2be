"""The records of the JSON output, one type for each kind of object, and their JSON Schemas.

The code that makes the data is checked against these types by mypy, which imports them only for
that; at run time they are loaded for the schemas alone (`outputs.schema`). Field docstrings become
the descriptions. Within a format version, keys are only added: `tests/data/json-keys.txt` has them.
"""
