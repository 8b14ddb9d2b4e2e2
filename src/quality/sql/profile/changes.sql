INSERT INTO temp.profiled_change
SELECT
    unnest(
        from_json(
            $changes::JSON,
            '[{"column_id": "BIGINT", "batch_id": "BIGINT", "earlier_batch_id": "BIGINT", "filled_change": "DOUBLE", "distinct_change": "DOUBLE", "stability_index": "DOUBLE"}]'
        ),
        recursive := TRUE
    );
