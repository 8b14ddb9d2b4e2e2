SELECT segment
FROM mart.rfm
JOIN ops.current_run USING (run_id)
WHERE job = 'segments.rfm'
GROUP BY segment
ORDER BY sum(monetary) DESC;
