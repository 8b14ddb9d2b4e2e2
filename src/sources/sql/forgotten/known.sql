_record NOT IN (SELECT record FROM ops.forgotten_record WHERE batch_id = /*batch*/)
