-- What is measured of one KPI, before it becomes its value.
CREATE OR REPLACE TEMP TABLE measure (
    part VARCHAR,
    grain VARCHAR,
    period DATE,
    dimension VARCHAR,
    member VARCHAR,
    amount DOUBLE
);
