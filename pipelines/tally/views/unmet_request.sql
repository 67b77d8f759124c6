-- Requests that could not be met, with what each instrument makes of the reason.
-- Nothing here multiplies by a code: `referred` is a word and stays one.
CREATE OR REPLACE TEMP TABLE unmet_request AS
SELECT
    r.service_requested AS service,
    coalesce(s.service_group, 'unknown') AS service_group,
    coalesce(s.fvpsa = 'shelter', false) AS wants_shelter,
    CAST(r.request_date AS DATE) IN (SELECT CAST(code AS DATE) FROM code_census_day) AS is_census_day,
    r.adults,
    r.children,
    r.requests,
    r.reason_code AS reason,
    coalesce(k.unmet_reason_family, 'other') AS reason_family,
    coalesce(k.fvpsa, 'no') AS fvpsa,
    coalesce(k.voca, 'no') AS voca,
    coalesce(k.nnedv, '') AS nnedv,
    coalesce(k.infonet = 'lack of bed space', false) AS is_bed_space,
    coalesce(r.dv_related, false) AS dv_related,
    coalesce(r.later_served_here, false) AS later_served_here,
    coalesce(r.referred, 'unknown') AS referred,
    coalesce(r.county_fips, 'unknown') AS county
FROM record_unmet_request AS r
JOIN period AS p ON r.month BETWEEN p.first_day AND p.last_day
LEFT JOIN code_service AS s ON s.code = r.service_requested
LEFT JOIN code_unmet_reason AS k ON k.code = r.reason_code;
