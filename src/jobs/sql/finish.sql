UPDATE ops.job_run
SET status = $status, ended_at = $ended_at, row_count = $row_count, result = $result, message = $message
WHERE run_id = $run_id;
