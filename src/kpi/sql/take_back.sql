DELETE FROM core.kpi_target
WHERE source = 'decision' AND kpi = $kpi AND grain = $grain AND date_trunc(grain, period) = $period::DATE;
