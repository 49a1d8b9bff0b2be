-- The cards that stand on a day, which is a literal, in the portable part of the standard. Filters
-- are conditions with a ? for each value, which the engine gets beside the text.
SELECT
    s.register, s.card, c.title_ko, c.title_en, s.lead, s.state, s.due, s.signal,
    COALESCE(s.overdue, FALSE) AS overdue
FROM standing AS s
LEFT JOIN card AS c ON c.register = s.register AND c.card = s.card
LEFT JOIN agency AS a ON a.register = s.register AND a.agency = s.lead
WHERE s.since <= {day} AND {day} < s.until{filters}
ORDER BY s.register NULLS LAST, s.card NULLS LAST
{limit}
