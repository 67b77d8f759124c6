-- Where the agency stands to the county of those it served: its own, or another. Elsewhere somebody is
-- served as agreed if an agreement names county and service on the day of each service. Nobody is elsewhere whose county is
-- not known or not of the state, or of an agency that names no counties of its own.
CREATE OR REPLACE TEMP TABLE placed AS
WITH stood AS (
    SELECT
        e.record,
        e.contacts,
        p.person_no,
        p.county,
        EXISTS (SELECT 1 FROM own_county)
            AND p.region NOT IN ('out_of_state', 'unknown')
            AND p.county NOT IN (SELECT county FROM own_county) AS is_elsewhere,
        EXISTS (
            SELECT 1
            FROM agreement AS a
            WHERE a.county = p.county AND a.service = e.service
                AND e.day BETWEEN a.first_day AND a.last_day
        ) AS is_agreed
    FROM event AS e
    JOIN person AS p USING (person_no)
)
SELECT
    * EXCLUDE (is_agreed),
    bool_and(is_agreed) OVER (PARTITION BY person_no) AS is_all_agreed
FROM stood;
