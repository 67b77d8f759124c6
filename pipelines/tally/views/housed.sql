-- Stays and enrollments with the person's row, and how the person's last enrollment of the period
-- went. Where only single nights are recorded, nobody can say when somebody left. Household, home and
-- violence are as the last stay says that says anything of them; an agency none of whose stays does
-- so tells nothing of them.
CREATE OR REPLACE TEMP MACRO last_stated(value, begins, month) AS min_by(
    value, struct_pack(b := -epoch(begins), m := -epoch(month), v := value)
) FILTER (WHERE value IS NOT NULL);

CREATE OR REPLACE TEMP TABLE housed AS
WITH told AS (
    -- the file of the latest month knows most of a stay
    SELECT person_no, begins, ends, shelter_type, exit_destination
    FROM stay
    WHERE coalesce(stay_kind, 'stay') <> 'bed_night'
    QUALIFY row_number() OVER (
        PARTITION BY person_no, shelter_type, begins
        ORDER BY month DESC, ends DESC NULLS FIRST, exit_destination
    ) = 1
),
latest AS (
    SELECT
        t.*,
        t.ends <= p.last_day AS has_left,
        CASE
            WHEN t.ends <= p.last_day THEN date_diff('day', t.begins, t.ends)
            ELSE date_diff('day', t.begins, p.last_day) + 1
        END AS days_enrolled
    FROM told AS t
    CROSS JOIN period AS p
    QUALIFY row_number() OVER (
        PARTITION BY t.person_no
        ORDER BY t.begins DESC, t.ends DESC NULLS FIRST, t.shelter_type, t.exit_destination
    ) = 1
),
entered AS (
    SELECT
        s.person_no,
        last_stated(household_role, begins, month) AS role_in_household,
        last_stated(household_kind, begins, month) AS household_kind,
        last_stated(living_situation, begins, month) AS living_situation,
        last_stated(dv_history, begins, month) AS dv_history,
        last_stated(dv_when, begins, month) AS dv_when
    FROM stay AS s
    GROUP BY s.person_no
),
told_of AS (
    SELECT
        p.person_no,
        e.* EXCLUDE (person_no),
        p.client_kind = 'adult' OR coalesce(e.role_in_household = 'head', false)
            AS is_adult_or_head,
        bool_or(e.role_in_household IS NOT NULL) OVER () AS tells_households,
        bool_or(e.living_situation IS NOT NULL) OVER () AS tells_living_situation,
        bool_or(e.dv_history IS NOT NULL) OVER () AS tells_dv_history
    FROM entered AS e
    JOIN person AS p USING (person_no)
),
nights AS (
    SELECT CAST(unnest(generate_series(first_day, last_day, INTERVAL 1 DAY)) AS DATE) AS night
    FROM period
),
counted_nights AS (
    SELECT night, lower(monthname(night)) AS pit_night
    FROM nights
    WHERE month(night) IN (1, 4, 7, 10)
        AND dayofweek(night) = 3
        AND month(night + 7) <> month(night)
)
SELECT
    p.*,
    coalesce(o.role_in_household, 'unknown') AS role_in_household,
    coalesce(o.household_kind, 'unknown') AS household_kind,
    coalesce(o.living_situation, 'unknown') AS living_situation,
    coalesce(h.living_situation_group, 'unknown') AS living_situation_group,
    coalesce(o.dv_history, 'unknown') AS dv_history,
    coalesce(o.dv_when, 'unknown') AS dv_when,
    o.is_adult_or_head,
    o.tells_households,
    o.tells_living_situation,
    o.tells_dv_history,
    c.pit_night,
    CASE
        WHEN l.person_no IS NULL THEN 'night_by_night'
        WHEN coalesce(l.has_left, false) THEN 'leaver'
        ELSE 'stayer'
    END AS participation,
    coalesce(b.code, 'unknown') AS enrollment_length,
    coalesce(l.exit_destination, 'unknown') AS last_destination,
    list_filter(string_split(p.race_ethnicity, ';'), lambda code: code <> 'hispanic') AS others,
    CASE
        WHEN len(others) = 0 THEN 'hispanic'
        WHEN len(others) = 1 THEN others[1]
        ELSE 'multiple'
    END || CASE
        WHEN len(others) > 0 AND contains(p.race_ethnicity, 'hispanic') THEN '_hispanic' ELSE ''
    END AS race_hud
FROM stay AS s
JOIN person AS p USING (person_no)
JOIN told_of AS o USING (person_no)
LEFT JOIN code_living_situation AS h ON h.code = o.living_situation
LEFT JOIN latest AS l USING (person_no)
LEFT JOIN code_enrollment_length AS b
    ON l.days_enrolled BETWEEN CAST(nullif(b.min_days, '') AS INTEGER)
    AND coalesce(CAST(nullif(b.max_days, '') AS INTEGER), 99999)
LEFT JOIN counted_nights AS c
    ON s.is_sheltered
    AND c.night >= s.month AND c.night < s.next_month AND c.night >= s.begins
    AND CASE
        WHEN s.stay_kind = 'bed_night' THEN c.night = s.begins
        ELSE c.night < coalesce(s.ends, s.next_month)
    END;
