COPY (FROM /*table*/) TO $path (FORMAT parquet, COMPRESSION zstd/*key*/);
