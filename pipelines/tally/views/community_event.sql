-- Presentations, trainings and events, as they come.
CREATE OR REPLACE TEMP TABLE community_event AS
SELECT r.event_type, r.audience, r.presentations, r.participants, r.session_hours, r.staff_hours
FROM record_community_event AS r
JOIN period AS p ON r.month BETWEEN p.first_day AND p.last_day;
