SELECT count(*) FROM ops.old_runs($before, $kept);
