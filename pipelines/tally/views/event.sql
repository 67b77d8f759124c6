-- Everything that makes somebody a person served: services given, and stays or enrollments.
CREATE OR REPLACE TEMP TABLE event AS
SELECT
    'client_service' AS record,
    r.person_no,
    CAST(r.service_date AS DATE) AS day,
    r.service_code AS service,
    k.code AS shelter_type,
    coalesce(k.lodged = 'yes', false) AS is_sheltered,
    r.contacts,
    coalesce(r.contacts, 1) AS times,
    r.grant_code AS stream,
    r.hours,
    0 AS nights,
    0 AS days,
    false AS is_exit,
    CAST(NULL AS VARCHAR) AS exit_destination,
    r.client_role,
    r.age_years,
    r.county_fips,
    r.race_ethnicity,
    r.gender,
    CAST(r.first_contact_date AS DATE) AS first_contact
FROM record_client_service AS r
JOIN period AS p ON r.month BETWEEN p.first_day AND p.last_day
LEFT JOIN code_shelter_type AS k ON k.service = r.service_code AND k.lodged = 'yes'
UNION ALL
SELECT
    'shelter_stay',
    person_no,
    from_day,
    service,
    shelter_type,
    is_sheltered,
    NULL,
    times,
    grant_code,
    NULL,
    nights,
    days,
    is_exit,
    exit_destination,
    client_role,
    age_years,
    county_fips,
    race_ethnicity,
    gender,
    CAST(first_contact_date AS DATE)
FROM stay;
