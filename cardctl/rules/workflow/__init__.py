"""Rules 5xx: legal transitions, recorded fields, append-only histories."""
