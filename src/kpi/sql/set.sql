INSERT INTO core.kpi_target (system, kpi, grain, period, target, source)
VALUES ('decision', $kpi, $grain, $period, $target, 'decision');
