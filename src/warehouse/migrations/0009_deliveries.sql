-- How often a source is expected to deliver, in days; none where nothing is expected.
ALTER TABLE ops.source ADD COLUMN every_days BIGINT;
