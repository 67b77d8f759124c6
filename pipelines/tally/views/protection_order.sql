-- Orders filed and granted, as they come.
CREATE OR REPLACE TEMP TABLE protection_order AS
SELECT r.order_type, k.order_term, r.stage, r.order_count
FROM record_protection_order AS r
JOIN period AS p ON r.month BETWEEN p.first_day AND p.last_day
LEFT JOIN code_order_type AS k ON k.code = r.order_type;
