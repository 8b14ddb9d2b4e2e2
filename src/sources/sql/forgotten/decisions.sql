-- What people decided about records that are removed is gone with them; what they wrote into others stays as far as it
-- names nobody.
DELETE FROM ops.decision AS decision
USING forgotten_now AS now, ops.batch AS batch
WHERE
    now.is_removed
    AND batch.batch_id = now.batch_id
    AND starts_with(decision.kind, 'record.')
    AND decision.body ->> '$.source' = batch.source
    AND decision.body ->> '$.content_hash' = batch.content_hash
    AND (decision.body ->> '$.record')::BIGINT = now.record;
