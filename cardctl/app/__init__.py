"""The use cases: requests in, results out; no streams, no typer, no clock, no environment."""
