-- One row a person in the period. Somebody whose attributes differ counts under the first service of
-- the period that states them; on one day, under the smaller code, so that row order never matters.
CREATE OR REPLACE TEMP MACRO first_stated(value, day) AS coalesce(
    min_by(value, struct_pack(d := day, v := value))
        FILTER (WHERE value NOT IN ('unknown', 'not_asked')),
    min_by(value, struct_pack(d := day, v := value)) FILTER (WHERE value IS NOT NULL),
    'unknown'
);

CREATE OR REPLACE TEMP TABLE person AS
WITH stated AS (
    SELECT
        person_no,
        first_stated(county_fips, day) AS county,
        first_stated(race_ethnicity, day) AS race_ethnicity,
        first_stated(gender, day) AS gender,
        first_stated(client_role, day) AS client_role,
        min_by(age_years, struct_pack(d := day, v := age_years))
            FILTER (WHERE age_years IS NOT NULL) AS age_years,
        min(first_contact) AS first_contact,
        bool_or(is_sheltered) AS was_sheltered
    FROM event
    GROUP BY person_no
)
SELECT
    s.person_no,
    s.county,
    coalesce(c.region, 'unknown') AS region,
    s.race_ethnicity,
    s.gender,
    s.client_role,
    s.was_sheltered,
    coalesce(a.age_exchange, 'unknown') AS age_exchange,
    coalesce(a.age_fvpsa, 'unknown') AS age_fvpsa,
    coalesce(a.age_voca, 'unknown') AS age_voca,
    coalesce(a.age_stop, 'unknown') AS age_stop,
    coalesce(a.age_infonet, 'unknown') AS age_infonet,
    coalesce(a.age_hud, 'unknown') AS age_hud,
    CASE
        WHEN r.client_kind IN ('adult', 'child') THEN r.client_kind
        WHEN s.age_years IS NULL THEN 'unknown'
        WHEN s.age_years >= 18 THEN 'adult'
        ELSE 'child'
    END AS client_kind,
    CASE
        WHEN s.first_contact IS NULL THEN 'unknown'
        WHEN s.first_contact >= p.first_day THEN 'new'
        ELSE 'ongoing'
    END AS newness,
    CASE
        WHEN s.client_role = 'primary_youth' THEN 'youth'
        WHEN s.client_role = 'primary_adult' AND s.age_years < 18 THEN 'youth'
        WHEN s.client_role = 'child' OR s.age_years < 18 THEN 'children'
        WHEN s.client_role = 'unknown' AND s.age_years IS NULL THEN 'unknown'
        WHEN s.gender = 'female' THEN 'women'
        WHEN s.gender = 'male' THEN 'men'
        ELSE 'unknown'
    END AS fvpsa_person_type
FROM stated AS s
CROSS JOIN period AS p
LEFT JOIN code_county AS c ON c.code = s.county
LEFT JOIN code_client_role AS r ON r.code = s.client_role
LEFT JOIN code_age_band_finest AS a
    ON s.age_years BETWEEN CAST(nullif(a.min_age, '') AS INTEGER)
    AND coalesce(CAST(nullif(a.max_age, '') AS INTEGER), 999);
