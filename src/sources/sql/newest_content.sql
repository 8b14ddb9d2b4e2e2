SELECT arg_max(content_hash, batch_id) FROM ops.batch WHERE source = $source AND status = 'imported';
