SELECT max(arrived_at) AS moved_at FROM ops.batch WHERE status = 'imported';
