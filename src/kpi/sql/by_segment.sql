-- One KPI of the shown period by the segments that its customers are in now.
SELECT * RENAME (member AS segment)
FROM mart.kpi_by($kpi, 'segment', $grain, $from, $to);
