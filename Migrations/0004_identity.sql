-- Who may call: OAuth clients and the keys that sign their access tokens; and who changed what.
--
-- Clients, keys and assertions are the installation's, like accounts: a caller is known before its
-- account is.

-- A deactivated account's tokens and clients are refused; its data stays.
ALTER TABLE accounts ADD COLUMN active boolean NOT NULL DEFAULT true;

-- What people call the account; its id may be a number.
ALTER TABLE accounts ADD COLUMN name text
  CONSTRAINT accounts_name_length CHECK (octet_length(name) BETWEEN 1 AND 320);

-- A deactivated event type can no longer be scheduled; events of it stay.
ALTER TABLE event_types ADD COLUMN active boolean NOT NULL DEFAULT true;

CREATE TABLE clients (
  client_id text PRIMARY KEY
    CONSTRAINT clients_client_id_length CHECK (octet_length(client_id) BETWEEN 1 AND 128),
  -- Null for the installation's own clients, which administer and belong to no account.
  account_id bigint REFERENCES accounts,
  name text NOT NULL CONSTRAINT clients_name_not_empty CHECK (name <> ''),
  scopes text[] NOT NULL CONSTRAINT clients_scopes CHECK (
    cardinality(scopes) > 0 AND CASE WHEN account_id IS NULL
      THEN scopes <@ ARRAY['wfm-admin']
      ELSE scopes <@ ARRAY['wfm-public:write', 'wfm-public:read']
    END),
  -- SHA-256 of a secret of 256 random bits: nothing slower is needed where nothing can be guessed.
  secret_hash bytea CONSTRAINT clients_secret_hash CHECK (octet_length(secret_hash) = 32),
  -- The secret before the last rotation, where it was given time to be replaced.
  previous_secret_hash bytea
    CONSTRAINT clients_previous_secret_hash CHECK (octet_length(previous_secret_hash) = 32),
  previous_secret_until timestamptz,
  -- The public keys of a client that signs its own assertions (RFC 7523), a JWK Set.
  jwks text,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  CONSTRAINT clients_credential CHECK (num_nonnulls(secret_hash, jwks) > 0),
  CONSTRAINT clients_previous_secret
    CHECK ((previous_secret_hash IS NULL) = (previous_secret_until IS NULL))
);

CREATE INDEX clients_account ON clients (account_id, client_id);

-- The assertions that were accepted, so that none is twice. Rows go when they have expired.
CREATE TABLE client_assertions (
  client_id text NOT NULL REFERENCES clients,
  -- SHA-256 of the assertion's jti, which may be long.
  jti_hash bytea NOT NULL CONSTRAINT client_assertions_jti_hash CHECK (octet_length(jti_hash) = 32),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (client_id, jti_hash)
);

CREATE INDEX client_assertions_expired ON client_assertions (expires_at);

-- The keys that sign access tokens, shared by all replicas.
CREATE TABLE signing_keys (
  key_id text PRIMARY KEY,
  -- The private key, PKCS #8 in PEM, under AES-256-GCM with a key that is not in the database:
  -- nonce, ciphertext, tag. The key id is authenticated with it.
  sealed_private_key bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- From then on it signs, until a later one does: every replica and every cache of the published
  -- keys has it by then.
  signs_from timestamptz NOT NULL,
  -- Until then its signatures are believed; null while it is not to be replaced yet.
  verifies_until timestamptz
);

-- Who changed what, when, from where: every change of an administrator, every import.
CREATE TABLE audit_events (
  -- 0 for what concerns the installation and no account.
  account_id bigint NOT NULL,
  audit_id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT now(),
  -- The OAuth client, or the system user of a command line.
  actor text NOT NULL,
  -- Such as import.accept, client.create, agents.upsert.
  action text NOT NULL,
  -- What was changed: an import's id, an agent's e-mail, a client's id.
  target text NOT NULL,
  -- Numbers and new values, as a JSON object; never a secret.
  detail text NOT NULL DEFAULT '{}',
  remote_address text,
  request_id text,
  PRIMARY KEY (account_id, audit_id)
);

CREATE INDEX audit_events_all ON audit_events (audit_id);
