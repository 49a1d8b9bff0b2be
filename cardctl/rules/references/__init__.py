"""Rules 3xx: whatever a card references must exist: ids, meetings, items, agencies, other cards."""
