-- What jobs derive, keyed by run.

-- Values that too many records share to name anyone: the rules of identity leave them out.
CREATE TABLE mart.shared_value (
    run_id BIGINT NOT NULL,
    rule VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    records BIGINT NOT NULL
);

CREATE TABLE mart.kpi_value (
    run_id BIGINT NOT NULL,
    kpi VARCHAR NOT NULL,
    grain VARCHAR NOT NULL,
    period DATE NOT NULL,
    -- 'all', 'channel', 'store' or 'segment'; member says which one, and is empty for all
    dimension VARCHAR NOT NULL,
    member VARCHAR NOT NULL,
    numerator DOUBLE,
    denominator DOUBLE,
    value DOUBLE
);

-- The KPIs as they were defined when the run was made, in the order in which they are shown.
CREATE TABLE mart.kpi (
    run_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    kpi VARCHAR NOT NULL,
    title VARCHAR,
    about VARCHAR,
    unit VARCHAR NOT NULL,
    better VARCHAR NOT NULL,
    -- whether periods' values add up to the longer period's
    adds_up BOOLEAN NOT NULL,
    -- whether nothing happening makes it zero, rather than unknown
    is_total BOOLEAN NOT NULL,
    -- the rows behind it: 'sales', 'complaints', 'interactions' or 'feedback'
    rows_of VARCHAR NOT NULL
);

-- The target in force of every KPI and period: a decision before what was imported. A quarter without a target of its own
-- takes those of its three months: their sum where the KPI adds up, else their mean.
CREATE VIEW core.kpi_goal AS
WITH stated AS (
    SELECT
        kpi,
        grain,
        date_trunc(grain, period)::DATE AS period,
        arg_max(target, (source = 'decision', coalesce(batch_id, 0), coalesce(record, 0))) AS target
    FROM core.kpi_target
    GROUP BY ALL
),
quarterly AS (
    SELECT
        stated.kpi,
        'quarter' AS grain,
        date_trunc('quarter', stated.period)::DATE AS period,
        CASE WHEN bool_or(coalesce(kpi.adds_up, FALSE)) THEN sum(stated.target) ELSE sum(stated.target) / 3 END AS target
    FROM stated
    LEFT JOIN (
        SELECT kpi, adds_up
        FROM mart.kpi
        JOIN ops.current_run USING (run_id)
        WHERE job = 'kpi.compute'
    ) AS kpi USING (kpi)
    WHERE stated.grain = 'month'
    GROUP BY ALL
    HAVING count(*) = 3
)
SELECT kpi, grain, period, target::DOUBLE AS target
FROM stated
UNION ALL
SELECT kpi, grain, period, target::DOUBLE
FROM quarterly
ANTI JOIN stated USING (kpi, grain, period);

-- Rows that failed a check, up to as many of each check as the configuration keeps, with the line that they came from.
CREATE TABLE mart.check_failure (
    run_id BIGINT NOT NULL,
    check_name VARCHAR NOT NULL,
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT,
    line BIGINT,
    value VARCHAR,
    row JSON
);

CREATE TABLE mart.rfm (
    run_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    recency_days BIGINT NOT NULL,
    frequency BIGINT NOT NULL,
    monetary DECIMAL(18, 2) NOT NULL,
    recency_score TINYINT NOT NULL,
    frequency_score TINYINT NOT NULL,
    monetary_score TINYINT NOT NULL,
    segment VARCHAR NOT NULL
);

CREATE TABLE mart.cluster (
    run_id BIGINT NOT NULL,
    cluster BIGINT NOT NULL,
    feature VARCHAR NOT NULL,
    mean DOUBLE NOT NULL,
    overall_mean DOUBLE NOT NULL,
    overall_spread DOUBLE NOT NULL
);

-- The silhouette of every number of clusters that was tried; the highest was chosen.
CREATE TABLE mart.cluster_choice (
    run_id BIGINT NOT NULL,
    clusters BIGINT NOT NULL,
    silhouette DOUBLE NOT NULL,
    inertia DOUBLE NOT NULL,
    chosen BOOLEAN NOT NULL
);

CREATE TABLE mart.cluster_member (
    run_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    cluster BIGINT NOT NULL,
    -- the customer's place on the first two principal components of the scaled features
    component_1 DOUBLE NOT NULL,
    component_2 DOUBLE NOT NULL
);

-- What the clusters were found in: how each customer buys, up to the run's day.
CREATE TABLE mart.customer_feature (
    run_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    recency_days BIGINT NOT NULL,
    frequency BIGINT NOT NULL,
    monetary DECIMAL(18, 2) NOT NULL,
    average_order DECIMAL(18, 2) NOT NULL,
    discount_share DOUBLE NOT NULL,
    online_share DOUBLE NOT NULL,
    categories BIGINT NOT NULL,
    tenure_days BIGINT NOT NULL,
    touchpoints BIGINT NOT NULL
);

-- Every way that customers took, in the order of time, by the day of its order or of its last touch: how many orders it
-- led to, what these were worth, and how often it led to none.
CREATE TABLE mart.path (
    run_id BIGINT NOT NULL,
    day DATE NOT NULL,
    channels VARCHAR[] NOT NULL,
    conversions BIGINT NOT NULL,
    value DECIMAL(18, 2) NOT NULL,
    lost BIGINT NOT NULL
);

CREATE TABLE mart.attribution (
    run_id BIGINT NOT NULL,
    -- 'first', 'last' or 'linear'
    model VARCHAR NOT NULL,
    -- of the orders
    day DATE NOT NULL,
    channel_id VARCHAR NOT NULL,
    conversions DECIMAL(28, 8) NOT NULL,
    value DECIMAL(28, 8) NOT NULL
);

-- How often one channel's touch followed another's on the way to an order; '(start)', '(order)' and '(none)' end the paths.
CREATE TABLE mart.transition (
    run_id BIGINT NOT NULL,
    from_channel VARCHAR NOT NULL,
    to_channel VARCHAR NOT NULL,
    moves BIGINT NOT NULL
);

CREATE TABLE mart.preview (
    run_id BIGINT NOT NULL,
    template VARCHAR NOT NULL,
    channel_id VARCHAR NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    -- 'everyone', 'segment' or 'list'
    audience VARCHAR NOT NULL,
    segment VARCHAR,
    considered BIGINT NOT NULL,
    included BIGINT NOT NULL,
    held_out BIGINT NOT NULL,
    unit_cost DECIMAL(18, 4) NOT NULL,
    cost DECIMAL(18, 2) NOT NULL,
    -- null, all of them, where no earlier campaign went through the channel
    expected_response_rate DOUBLE,
    lowest_response_rate DOUBLE,
    highest_response_rate DOUBLE,
    expected_responses DOUBLE,
    expected_revenue DECIMAL(18, 2),
    -- what the expectation rests on: earlier messages to the 'segment', of the whole 'channel', or 'nothing'
    based_on VARCHAR NOT NULL,
    based_on_campaigns BIGINT NOT NULL,
    based_on_messages BIGINT NOT NULL,
    based_on_responses BIGINT NOT NULL
);

CREATE TABLE mart.preview_member (
    run_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    -- 'included', or why not: 'no_occasion', 'no_consent', 'no_address', 'contacted_recently', 'held_out'
    state VARCHAR NOT NULL,
    address VARCHAR
);
