"""The chain of the record in the database. Read by the migration that makes it and by the one who recomputes it.

At the end of a transaction, once everything else was checked, the events that it wrote are numbered: under the lock of the one
row of `audit_head`, so that no number is drawn twice or lost, and for no longer than the commit takes. It runs in two rounds of
deferred triggers: the first leaves a row in `audit_pending`, whose own trigger fires after the checks of every foreign key, so that
nobody waits for another while holding the head. Whoever holds the head and sees an event without a link wrote it: that
of others is either linked or not yet seen.
"""

GENESIS = "00" * 32
# What of an event `e` goes into its hash: everything, the same in any time zone and date style.
TEXT = """jsonb_build_array(e.id, extract(epoch FROM e.at), e.kind, e.action, e.actor, e.actor_role, e.organisation, e.subjects,
    e.target_type, e.target_id, e.reason, e.detail, e.request_id, e.session)::text"""

CHAIN = f"""
CREATE TABLE audit_head (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    number bigint NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32)
);
INSERT INTO audit_head (number, hash) VALUES (0, decode('{GENESIS}', 'hex'));
CREATE TABLE audit_link (
    number bigint PRIMARY KEY CHECK (number > 0),
    event_id bigint NOT NULL UNIQUE,
    previous bytea NOT NULL CHECK (length(previous) = 32),
    hash bytea NOT NULL CHECK (length(hash) = 32)
);
CREATE UNLOGGED TABLE audit_pending (event_id bigint NOT NULL);  -- the first event of a transaction that is being committed

CREATE FUNCTION audit_link_from(first bigint) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    last bigint;
    chained bytea;
    next bytea;
    event record;
BEGIN
    SELECT number, hash INTO STRICT last, chained FROM audit_head FOR UPDATE;
    FOR event IN
        SELECT e.id, {TEXT} AS told FROM audit_event AS e
        WHERE e.id >= first AND NOT EXISTS (SELECT FROM audit_link AS link WHERE link.event_id = e.id) ORDER BY e.id
    LOOP
        last := last + 1;
        next := sha256(chained || convert_to(event.told, 'UTF8'));
        INSERT INTO audit_link (number, event_id, previous, hash) VALUES (last, event.id, chained, next);
        chained := next;
    END LOOP;
    UPDATE audit_head SET number = last, hash = chained;
END $$;

CREATE FUNCTION audit_await() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM audit_pending WHERE event_id <= NEW.id) THEN
        INSERT INTO audit_pending (event_id) VALUES (NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    first bigint;
BEGIN
    WITH taken AS (DELETE FROM audit_pending RETURNING event_id) SELECT min(event_id) INTO first FROM taken;
    IF first IS NOT NULL THEN
        PERFORM audit_link_from(first);
    END IF;
    RETURN NULL;
END $$;

REVOKE EXECUTE ON FUNCTION audit_link_from(bigint), audit_await(), audit_chain() FROM PUBLIC;
REVOKE ALL ON audit_head, audit_link, audit_pending FROM idc_atd_app;
GRANT SELECT ON audit_head, audit_link, audit_pending TO idc_atd_app;
SELECT audit_link_from(0);

CREATE CONSTRAINT TRIGGER audit_event_await AFTER INSERT ON audit_event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_await();
CREATE CONSTRAINT TRIGGER audit_pending_chain AFTER INSERT ON audit_pending
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain();
CREATE TRIGGER audit_link_no_change BEFORE UPDATE OR DELETE ON audit_link FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER audit_link_no_truncate BEFORE TRUNCATE ON audit_link FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER audit_head_no_truncate BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
"""

UNCHAIN = """
DROP TRIGGER audit_event_await ON audit_event;
DROP TABLE audit_pending, audit_link, audit_head;
DROP FUNCTION audit_await(), audit_chain(), audit_link_from(bigint);
"""
