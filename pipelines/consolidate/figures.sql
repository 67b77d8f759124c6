-- Every figure that the cells can give. A figure of several partners is the sum of those with data;
-- only where none has any does it take their reason for having none.
CREATE TABLE total AS
SELECT c.*, m.hub
FROM cell AS c
JOIN member AS m USING (partner)
WHERE c.breakdown = 'total';

CREATE TABLE part AS
SELECT c.*
FROM cell AS c
JOIN member AS m USING (partner)
WHERE c.breakdown <> 'total';

CREATE MACRO sum_status(status, value) AS CASE
    WHEN coalesce(sum(value) FILTER (WHERE status IN ('shown', 'true_zero', 'nil')), 0) > 0
        THEN 'shown'
    WHEN bool_or(status IN ('shown', 'true_zero', 'nil')) THEN 'true_zero'
    WHEN bool_or(status = 'not_received') THEN 'not_received'
    WHEN bool_or(status = 'not_available') THEN 'not_available'
    WHEN bool_or(status = 'not_collected') THEN 'not_collected'
    ELSE 'not_applicable'
END;

CREATE TABLE figure AS
SELECT
    measure, period, 'consortium' AS geography_type, 'all' AS geography,
    'total' AS breakdown, 'total' AS dim1,
    CAST(sum(value) AS DOUBLE) AS value, sum_status(status, value) AS status
FROM total
GROUP BY measure, period
UNION ALL
SELECT measure, period, 'partner', partner, 'total', 'total', value, status
FROM total
UNION ALL
SELECT
    measure, period, 'hub', hub, 'total', 'total',
    CAST(sum(value) AS DOUBLE), sum_status(status, value)
FROM total
GROUP BY measure, period, hub
UNION ALL
SELECT
    measure, period, 'grant', holds, 'total', 'total',
    CAST(sum(value) AS DOUBLE), sum_status(status, value)
FROM total
JOIN holder USING (partner)
GROUP BY measure, period, holds
UNION ALL
SELECT
    measure, period, 'grant', holds, breakdown, dim1,
    CAST(sum(value) AS DOUBLE), 'shown'
FROM part
JOIN holder USING (partner)
WHERE breakdown <> 'county'
GROUP BY measure, period, holds, breakdown, dim1
UNION ALL
SELECT
    measure, period, 'consortium', 'all', breakdown, dim1,
    CAST(sum(value) AS DOUBLE), 'shown'
FROM part
WHERE breakdown <> 'county'
GROUP BY measure, period, breakdown, dim1
UNION ALL
SELECT
    measure, period, 'county', county, 'total', 'total',
    CAST(sum(value) AS DOUBLE), 'shown'
FROM part
WHERE breakdown = 'county'
GROUP BY measure, period, county
UNION ALL
SELECT
    measure, period, 'region', c.region, 'total', 'total',
    CAST(sum(value) AS DOUBLE), 'shown'
FROM part
JOIN county AS c USING (county)
WHERE breakdown = 'county'
GROUP BY measure, period, c.region;
