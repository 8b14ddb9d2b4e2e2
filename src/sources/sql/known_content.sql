SELECT count(*) FROM ops.batch WHERE source = $source AND content_hash = $content_hash AND status = 'imported';
