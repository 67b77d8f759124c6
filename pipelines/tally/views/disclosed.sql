-- What somebody told of themselves in the period, all of it together; and how the person was served
-- by the last service that says so, on one day by the smaller code.
CREATE OR REPLACE TEMP MACRO told_together(sets) AS coalesce(
    nullif(array_to_string(list_sort(list_distinct(list_filter(
        string_split(string_agg(sets, ';'), ';'),
        lambda code: code NOT IN ('', 'none', 'unknown')
    ))), ';'), ''),
    CASE WHEN bool_or(sets = 'none') THEN 'none' END,
    'unknown'
);

CREATE OR REPLACE TEMP TABLE disclosed AS
SELECT
    r.person_no,
    told_together(r.victimization_types) AS victimization,
    told_together(r.special_populations) AS special_population,
    told_together(r.offender_relationship) AS offender_relationship,
    told_together(r.partial_reasons) AS partial_reason,
    min_by(
        r.service_outcome,
        struct_pack(d := -epoch(r.service_date), v := r.service_outcome)
    ) FILTER (WHERE r.service_outcome IS NOT NULL) AS served_status
FROM record_client_service AS r
JOIN period AS p ON r.month BETWEEN p.first_day AND p.last_day
GROUP BY r.person_no;
