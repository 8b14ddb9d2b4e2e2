CREATE OR REPLACE TEMP TABLE old_run AS
SELECT run_id FROM ops.old_runs($before, $kept);
