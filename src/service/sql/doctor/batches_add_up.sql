-- Of every batch, records = accepted + rejected + repaired + given up + forgotten.
SELECT count(*) AS broken, min('batch ' || batch_id) AS example
FROM ops.batch
WHERE records <> accepted + rejected + repaired + given_up + forgotten;
