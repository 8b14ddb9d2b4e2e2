-- How far each source's table has been read. Reading goes on from the newest mark in force; marks that an undone batch has set back
-- are kept until they are passed again, so that the same rows come in the same batches.
CREATE SEQUENCE ops.watermark_positions;

CREATE TABLE ops.watermark (
    position BIGINT NOT NULL DEFAULT nextval('ops.watermark_positions'),
    source VARCHAR NOT NULL,
    -- the batch that ended there
    batch_id BIGINT NOT NULL,
    -- the table or query and its watermark's columns: a mark goes for these only
    reads VARCHAR NOT NULL,
    -- the texts of the watermark's columns in the last row
    reached VARCHAR[] NOT NULL,
    in_force BOOLEAN NOT NULL DEFAULT TRUE
);

-- When a source is read by itself: every 15m, or at 06:30.
ALTER TABLE ops.source ADD COLUMN schedule VARCHAR;
