-- One KPI of the shown period by its channels.
FROM mart.kpi_by($kpi, 'channel', $grain, $from, $to);
