-- Beds by night. An agency with several sites may send several rows a night: a night is full only if
-- every bed of the agency is taken.
CREATE OR REPLACE TEMP TABLE shelter_census AS
WITH nightly AS (
    SELECT
        CAST(r.night AS DATE) AS night,
        r.beds_available,
        r.beds_occupied,
        r.cribs_available,
        r.cribs_occupied
    FROM record_shelter_census AS r
    JOIN period AS p ON r.month BETWEEN p.first_day AND p.last_day
)
SELECT
    *,
    night = max(night) OVER () AS is_last_night,
    coalesce(
        sum(beds_available) OVER (PARTITION BY night) > 0
        AND sum(beds_occupied) OVER (PARTITION BY night)
            >= sum(beds_available) OVER (PARTITION BY night),
        false
    ) AS is_full_night
FROM nightly;
