-- One KPI of the shown period by its stores.
FROM mart.kpi_by($kpi, 'store', $grain, $from, $to);
