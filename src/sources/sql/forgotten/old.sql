-- The records of a source that are older than they are to be kept.
CREATE OR REPLACE TEMP TABLE forgotten_match AS
SELECT _batch AS batch_id, _record AS record
FROM /*landing*/
WHERE /*time*/ < $before::DATE;
