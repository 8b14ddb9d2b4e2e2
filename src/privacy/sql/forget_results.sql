DELETE FROM ops.check_result WHERE run_id IN (SELECT run_id FROM old_run);

DELETE FROM ops.check_source WHERE run_id IN (SELECT run_id FROM old_run);
