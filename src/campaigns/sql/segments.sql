SELECT DISTINCT segment
FROM mart.rfm
JOIN ops.current_run USING (run_id)
WHERE job = 'segments.rfm'
ORDER BY segment
