-- Whose word counts where records of one customer disagree about consent, or about where the customer is reached.

-- What identity.toml says of it: for consent and for address, strictest or newest. What it does not say is strictest.
CREATE TABLE ops.survivorship (
    part VARCHAR NOT NULL,
    rule VARCHAR NOT NULL
);

-- By which channels a message reaches the e-mail or the phone of a record.
CREATE TABLE ops.address_channel (
    field VARCHAR NOT NULL,
    channel_id VARCHAR NOT NULL
);

CREATE MACRO ops.is_strictest(wanted) AS
coalesce((SELECT rule FROM ops.survivorship WHERE part = wanted), 'strictest') = 'strictest';

-- Whether a word of consent yields to one of another key, however old that is; and how far an address does.
CREATE MACRO core.consent_yields(granted) AS granted AND ops.is_strictest('consent');

CREATE MACRO core.address_yields(state) AS
CASE
    WHEN ops.is_strictest('address')
    THEN list_position(['confirmed', 'unconfirmed', 'refused', 'undeliverable'], state)
    ELSE 0
END;

-- What each of a customer's keys said last of a channel and a purpose. The first in `place` holds for the customer: under
-- the strictest rule a refusal, whoever agreed later with another key; then the newest.
CREATE VIEW core.consent_word AS
SELECT
    customer_id,
    channel_id,
    purpose,
    system,
    customer_key,
    granted,
    decided_at,
    batch_id,
    record,
    bool_or(granted) OVER same <> bool_and(granted) OVER same AS is_contested,
    row_number() OVER (
        PARTITION BY customer_id, channel_id, purpose
        ORDER BY
            core.consent_yields(granted),
            decided_at DESC NULLS LAST,
            batch_id DESC NULLS LAST,
            record DESC NULLS LAST,
            system DESC,
            customer_key DESC
    ) AS place
FROM core.consent
WINDOW same AS (PARTITION BY customer_id, channel_id, purpose);

-- The one word that holds for a customer.
CREATE VIEW core.customer_consent AS
SELECT
    customer_id,
    channel_id,
    purpose,
    granted,
    decided_at,
    system,
    customer_key,
    is_contested
FROM core.consent_word
WHERE place = 1 AND customer_id IS NOT NULL;

-- The e-mails and phones of a customer's records as the newest unification found them; `state` says what is known of each:
--   confirmed      the last message to a key that has it was not returned
--   unconfirmed    no message is known to have been sent to it
--   refused        a key that has it refuses a channel that reaches it
--   undeliverable  the last message to a key that has it was returned
-- The first in `place` survives.
CREATE TABLE core.customer_address (
    customer_id BIGINT,
    system VARCHAR,
    customer_key VARCHAR,
    field VARCHAR,
    address VARCHAR,
    state VARCHAR,
    joined_at TIMESTAMP,
    place BIGINT,
    is_contested BOOLEAN
);

-- An end of the score interval of a share at 95 % (Wilson, J. Amer. Stat. Assoc. 22, 1927, p. 209): the low one where
-- `side` is -1, the high one where it is 1; empty where there was no trial.
CREATE MACRO mart.wilson(hits, trials, side) AS
CASE
    WHEN trials > 0 THEN least(
        1,
        greatest(
            0,
            (
                hits / trials
                + 1.959964 ^ 2 / (2 * trials)
                + side * 1.959964 * sqrt((hits / trials * (1 - hits / trials) + 1.959964 ^ 2 / (4 * trials)) / trials)
            ) / (1 + 1.959964 ^ 2 / trials)
        )
    )
END;
