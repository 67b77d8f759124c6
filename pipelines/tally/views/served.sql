-- What measures of people, services and shelter are counted from: an event with its person's row.
CREATE OR REPLACE TEMP TABLE served AS
SELECT
    e.record,
    e.service,
    coalesce(k.service_group, 'unknown') AS service_group,
    e.shelter_type,
    e.is_sheltered,
    e.contacts,
    e.times,
    e.stream,
    e.hours,
    e.nights,
    e.days,
    e.is_exit,
    e.exit_destination,
    p.*
FROM event AS e
JOIN person AS p USING (person_no)
LEFT JOIN code_service AS k ON k.code = e.service;

CREATE OR REPLACE TEMP VIEW client_service AS
SELECT * FROM served WHERE record = 'client_service';

CREATE OR REPLACE TEMP VIEW shelter_stay AS
SELECT * FROM served WHERE record = 'shelter_stay';
