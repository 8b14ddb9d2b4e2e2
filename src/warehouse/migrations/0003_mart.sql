-- What jobs derive, keyed by run.

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
    return_share DOUBLE NOT NULL,
    online_share DOUBLE NOT NULL,
    categories BIGINT NOT NULL,
    tenure_days BIGINT NOT NULL,
    touchpoints BIGINT NOT NULL
);

-- Every way that customers took, in the order of time: how many orders it led to, what these were worth, and how often
-- it led to none.
CREATE TABLE mart.path (
    run_id BIGINT NOT NULL,
    channels VARCHAR[] NOT NULL,
    conversions BIGINT NOT NULL,
    value DECIMAL(18, 2) NOT NULL,
    lost BIGINT NOT NULL
);

CREATE TABLE mart.attribution (
    run_id BIGINT NOT NULL,
    -- 'first', 'last' or 'linear'
    model VARCHAR NOT NULL,
    channel_id VARCHAR NOT NULL,
    conversions DECIMAL(18, 4) NOT NULL,
    value DECIMAL(18, 4) NOT NULL
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
    audience VARCHAR NOT NULL,
    considered BIGINT NOT NULL,
    included BIGINT NOT NULL,
    cost DECIMAL(18, 2),
    expected_response_rate DOUBLE,
    expected_responses DOUBLE,
    expected_revenue DECIMAL(18, 2),
    -- what the expectation rests on: how many campaigns and messages
    based_on_campaigns BIGINT NOT NULL,
    based_on_messages BIGINT NOT NULL
);

CREATE TABLE mart.preview_member (
    run_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    -- 'included', or why not: 'no consent', 'no address', 'contacted recently'
    state VARCHAR NOT NULL,
    address VARCHAR
);
