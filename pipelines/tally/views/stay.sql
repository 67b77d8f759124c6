-- Stays and bed nights of the period. Each file holds the stays that touch its month, so a stay of
-- two months stands in two files: nights and days are clipped to the month of the file and add up.
CREATE OR REPLACE TEMP TABLE stay AS
WITH dated AS (
    SELECT
        r.*,
        p.first_day AS period_begins,
        CAST(r.begin_date AS DATE) AS begins,
        CAST(r.end_date AS DATE) AS ends,
        CAST(r.month + INTERVAL 1 MONTH AS DATE) AS next_month,
        k.service AS service,
        coalesce(k.lodged = 'yes', false) AS is_sheltered
    FROM record_shelter_stay AS r
    JOIN period AS p ON r.month BETWEEN p.first_day AND p.last_day
    LEFT JOIN code_shelter_type AS k ON k.code = r.shelter_type
),
clipped AS (
    SELECT
        *,
        greatest(begins, month) AS from_day,
        -- the night of leaving is not slept here; an open stay lasts to the end of the month
        least(coalesce(ends, next_month), next_month) AS leaves
    FROM dated
)
SELECT
    *,
    CASE
        WHEN NOT is_sheltered THEN 0
        WHEN stay_kind = 'bed_night' THEN 1
        ELSE coalesce(nights_in_month, greatest(0, date_diff('day', from_day, leaves)))
    END AS nights,
    CASE
        WHEN NOT is_sheltered THEN 0
        WHEN stay_kind = 'bed_night' THEN 1
        -- both ends are days of shelter; the first of the next month belongs to the next file
        ELSE coalesce(
            days_in_month,
            greatest(0, date_diff('day', from_day, least(leaves, next_month - 1)) + 1)
        )
    END AS days,
    -- how often lodging was given: each night; without a night once for each stay in the period
    CASE
        WHEN nights > 0 THEN nights
        WHEN begins >= month OR month = period_begins THEN 1
        ELSE 0
    END AS times,
    coalesce(stay_kind <> 'bed_night' AND ends >= month AND ends < next_month, false) AS is_exit
FROM clipped;
