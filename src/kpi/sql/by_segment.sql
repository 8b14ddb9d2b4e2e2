-- One KPI of the shown period by the segments that its customers are in now.
FROM mart.kpi_by($kpi, 'segment', $grain, $from, $to);
