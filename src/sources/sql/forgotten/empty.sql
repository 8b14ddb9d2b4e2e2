UPDATE /*landing*/ AS landed
SET /*emptied*/
FROM forgotten_now AS now
WHERE landed._batch = now.batch_id AND landed._record = now.record;
