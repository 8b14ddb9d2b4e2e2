INSERT INTO ops.check_source VALUES ($run_id, $check_name, $source, 1, $failed);
