-- People who are forgotten: keyed hashes of what they were known by, so that they do not come back with the next import. The
-- key lies beside the file.
CREATE TABLE ops.forgotten (
    receipt_id BIGINT NOT NULL,
    hash VARCHAR NOT NULL
);

-- Records that are not as they came, as they were of a forgotten person: removed, or emptied of all that names one. A sale
-- stays a sale, of nobody. Of every batch, records = accepted + rejected + repaired + given_up + forgotten, which are those
-- that were removed.
CREATE TABLE ops.forgotten_record (
    batch_id BIGINT NOT NULL,
    record BIGINT NOT NULL,
    is_removed BOOLEAN NOT NULL
);

ALTER TABLE ops.batch ADD COLUMN forgotten BIGINT DEFAULT 0;

-- Whose numbers they were: none is given again.
CREATE TABLE ops.forgotten_customer (
    receipt_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL
);

-- What was erased, when and by whom: no personal data.
CREATE SEQUENCE ops.receipt_ids;

CREATE TABLE ops.receipt (
    receipt_id BIGINT NOT NULL,
    -- forget, reapply or retain
    kind VARCHAR NOT NULL,
    erased_by VARCHAR NOT NULL,
    erased_at TIMESTAMP NOT NULL,
    run_id BIGINT NOT NULL
);

CREATE TABLE ops.receipt_line (
    receipt_id BIGINT NOT NULL,
    -- a table, or a file
    place VARCHAR NOT NULL,
    -- removed, emptied, or left where it lies outside of the workspace
    fate VARCHAR NOT NULL,
    items BIGINT NOT NULL
);

-- What a preview's audience has to have agreed to, so that it can be asked again when the list is written.
ALTER TABLE mart.preview ADD COLUMN purpose VARCHAR;

ALTER TABLE mart.preview ADD COLUMN needs_consent BOOLEAN;

-- Who was considered in the newest preview, with consent as it stands now: who has withdrawn it since is not written to.
CREATE VIEW mart.current_member AS
SELECT
    member.run_id,
    member.customer_id,
    CASE
        WHEN member.state = 'included' AND NOT coalesce(consent.granted, NOT coalesce(preview.needs_consent, TRUE))
        THEN 'consent_withdrawn'
        ELSE member.state
    END AS state,
    member.address
FROM mart.preview_member AS member
JOIN mart.preview USING (run_id)
JOIN ops.current_run USING (run_id)
LEFT JOIN core.customer_consent AS consent ON
    consent.customer_id = member.customer_id
    AND consent.channel_id = preview.channel_id
    AND consent.purpose = coalesce(preview.purpose, 'marketing')
WHERE current_run.job = 'campaigns.preview';

-- An identifier as ops.forgotten has it: a nested hash under two keys, as HMAC is.
CREATE MACRO ops.forgotten_hash(identifier, inner_key, outer_key) AS sha256(outer_key || sha256(inner_key || identifier));

-- What the words of a line may tell of whom it is about, where nothing says which is what. A short word is no key: too many
-- are quantities.
CREATE MACRO ops.identifiers_in(text, system) AS flatten(
    list_transform(
        regexp_split_to_array(text, '[,;|\t\r\n"]+'),
        LAMBDA word : [
            'email:' || core.read_email(word),
            'phone:' || core.phone_key(core.read_phone(trim(word))),
            CASE WHEN length(trim(word)) > 4 THEN 'key:' || system || '/' || core.read_key(trim(word)) END,
            CASE WHEN length(trim(word)) > 4 THEN 'member:' || core.read_key(trim(word)) END
        ]
    )
);

-- Runs that ended before a day, brought no batch, cleaned nothing that stands, and whose results are not kept any more.
CREATE MACRO ops.old_runs(first_kept_day, kept_runs) AS TABLE
SELECT run_id
FROM ops.job_run
WHERE
    ended_at < first_kept_day::DATE
    AND run_id NOT IN (SELECT run_id FROM ops.batch WHERE run_id IS NOT NULL)
    AND run_id NOT IN (SELECT run_id FROM ops.cleaned_cell)
    AND run_id NOT IN (SELECT run_id FROM ops.receipt)
    AND run_id NOT IN (
        SELECT run_id
        FROM ops.job_run
        WHERE status = 'done'
        QUALIFY row_number() OVER (PARTITION BY job ORDER BY run_id DESC) <= kept_runs
    );
