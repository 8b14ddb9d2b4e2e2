-- What a distribution's distance was, where it was too far.
INSERT INTO mart.check_failure (run_id, check_name, source, batch_id, value, row)
VALUES ($run_id, $check_name, $source, $batch_id, $value, $row::JSON);
