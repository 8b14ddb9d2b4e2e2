-- The batch's records as they are to be mapped: as they landed, but for those that people have decided about.
CREATE OR REPLACE TEMP VIEW arrived AS
WITH decided AS (
    FROM ops.repair
    WHERE source = /*source*/ AND content_hash = /*content_hash*/
)
SELECT *
FROM /*landing*/
WHERE _batch = /*batch*/ AND _record NOT IN (SELECT record FROM decided)
UNION ALL BY NAME
SELECT
    /*batch*/::BIGINT AS _batch,
    record AS _record,
    line AS _line,
    /*fields*/
FROM decided
WHERE state = 'repaired';
