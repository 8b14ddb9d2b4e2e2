-- What was derived, by the newest run of each job.
SELECT to_json(result)::VARCHAR AS row
FROM mart.results AS result
JOIN ops.current_run USING (run_id)
WHERE result.customer_id = $customer;
