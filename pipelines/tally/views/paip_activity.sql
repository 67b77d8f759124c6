-- Coordination duties of 89 Ill. Adm. Code 501.105 with their subsection; only what is done counts.
CREATE OR REPLACE TEMP TABLE paip_activity AS
SELECT
    r.activity_code,
    coalesce(k.subsection, '') AS section,
    coalesce(r.status = 'done', false) AS is_done,
    coalesce(r.noncompliance_flag, false) AS noncompliance_flag,
    r.meetings,
    r.trainings,
    r.sessions,
    r.events,
    r.staff_trained,
    r.attendees,
    r.people_reached
FROM record_paip_activity AS r
JOIN period AS p ON r.month BETWEEN p.first_day AND p.last_day
LEFT JOIN code_paip_activity AS k ON k.code = r.activity_code;
