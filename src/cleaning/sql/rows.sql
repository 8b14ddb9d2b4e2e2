-- What came from a record; what a person has decided is not for rules.
CREATE OR REPLACE TEMP TABLE cleaning_row AS
SELECT *
FROM /*table*/
WHERE source IS DISTINCT FROM 'decision' AND batch_id IS NOT NULL AND record IS NOT NULL;
