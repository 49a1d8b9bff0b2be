-- The roll-up of all registers, for each day that is asked: the one text for every engine.
--
-- Laws, which tests check: the engine only counts, and adds whole numbers; amounts are cast to
-- DECIMAL(38,0) before they are added; a boolean may be missing; days come in as literals, and none
-- is reckoned here; the order puts nulls last, and ends with the whole key. Money stays in the
-- currency and unit of its register.
--
-- Two steps: cells, which are the cards of a register that agree in their lead, or in how they
-- stand; then cuts of them, with what a register and an agency are in. A row of a cut has a value in
-- the columns that it is about (register; register and agency; region …; none: all cards), and null
-- in the others. An empty text: there is none.
--
-- {days}: one (DATE, DATE) for each day, with the day before which a due date is long past.
-- {tags}: TRUE, or FALSE to leave out the cut by tag, which takes as long as all others.
WITH days AS (
    SELECT given.day, given.long_before
    FROM (VALUES {days}) AS given (day, long_before)
),
bodies AS (
    SELECT register, currency, unit FROM register
),
-- Cards that are part of a card of another register, if the pool has that card on the same day.
parts AS (
    SELECT DISTINCT days.day, tie.register, tie.card
    FROM relation AS tie
    JOIN card ON card.register || '/' || card.card = tie.other
    JOIN standing AS whole ON whole.register = card.register AND whole.card = card.card
    JOIN days ON whole.since <= days.day AND days.day < whole.until
    WHERE tie.kind = 'part_of' AND whole.register <> tie.register
),
known AS (
    SELECT
        days.day, days.long_before, s.register, s.card,
        COALESCE(s.lead, '') AS agency,
        COALESCE(s.state, '') AS state,
        COALESCE(s.follow_up, '') AS follow_up,
        COALESCE(s.signal, '') AS signal,
        s.counts, s.due, s.planned, s.spent,
        COALESCE(s.late, FALSE) AS late,
        COALESCE(s.overdue, FALSE) AS overdue,
        COALESCE(s.infeasible, FALSE) AS infeasible,
        COALESCE(s.stagnant, FALSE) AS stagnant,
        COALESCE(s.step_overdue, FALSE) AS step_overdue,
        COALESCE(s.slipped, FALSE) AS slipped,
        COALESCE(s.not_submitted, FALSE) AS not_submitted,
        COALESCE(s.on_hold, FALSE) AS on_hold,
        COALESCE(s.unowned, FALSE) AS unowned,
        COALESCE(s.approximate, FALSE) AS approximate,
        CASE WHEN parts.card IS NULL THEN 0 ELSE 1 END AS part
    FROM standing AS s
    JOIN days ON s.since <= days.day AND days.day < s.until
    LEFT JOIN parts
        ON parts.day = days.day AND parts.register = s.register AND parts.card = s.card
),
cells AS (
    SELECT
        day, register, agency, state, follow_up, signal,
        COUNT(*) AS cards,
        SUM(part) AS parts,
        COUNT(CASE WHEN counts = 'open' THEN 1 END) AS open_cards,
        COUNT(CASE WHEN counts = 'done' THEN 1 END) AS done,
        COUNT(CASE WHEN counts <> 'not counted' THEN 1 END) AS counted,
        COUNT(CASE WHEN state = 'submitted' THEN 1 END) AS submitted,
        COUNT(CASE WHEN overdue AND due < long_before THEN 1 END) AS long_overdue,
        COUNT(CASE WHEN signal = 'red' THEN 1 END) AS red,
        COUNT(CASE WHEN signal = 'amber' THEN 1 END) AS amber,
        COUNT(CASE WHEN signal = 'green' THEN 1 END) AS green,
        COUNT(CASE WHEN signal = 'blue' THEN 1 END) AS blue,
        COUNT(CASE WHEN signal = 'grey' THEN 1 END) AS grey,
        COUNT(CASE WHEN late THEN 1 END) AS late,
        COUNT(CASE WHEN overdue THEN 1 END) AS overdue,
        COUNT(CASE WHEN infeasible THEN 1 END) AS infeasible,
        COUNT(CASE WHEN stagnant THEN 1 END) AS stagnant,
        COUNT(CASE WHEN step_overdue THEN 1 END) AS step_overdue,
        COUNT(CASE WHEN slipped THEN 1 END) AS slipped,
        COUNT(CASE WHEN not_submitted THEN 1 END) AS not_submitted,
        COUNT(CASE WHEN on_hold THEN 1 END) AS on_hold,
        COUNT(CASE WHEN unowned THEN 1 END) AS unowned,
        COUNT(CASE WHEN approximate THEN 1 END) AS approximate,
        SUM(CASE WHEN part = 0 THEN CAST(planned AS DECIMAL(38,0)) END) AS planned,
        SUM(CASE WHEN part = 0 THEN CAST(spent AS DECIMAL(38,0)) END) AS spent
    FROM known
    GROUP BY GROUPING SETS (
        (day, register, agency),
        (day, register, state, follow_up, signal)
    )
),
-- A card with two tags is in two of these.
tag_cells AS (
    SELECT
        day, r.currency, r.unit, COALESCE(t.tag, '') AS tag,
        COUNT(*) AS cards,
        SUM(part) AS parts,
        COUNT(CASE WHEN counts = 'open' THEN 1 END) AS open_cards,
        COUNT(CASE WHEN counts = 'done' THEN 1 END) AS done,
        COUNT(CASE WHEN counts <> 'not counted' THEN 1 END) AS counted,
        COUNT(CASE WHEN state = 'submitted' THEN 1 END) AS submitted,
        COUNT(CASE WHEN overdue AND due < long_before THEN 1 END) AS long_overdue,
        COUNT(CASE WHEN signal = 'red' THEN 1 END) AS red,
        COUNT(CASE WHEN signal = 'amber' THEN 1 END) AS amber,
        COUNT(CASE WHEN signal = 'green' THEN 1 END) AS green,
        COUNT(CASE WHEN signal = 'blue' THEN 1 END) AS blue,
        COUNT(CASE WHEN signal = 'grey' THEN 1 END) AS grey,
        COUNT(CASE WHEN late THEN 1 END) AS late,
        COUNT(CASE WHEN overdue THEN 1 END) AS overdue,
        COUNT(CASE WHEN infeasible THEN 1 END) AS infeasible,
        COUNT(CASE WHEN stagnant THEN 1 END) AS stagnant,
        COUNT(CASE WHEN step_overdue THEN 1 END) AS step_overdue,
        COUNT(CASE WHEN slipped THEN 1 END) AS slipped,
        COUNT(CASE WHEN not_submitted THEN 1 END) AS not_submitted,
        COUNT(CASE WHEN on_hold THEN 1 END) AS on_hold,
        COUNT(CASE WHEN unowned THEN 1 END) AS unowned,
        COUNT(CASE WHEN approximate THEN 1 END) AS approximate,
        SUM(CASE WHEN part = 0 THEN CAST(planned AS DECIMAL(38,0)) END) AS planned,
        SUM(CASE WHEN part = 0 THEN CAST(spent AS DECIMAL(38,0)) END) AS spent
    FROM known
    JOIN bodies AS r ON r.register = known.register
    LEFT JOIN tag AS t ON t.register = known.register AND t.card = known.card
    WHERE {tags}
    GROUP BY day, r.currency, r.unit, COALESCE(t.tag, '')
),
cuts AS (
    SELECT
        day, currency, unit, cells.register,
        COALESCE(a.region, '') AS region,
        COALESCE(a.level, '') AS level,
        cells.agency,
        CAST(NULL AS VARCHAR(1)) AS state,
        CAST(NULL AS VARCHAR(1)) AS follow_up,
        CAST(NULL AS VARCHAR(1)) AS signal,
        CAST(NULL AS VARCHAR(1)) AS tag,
        SUM(cards) AS cards, SUM(parts) AS parts, SUM(open_cards) AS open_cards, SUM(done) AS done,
        SUM(counted) AS counted, SUM(submitted) AS submitted, SUM(long_overdue) AS long_overdue,
        SUM(red) AS red, SUM(amber) AS amber, SUM(green) AS green, SUM(blue) AS blue,
        SUM(grey) AS grey, SUM(late) AS late, SUM(overdue) AS overdue,
        SUM(infeasible) AS infeasible, SUM(stagnant) AS stagnant, SUM(step_overdue) AS step_overdue,
        SUM(slipped) AS slipped, SUM(not_submitted) AS not_submitted, SUM(on_hold) AS on_hold,
        SUM(unowned) AS unowned, SUM(approximate) AS approximate, SUM(planned) AS planned,
        SUM(spent) AS spent
    FROM cells
    JOIN bodies AS r ON r.register = cells.register
    LEFT JOIN agency AS a ON a.register = cells.register AND a.agency = cells.agency
    WHERE cells.agency IS NOT NULL
    GROUP BY GROUPING SETS (
        (day, currency, unit),
        (day, currency, unit, cells.register),
        (day, currency, unit, COALESCE(a.region, '')),
        (day, currency, unit, COALESCE(a.level, '')),
        (day, currency, unit, cells.register, cells.agency)
    )
    UNION ALL
    SELECT
        day, currency, unit, NULL, NULL, NULL, NULL, state, follow_up, signal, NULL,
        SUM(cards) AS cards, SUM(parts) AS parts, SUM(open_cards) AS open_cards, SUM(done) AS done,
        SUM(counted) AS counted, SUM(submitted) AS submitted, SUM(long_overdue) AS long_overdue,
        SUM(red) AS red, SUM(amber) AS amber, SUM(green) AS green, SUM(blue) AS blue,
        SUM(grey) AS grey, SUM(late) AS late, SUM(overdue) AS overdue,
        SUM(infeasible) AS infeasible, SUM(stagnant) AS stagnant, SUM(step_overdue) AS step_overdue,
        SUM(slipped) AS slipped, SUM(not_submitted) AS not_submitted, SUM(on_hold) AS on_hold,
        SUM(unowned) AS unowned, SUM(approximate) AS approximate, SUM(planned) AS planned,
        SUM(spent) AS spent
    FROM cells
    JOIN bodies AS r ON r.register = cells.register
    WHERE cells.agency IS NULL
    GROUP BY GROUPING SETS (
        (day, currency, unit, state),
        (day, currency, unit, follow_up),
        (day, currency, unit, signal)
    )
    UNION ALL
    SELECT
        day, currency, unit,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, tag,
        cards, parts, open_cards, done, counted, submitted, long_overdue, red, amber, green, blue,
        grey, late, overdue, infeasible, stagnant, step_overdue, slipped, not_submitted, on_hold,
        unowned, approximate, planned, spent
    FROM tag_cells
)
SELECT
    day, register, region, level, agency, state, follow_up, signal, tag, currency, unit,
    cards, parts, open_cards, done, counted, submitted, long_overdue, red, amber, green, blue, grey,
    late, overdue, infeasible, stagnant, step_overdue, slipped, not_submitted, on_hold, unowned,
    approximate, planned, spent
FROM cuts
ORDER BY
    day, register NULLS LAST, region NULLS LAST, level NULLS LAST, agency NULLS LAST,
    state NULLS LAST, follow_up NULLS LAST, signal NULLS LAST, tag NULLS LAST,
    currency NULLS LAST, unit NULLS LAST
