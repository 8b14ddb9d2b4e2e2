CREATE OR REPLACE TEMP TABLE forgotten_now AS
SELECT batch_id, record, is_removed
FROM forgotten_match
JOIN ops.forgotten_record USING (batch_id, record);

DELETE FROM /*landing*/ AS landed
USING forgotten_now AS now
WHERE landed._batch = now.batch_id AND landed._record = now.record AND now.is_removed;

DELETE FROM ops.reject AS reject
USING forgotten_now AS now
WHERE reject.batch_id = now.batch_id AND reject.record = now.record AND now.is_removed;

-- Rejects of what has landed are made again when it is mapped.
UPDATE ops.reject AS reject
SET raw = NULL, reason = 'forgotten'
FROM forgotten_now AS now
WHERE reject.batch_id = now.batch_id AND reject.record = now.record;
