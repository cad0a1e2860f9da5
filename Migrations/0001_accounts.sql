-- Accounts and what a schedule is made of: agents and event types.
--
-- Every table of an account's data leads its primary key with the account, and no unique constraint
-- or foreign key crosses accounts, so the schema can be spread over a sharded PostgreSQL by account.

CREATE TABLE accounts (
  account_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The caller's own id of the account, as it stands in access tokens.
  external_id text NOT NULL CONSTRAINT accounts_external_id_key UNIQUE
    CONSTRAINT accounts_external_id_length CHECK (octet_length(external_id) BETWEEN 1 AND 128),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE agents (
  account_id bigint NOT NULL REFERENCES accounts,
  agent_id integer GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL CONSTRAINT agents_name_not_empty CHECK (name <> ''),
  email text NOT NULL CONSTRAINT agents_email_not_empty CHECK (email <> ''),
  -- The e-mail as it is compared: without letter case and surrounding blanks. The server computes it,
  -- so that the rule does not depend on the database's collation.
  email_key text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  PRIMARY KEY (account_id, agent_id),
  CONSTRAINT agents_email_key UNIQUE (account_id, email_key)
);

CREATE TABLE event_types (
  account_id bigint NOT NULL REFERENCES accounts,
  event_type_id integer GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL CONSTRAINT event_types_name_not_empty CHECK (name <> ''),
  -- The name as it is compared, computed like agents.email_key.
  name_key text NOT NULL,
  PRIMARY KEY (account_id, event_type_id),
  CONSTRAINT event_types_name_key UNIQUE (account_id, name_key)
);
