-- Versions before 29 November 2026 left characters without width at the ends of the keys by which
-- agents and event types are found. Trims these keys by today's rule (MatchKey), so that a new entry
-- finds the stored one. A key that another entry of the account has already stays as it is; of several
-- keys that become equal, the one with the lowest id is trimmed.

DO $$
DECLARE
  -- White space, and format characters without width, as ReferenceText.trimmed removes them.
  padding CONSTANT text :=
    U&'\0009\000A\000B\000C\000D\0020\0085\00A0\00AD\061C\1680\180E'
    || U&'\2000\2001\2002\2003\2004\2005\2006\2007\2008\2009\200A\200B\200C\200D\200E\200F'
    || U&'\2028\2029\202A\202B\202C\202D\202E\202F\205F\2060\2061\2062\2063\2064'
    || U&'\2066\2067\2068\2069\206A\206B\206C\206D\206E\206F\3000\FEFF';
BEGIN
  UPDATE agents a
  SET email_key = trimmed.key
  FROM (
    SELECT DISTINCT ON (account_id, key) account_id, agent_id, key
    FROM agents
    CROSS JOIN LATERAL btrim(email_key, padding) AS key
    WHERE email_key <> key
    ORDER BY account_id, key, agent_id
  ) trimmed
  WHERE a.account_id = trimmed.account_id
    AND a.agent_id = trimmed.agent_id
    AND NOT EXISTS (
      SELECT FROM agents other
      WHERE other.account_id = trimmed.account_id
        AND other.email_key = trimmed.key
    );

  UPDATE event_types t
  SET name_key = trimmed.key
  FROM (
    SELECT DISTINCT ON (account_id, key) account_id, event_type_id, key
    FROM event_types
    CROSS JOIN LATERAL btrim(name_key, padding) AS key
    WHERE name_key <> key
    ORDER BY account_id, key, event_type_id
  ) trimmed
  WHERE t.account_id = trimmed.account_id
    AND t.event_type_id = trimmed.event_type_id
    AND NOT EXISTS (
      SELECT FROM event_types other
      WHERE other.account_id = trimmed.account_id
        AND other.name_key = trimmed.key
    );
END
$$
