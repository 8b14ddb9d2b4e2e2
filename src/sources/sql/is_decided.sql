-- Whether people have decided about any record of a file's content.
SELECT EXISTS (FROM ops.repair WHERE source = $source AND content_hash = $content_hash);
