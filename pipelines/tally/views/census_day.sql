-- Who was served on the day of the national count: lodged for its night, or given a service on it.
CREATE OR REPLACE TEMP TABLE census_day AS
WITH chosen AS (
    SELECT CAST(k.code AS DATE) AS day
    FROM code_census_day AS k
    JOIN period AS p ON CAST(k.code AS DATE) BETWEEN p.first_day AND p.last_day
),
there AS (
    SELECT s.person_no, true AS is_housed
    FROM stay AS s
    JOIN chosen AS c ON c.day >= s.month AND c.day < s.next_month AND c.day >= s.begins
    WHERE s.is_sheltered AND CASE
        WHEN s.stay_kind = 'bed_night' THEN c.day = s.begins
        ELSE c.day < coalesce(s.ends, s.next_month)
    END
    UNION ALL
    SELECT e.person_no, e.is_sheltered
    FROM event AS e
    JOIN chosen AS c USING (day)
    WHERE e.record = 'client_service'
)
SELECT p.*, bool_or(t.is_housed) OVER (PARTITION BY t.person_no) AS is_housed
FROM there AS t
JOIN person AS p USING (person_no);
