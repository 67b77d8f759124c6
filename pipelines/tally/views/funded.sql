-- What a funding stream paid for: services and stays with the person's row, what the person told,
-- and whether the person is new to the stream in the fiscal year of the period.
CREATE OR REPLACE TEMP TABLE funded AS
WITH typed AS (
    SELECT person_no, string_agg(DISTINCT k.stop_victimization, ';') AS stop_victimization
    FROM (SELECT person_no, unnest(string_split(victimization, ';')) AS code FROM disclosed)
    JOIN code_victimization AS k USING (code)
    GROUP BY person_no
)
SELECT
    s.*,
    coalesce(d.victimization, 'unknown') AS victimization,
    len(string_split(coalesce(d.victimization, ''), ';')) > 1 AS has_several_victimizations,
    coalesce(t.stop_victimization, 'unknown') AS stop_victimization,
    coalesce(d.special_population, 'unknown') AS special_population,
    coalesce(d.offender_relationship, 'unknown') AS offender_relationship,
    coalesce(d.served_status, 'unknown') AS stop_status,
    coalesce(d.partial_reason, 'unknown') AS partial_reason,
    e.person_no IS NULL AS is_new,
    -- information and referral alone is no service in the terms of STOP
    bool_or(s.service_group <> 'information') OVER (PARTITION BY s.person_no, s.stream)
        AS is_more_than_informed,
    s.client_role IN ('primary_adult', 'primary_youth') AND s.age_stop <> 'age_00_12'
        AS is_primary_victim,
    s.client_role IN ('child', 'secondary_other') AS is_secondary_victim,
    coalesce(nullif(k.voca_service, ''), 'unknown') AS voca_service,
    coalesce(v.voca_category, 'unknown') AS voca_category,
    coalesce(g.gender_voca, 'unknown') AS gender_voca,
    CASE
        WHEN s.race_ethnicity IN ('hispanic;white', 'white;hispanic') THEN 'hispanic'
        WHEN contains(s.race_ethnicity, ';') THEN 'multiple'
        ELSE coalesce(r.race_voca, 'unknown')
    END AS race_voca
FROM served AS s
LEFT JOIN disclosed AS d USING (person_no)
LEFT JOIN typed AS t USING (person_no)
LEFT JOIN seen_earlier AS e
    ON e.person_no = s.person_no AND e.stream = coalesce(s.stream, '')
LEFT JOIN code_service AS k ON k.code = s.service
LEFT JOIN code_voca_service AS v ON v.code = k.voca_service
LEFT JOIN code_gender AS g ON g.code = s.gender
LEFT JOIN code_race_ethnicity AS r ON r.code = s.race_ethnicity;
