"""3xx: what a card names must exist: ids, meetings, items, agencies, other cards."""
