-- Surveys handed out and returned. Every question of a survey stands in a row of its own, so for each
-- month and service surveyed the largest of its questions counts, and they are not added.
CREATE OR REPLACE TEMP TABLE survey AS
SELECT survey_group, max(given) AS given, max(returned) AS returned
FROM (
    SELECT
        r.month,
        r.survey_group,
        r.question,
        sum(r.surveys_given) AS given,
        sum(coalesce(r.answered_yes, 0) + coalesce(r.answered_no, 0)) AS returned
    FROM record_outcome_survey AS r
    JOIN period AS p ON r.month BETWEEN p.first_day AND p.last_day
    GROUP BY ALL
)
GROUP BY month, survey_group;
