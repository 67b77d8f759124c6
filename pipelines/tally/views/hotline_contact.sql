-- Contacts of the hotline; what the record does not say counts as the less: not countable, not anonymous.
CREATE OR REPLACE TEMP TABLE hotline_contact AS
SELECT
    r.channel,
    r.contact_count,
    r.minutes,
    r.contact_count * r.grant_share AS contacts_of_grant,
    CAST(r.contact_date AS DATE) IN (SELECT CAST(code AS DATE) FROM code_census_day) AS is_census_day,
    coalesce(r.caller_type, 'other') AS caller_type,
    coalesce(r.is_anonymous, false) AS is_anonymous,
    coalesce(r.is_countable, false) AS is_countable
FROM record_hotline_contact AS r
JOIN period AS p ON r.month BETWEEN p.first_day AND p.last_day;
