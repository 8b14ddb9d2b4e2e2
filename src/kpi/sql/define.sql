INSERT INTO mart.kpi (run_id, position, kpi, title, about, unit, better, adds_up, is_total, rows_of, missing)
VALUES ($run_id, $position, $kpi, $title, $about, $unit, $better, $adds_up, $is_total, $rows_of, $missing);
