-- One KPI of the shown period by its channels.
SELECT * RENAME (member AS channel_id)
FROM mart.kpi_by($kpi, 'channel', $grain, $from, $to);
