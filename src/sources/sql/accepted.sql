_record NOT IN (SELECT record FROM ops.reject WHERE batch_id = /*batch*/ AND state <> 'repaired')
