-- One KPI of the shown period by its stores.
SELECT * RENAME (member AS store_id)
FROM mart.kpi_by($kpi, 'store', $grain, $from, $to);
