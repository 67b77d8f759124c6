-- Every measure of one view by one breakdown in one pass; zero parts leave no row.
INSERT INTO cell
SELECT '$period', '$breakdown', dim, measure, value
FROM (
    UNPIVOT (SELECT $dim AS dim, $aggregates FROM $source GROUP BY ALL)
    ON COLUMNS(* EXCLUDE (dim)) INTO NAME measure VALUE value
)
WHERE value <> 0;
