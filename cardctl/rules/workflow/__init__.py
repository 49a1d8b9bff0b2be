"""5xx: legal transitions, recorded fields, histories that only grow."""
