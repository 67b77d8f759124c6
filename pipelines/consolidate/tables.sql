-- Figures put into the rows of the tables. A part without a figure is zero where the total is known,
-- and otherwise has the total's reason; a ratio is made of the two sums of the same place.
WITH whole AS (
    SELECT measure, period, geography_type, geography, status
    FROM figure
    WHERE geography_type IN ('consortium', 'grant') AND breakdown = 'total'
),
filled AS (
    SELECT
        r.position,
        CASE
            WHEN f.measure IS NOT NULL AND f.status IN ('shown', 'true_zero', 'nil') THEN f.value
            WHEN f.measure IS NULL AND r.is_part AND w.status IN ('shown', 'true_zero') THEN 0
        END AS value,
        CASE
            WHEN f.measure IS NOT NULL THEN f.status
            WHEN r.is_part AND w.status IN ('shown', 'true_zero') THEN 'true_zero'
            WHEN r.is_part THEN coalesce(w.status, 'not_received')
            ELSE 'not_received'
        END AS status
    FROM row AS r
    LEFT JOIN figure AS f
        ON f.measure = r.counted AND f.period = r.period
        AND f.geography_type = r.geography_type AND f.geography = r.geography
        AND f.breakdown = r.breakdown AND f.dim1 = r.dim1
    LEFT JOIN whole AS w
        ON w.measure = r.counted AND w.period = r.period
        AND w.geography_type = r.whole_type AND w.geography = r.whole_of
),
below AS (
    SELECT r.position, f.value, f.status
    FROM row AS r
    LEFT JOIN figure AS f
        ON f.measure = r.divisor AND f.period = r.period
        AND f.geography_type = r.geography_type AND f.geography = r.geography
        AND f.breakdown = r.breakdown AND f.dim1 = r.dim1
)
SELECT
    r.report, r.table_id, r.measure, r.period, r.geography_type, r.geography, r.breakdown,
    r.dim1, 'total' AS dim2, 'total' AS dim3,
    CASE
        WHEN f.status NOT IN ('shown', 'true_zero') THEN NULL
        WHEN r.divisor = '' THEN round(f.value, CAST(r.decimals AS INTEGER))
        WHEN b.value > 0 THEN f.value / b.value
    END AS value,
    CASE
        WHEN r.divisor = '' OR f.status NOT IN ('shown', 'true_zero') THEN f.status
        WHEN b.value > 0 THEN f.status
        WHEN b.status IN ('shown', 'true_zero') THEN 'not_applicable'
        ELSE coalesce(b.status, 'not_received')
    END AS status
FROM row AS r
JOIN filled AS f USING (position)
JOIN below AS b USING (position)
ORDER BY r.position;
