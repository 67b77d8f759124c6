-- Whom a funding stream paid for before the period, in the same fiscal year: they are not new to it.
CREATE OR REPLACE TEMP TABLE seen_earlier AS
SELECT DISTINCT r.person_no, coalesce(r.grant_code, '') AS stream
FROM (
    SELECT month, person_no, grant_code FROM record_client_service
    UNION ALL
    SELECT month, person_no, grant_code FROM record_shelter_stay
) AS r
JOIN period AS p ON r.month >= p.year_begins AND r.month < p.first_day;
