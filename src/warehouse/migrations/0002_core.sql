-- One table an entity of config/model.toml; a test holds that the two agree.
CREATE TABLE core.customer_record (
    system VARCHAR,
    customer_key VARCHAR,
    member_id VARCHAR,
    name VARCHAR,
    phone VARCHAR,
    email VARCHAR,
    gender VARCHAR,
    birth_date DATE,
    city VARCHAR,
    country VARCHAR,
    language VARCHAR,
    joined_at TIMESTAMP,
    attributes JSON,
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.consent (
    system VARCHAR,
    customer_key VARCHAR,
    channel_id VARCHAR,
    purpose VARCHAR,
    granted BOOLEAN,
    decided_at TIMESTAMP,
    customer_id BIGINT,
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.product (
    system VARCHAR,
    product_id VARCHAR,
    name VARCHAR,
    category VARCHAR,
    brand VARCHAR,
    price DECIMAL(18, 2),
    cost DECIMAL(18, 2),
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.store (
    system VARCHAR,
    store_id VARCHAR,
    name VARCHAR,
    city VARCHAR,
    kind VARCHAR,
    opened_on DATE,
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.sales_order (
    system VARCHAR,
    order_key VARCHAR,
    customer_key VARCHAR,
    ordered_at TIMESTAMP,
    channel_id VARCHAR,
    store_id VARCHAR,
    status VARCHAR,
    currency VARCHAR,
    amount DECIMAL(18, 2),
    offer_id VARCHAR,
    customer_id BIGINT,
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.order_line (
    system VARCHAR,
    order_key VARCHAR,
    line_key VARCHAR,
    product_id VARCHAR,
    quantity DECIMAL(18, 3),
    unit_price DECIMAL(18, 2),
    discount DECIMAL(18, 2),
    amount DECIMAL(18, 2),
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.touchpoint (
    system VARCHAR,
    touchpoint_key VARCHAR,
    customer_key VARCHAR,
    visitor_key VARCHAR,
    happened_at TIMESTAMP,
    kind VARCHAR,
    channel_id VARCHAR,
    campaign_id VARCHAR,
    product_id VARCHAR,
    store_id VARCHAR,
    detail VARCHAR,
    customer_id BIGINT,
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.channel (
    system VARCHAR,
    channel_id VARCHAR,
    name VARCHAR,
    kind VARCHAR,
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.channel_spend (
    system VARCHAR,
    spent_on DATE,
    channel_id VARCHAR,
    campaign_id VARCHAR,
    cost DECIMAL(18, 2),
    impressions BIGINT,
    reach BIGINT,
    clicks BIGINT,
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.interaction (
    system VARCHAR,
    interaction_key VARCHAR,
    customer_key VARCHAR,
    happened_at TIMESTAMP,
    kind VARCHAR,
    channel_id VARCHAR,
    subject VARCHAR,
    body VARCHAR,
    status VARCHAR,
    resolved_at TIMESTAMP,
    customer_id BIGINT,
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.feedback (
    system VARCHAR,
    feedback_key VARCHAR,
    customer_key VARCHAR,
    given_at TIMESTAMP,
    kind VARCHAR,
    score DECIMAL(18, 3),
    comment VARCHAR,
    product_id VARCHAR,
    channel_id VARCHAR,
    customer_id BIGINT,
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.social_post (
    system VARCHAR,
    post_key VARCHAR,
    posted_at TIMESTAMP,
    platform VARCHAR,
    topic VARCHAR,
    text VARCHAR,
    likes BIGINT,
    comments BIGINT,
    shares BIGINT,
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.market (
    system VARCHAR,
    month DATE,
    category VARCHAR,
    player VARCHAR,
    amount DECIMAL(18, 2),
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.kpi_target (
    system VARCHAR,
    kpi VARCHAR,
    grain VARCHAR,
    period DATE,
    target DECIMAL(18, 3),
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.action_plan (
    system VARCHAR,
    plan_key VARCHAR,
    kpi VARCHAR,
    title VARCHAR,
    owner VARCHAR,
    due_on DATE,
    status VARCHAR,
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.offer (
    system VARCHAR,
    offer_id VARCHAR,
    campaign_id VARCHAR,
    kind VARCHAR,
    value DECIMAL(18, 3),
    valid_from DATE,
    valid_to DATE,
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.promotion (
    system VARCHAR,
    promotion_key VARCHAR,
    product_id VARCHAR,
    store_id VARCHAR,
    place VARCHAR,
    mailer VARCHAR,
    starts_on DATE,
    ends_on DATE,
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.stock (
    system VARCHAR,
    counted_on DATE,
    store_id VARCHAR,
    product_id VARCHAR,
    quantity DECIMAL(18, 3),
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.campaign (
    system VARCHAR,
    campaign_id VARCHAR,
    name VARCHAR,
    kind VARCHAR,
    channel_id VARCHAR,
    starts_on DATE,
    ends_on DATE,
    cost DECIMAL(18, 2),
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.campaign_member (
    system VARCHAR,
    campaign_id VARCHAR,
    customer_key VARCHAR,
    arm VARCHAR,
    customer_id BIGINT,
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.campaign_message (
    system VARCHAR,
    campaign_id VARCHAR,
    customer_key VARCHAR,
    channel_id VARCHAR,
    sent_at TIMESTAMP,
    status VARCHAR,
    customer_id BIGINT,
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

CREATE TABLE core.campaign_response (
    system VARCHAR,
    response_key VARCHAR,
    campaign_id VARCHAR,
    customer_key VARCHAR,
    responded_at TIMESTAMP,
    kind VARCHAR,
    offer_id VARCHAR,
    amount DECIMAL(18, 2),
    customer_id BIGINT,
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);

-- One customer, made of the records that share a key. The id is given once and kept.
CREATE TABLE core.customer (
    customer_id BIGINT,
    member_id VARCHAR,
    name VARCHAR,
    phone VARCHAR,
    email VARCHAR,
    gender VARCHAR,
    birth_date DATE,
    city VARCHAR,
    country VARCHAR,
    language VARCHAR,
    joined_at TIMESTAMP,
    attributes JSON,
    records BIGINT,
    -- the name, folded to lower case and simplified characters
    search_name VARCHAR
);

-- What a search compares with: the words of a customer's names, folded, their phones, e-mails and keys; sorted by word.
CREATE TABLE core.customer_word (
    word VARCHAR,
    customer_id BIGINT
);

-- One row: all characters that have a simplified form, and these forms in the same order, for translate().
CREATE TABLE core.character_form (
    traditional VARCHAR,
    simplified VARCHAR
);

-- The id that each key was first given, whether or not its source is still there: so ids outlive an import's undoing.
CREATE TABLE core.customer_number (
    system VARCHAR,
    customer_key VARCHAR,
    customer_id BIGINT
);

-- A customer's keys in every system.
CREATE TABLE core.customer_key (
    system VARCHAR,
    customer_key VARCHAR,
    customer_id BIGINT,
    -- why it is this customer's: it shares a 'member_id', 'phone' or 'email'; or 'alone', or 'no_record' (only facts)
    rule VARCHAR
);

-- One row an order, with what its lines add up to; an order without lines has the amount that its source states.
CREATE VIEW core.sale AS
WITH lines AS (
    SELECT
        system,
        order_key,
        sum(amount) AS amount,
        sum(quantity) AS units,
        sum(discount) AS discount,
        count(*) AS lines
    FROM core.order_line
    GROUP BY system, order_key
)
SELECT
    sales_order.system,
    sales_order.order_key,
    sales_order.customer_id,
    sales_order.ordered_at,
    sales_order.ordered_at::DATE AS ordered_on,
    sales_order.channel_id,
    sales_order.store_id,
    sales_order.status,
    coalesce(lines.amount, sales_order.amount, 0)::DECIMAL(18, 2) AS revenue,
    coalesce(lines.units, 0)::DECIMAL(18, 3) AS units,
    coalesce(lines.discount, 0)::DECIMAL(18, 2) AS discount,
    coalesce(lines.lines, 0) AS lines
FROM core.sales_order
LEFT JOIN lines USING (system, order_key)
WHERE coalesce(sales_order.status, '') <> 'cancelled';
