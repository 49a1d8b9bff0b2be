-- The cards that stand on a day, in the portable part of the standard; {day} is a literal.
SELECT
    s.register, s.card, c.title_ko, c.title_en, s.lead, s.state, s.due, s.signal,
    COALESCE(s.overdue, FALSE) AS overdue, s.follow_up, a.region
FROM standing AS s
LEFT JOIN card AS c ON c.register = s.register AND c.card = s.card
LEFT JOIN agency AS a ON a.register = s.register AND a.agency = s.lead
WHERE s.since <= {day} AND {day} < s.until
ORDER BY s.register, s.card
