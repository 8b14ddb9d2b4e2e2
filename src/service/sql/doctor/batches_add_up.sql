-- Of every batch, records = accepted + rejected + repaired + given up.
SELECT count(*) AS broken, min('batch ' || batch_id) AS example
FROM ops.batch
WHERE records <> accepted + rejected + repaired + given_up;
