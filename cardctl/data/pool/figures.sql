-- The roll-up of all registers, for each day that is asked: the one text for every engine.
--
-- Laws, which tests check: the engine only counts, and adds whole numbers; amounts are cast to
-- DECIMAL(38,0) before they are added; a boolean may be missing; days come in as literals, and none
-- is reckoned here; the order puts nulls last, and ends with the whole key. Money stays in the
-- currency and unit of its register.
--
-- Two steps: cells, which are the cards that agree in everything that is asked for; then cuts of
-- them. A row of a cut has a value in the columns that it is about (register; register and agency;
-- region …; none: all cards), and null in the others. An empty text: there is none.
--
-- {days}: one (DATE, DATE) for each day, with the day before which a due date is long past.
WITH days AS (
    SELECT given.day, given.long_before
    FROM (VALUES {days}) AS given (day, long_before)
),
stood AS (
    SELECT
        days.day, days.long_before, s.register, s.card, s.state, s.counts, s.lead, s.due,
        s.signal, s.follow_up, s.planned, s.spent,
        COALESCE(s.late, FALSE) AS late,
        COALESCE(s.overdue, FALSE) AS overdue,
        COALESCE(s.infeasible, FALSE) AS infeasible,
        COALESCE(s.stagnant, FALSE) AS stagnant,
        COALESCE(s.step_overdue, FALSE) AS step_overdue,
        COALESCE(s.slipped, FALSE) AS slipped,
        COALESCE(s.not_submitted, FALSE) AS not_submitted,
        COALESCE(s.on_hold, FALSE) AS on_hold,
        COALESCE(s.unowned, FALSE) AS unowned,
        COALESCE(s.approximate, FALSE) AS approximate
    FROM standing AS s
    JOIN days ON s.since <= days.day AND days.day < s.until
),
-- Cards that are part of a card of another register, if the pool has that card on the same day.
parts AS (
    SELECT DISTINCT part.day, part.register, part.card
    FROM relation AS tie
    JOIN stood AS part ON part.register = tie.register AND part.card = tie.card
    JOIN stood AS whole
        ON whole.day = part.day AND whole.register || '/' || whole.card = tie.other
    WHERE tie.kind = 'part_of' AND whole.register <> part.register
),
known AS (
    SELECT
        stood.*, r.currency, r.unit,
        COALESCE(stood.lead, '') AS agency,
        COALESCE(a.region, '') AS region,
        COALESCE(a.level, '') AS level,
        CASE WHEN parts.card IS NULL THEN 0 ELSE 1 END AS part
    FROM stood
    JOIN register AS r ON r.register = stood.register
    LEFT JOIN agency AS a ON a.register = stood.register AND a.agency = stood.lead
    LEFT JOIN parts
        ON parts.day = stood.day
        AND parts.register = stood.register
        AND parts.card = stood.card
),
cells AS (
    SELECT
        day, currency, unit, register, region, level, agency, state, follow_up, signal,
        COUNT(*) AS cards,
        SUM(part) AS parts,
        SUM(CASE WHEN counts = 'open' THEN 1 ELSE 0 END) AS open_cards,
        SUM(CASE WHEN counts = 'done' THEN 1 ELSE 0 END) AS done,
        SUM(CASE WHEN counts <> 'not counted' THEN 1 ELSE 0 END) AS counted,
        SUM(CASE WHEN state = 'submitted' THEN 1 ELSE 0 END) AS submitted,
        SUM(CASE WHEN overdue AND due < long_before THEN 1 ELSE 0 END) AS long_overdue,
        SUM(CASE WHEN signal = 'red' THEN 1 ELSE 0 END) AS red,
        SUM(CASE WHEN signal = 'amber' THEN 1 ELSE 0 END) AS amber,
        SUM(CASE WHEN signal = 'green' THEN 1 ELSE 0 END) AS green,
        SUM(CASE WHEN signal = 'blue' THEN 1 ELSE 0 END) AS blue,
        SUM(CASE WHEN signal = 'grey' THEN 1 ELSE 0 END) AS grey,
        SUM(CASE WHEN late THEN 1 ELSE 0 END) AS late,
        SUM(CASE WHEN overdue THEN 1 ELSE 0 END) AS overdue,
        SUM(CASE WHEN infeasible THEN 1 ELSE 0 END) AS infeasible,
        SUM(CASE WHEN stagnant THEN 1 ELSE 0 END) AS stagnant,
        SUM(CASE WHEN step_overdue THEN 1 ELSE 0 END) AS step_overdue,
        SUM(CASE WHEN slipped THEN 1 ELSE 0 END) AS slipped,
        SUM(CASE WHEN not_submitted THEN 1 ELSE 0 END) AS not_submitted,
        SUM(CASE WHEN on_hold THEN 1 ELSE 0 END) AS on_hold,
        SUM(CASE WHEN unowned THEN 1 ELSE 0 END) AS unowned,
        SUM(CASE WHEN approximate THEN 1 ELSE 0 END) AS approximate,
        SUM(CASE WHEN part = 0 THEN CAST(planned AS DECIMAL(38,0)) END) AS planned,
        SUM(CASE WHEN part = 0 THEN CAST(spent AS DECIMAL(38,0)) END) AS spent
    FROM known
    GROUP BY day, currency, unit, register, region, level, agency, state, follow_up, signal
),
-- A card with two tags is in two of these.
tag_cells AS (
    SELECT
        day, currency, unit, COALESCE(t.tag, '') AS tag,
        COUNT(*) AS cards,
        SUM(part) AS parts,
        SUM(CASE WHEN counts = 'open' THEN 1 ELSE 0 END) AS open_cards,
        SUM(CASE WHEN counts = 'done' THEN 1 ELSE 0 END) AS done,
        SUM(CASE WHEN counts <> 'not counted' THEN 1 ELSE 0 END) AS counted,
        SUM(CASE WHEN state = 'submitted' THEN 1 ELSE 0 END) AS submitted,
        SUM(CASE WHEN overdue AND due < long_before THEN 1 ELSE 0 END) AS long_overdue,
        SUM(CASE WHEN signal = 'red' THEN 1 ELSE 0 END) AS red,
        SUM(CASE WHEN signal = 'amber' THEN 1 ELSE 0 END) AS amber,
        SUM(CASE WHEN signal = 'green' THEN 1 ELSE 0 END) AS green,
        SUM(CASE WHEN signal = 'blue' THEN 1 ELSE 0 END) AS blue,
        SUM(CASE WHEN signal = 'grey' THEN 1 ELSE 0 END) AS grey,
        SUM(CASE WHEN late THEN 1 ELSE 0 END) AS late,
        SUM(CASE WHEN overdue THEN 1 ELSE 0 END) AS overdue,
        SUM(CASE WHEN infeasible THEN 1 ELSE 0 END) AS infeasible,
        SUM(CASE WHEN stagnant THEN 1 ELSE 0 END) AS stagnant,
        SUM(CASE WHEN step_overdue THEN 1 ELSE 0 END) AS step_overdue,
        SUM(CASE WHEN slipped THEN 1 ELSE 0 END) AS slipped,
        SUM(CASE WHEN not_submitted THEN 1 ELSE 0 END) AS not_submitted,
        SUM(CASE WHEN on_hold THEN 1 ELSE 0 END) AS on_hold,
        SUM(CASE WHEN unowned THEN 1 ELSE 0 END) AS unowned,
        SUM(CASE WHEN approximate THEN 1 ELSE 0 END) AS approximate,
        SUM(CASE WHEN part = 0 THEN CAST(planned AS DECIMAL(38,0)) END) AS planned,
        SUM(CASE WHEN part = 0 THEN CAST(spent AS DECIMAL(38,0)) END) AS spent
    FROM known
    LEFT JOIN tag AS t ON t.register = known.register AND t.card = known.card
    GROUP BY day, currency, unit, COALESCE(t.tag, '')
),
cuts AS (
    SELECT
        day, currency, unit, register, region, level, agency, state, follow_up, signal,
        CAST(NULL AS VARCHAR(1)) AS tag,
        SUM(cards) AS cards,
        SUM(parts) AS parts,
        SUM(open_cards) AS open_cards,
        SUM(done) AS done,
        SUM(counted) AS counted,
        SUM(submitted) AS submitted,
        SUM(long_overdue) AS long_overdue,
        SUM(red) AS red,
        SUM(amber) AS amber,
        SUM(green) AS green,
        SUM(blue) AS blue,
        SUM(grey) AS grey,
        SUM(late) AS late,
        SUM(overdue) AS overdue,
        SUM(infeasible) AS infeasible,
        SUM(stagnant) AS stagnant,
        SUM(step_overdue) AS step_overdue,
        SUM(slipped) AS slipped,
        SUM(not_submitted) AS not_submitted,
        SUM(on_hold) AS on_hold,
        SUM(unowned) AS unowned,
        SUM(approximate) AS approximate,
        SUM(planned) AS planned,
        SUM(spent) AS spent
    FROM cells
    GROUP BY GROUPING SETS (
        (day, currency, unit),
        (day, currency, unit, register),
        (day, currency, unit, region),
        (day, currency, unit, level),
        (day, currency, unit, register, agency),
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
