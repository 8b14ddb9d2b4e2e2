UPDATE ops.decision AS decision
SET body = json_merge_patch(decision.body, $patch::JSON)
FROM forgotten_now AS now, ops.batch AS batch
WHERE
    batch.batch_id = now.batch_id
    AND starts_with(decision.kind, 'record.')
    AND decision.body ->> '$.source' = batch.source
    AND decision.body ->> '$.content_hash' = batch.content_hash
    AND (decision.body ->> '$.record')::BIGINT = now.record;
