-- Services that were recorded again, alike in person, day, kind and length, under another funding
-- stream than the first by name: what two funders may both be told of.
CREATE OR REPLACE TEMP TABLE claimed AS
SELECT person_no, times, hours
FROM event
WHERE record = 'client_service' AND stream IS NOT NULL
QUALIFY stream > min(stream) OVER (PARTITION BY person_no, day, service, hours);
