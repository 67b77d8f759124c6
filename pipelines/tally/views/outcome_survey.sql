-- Answers on surveys, as they come.
CREATE OR REPLACE TEMP TABLE outcome_survey AS
SELECT
    r.survey_group,
    r.question,
    r.answered_yes,
    r.answered_no,
    coalesce(r.answered_yes, 0) + coalesce(r.answered_no, 0) AS answers
FROM record_outcome_survey AS r
JOIN period AS p ON r.month BETWEEN p.first_day AND p.last_day;
