-- Instances, users, API keys, grants and the key that signs tokens.
-- seq gives lists a stable order and their pages a cursor.

create table identity.users (
  id uuid primary key,
  seq bigint generated always as identity unique,
  name text not null,
  administrator boolean not null,
  service boolean not null,
  created_at timestamptz not null
);
create unique index users_name on identity.users (lower(name));

create table identity.instances (
  id uuid primary key,
  seq bigint generated always as identity unique,
  name text not null,
  created_at timestamptz not null,
  created_by text not null
);
create unique index instances_name on identity.instances (lower(name));

create table identity.apikeys (
  id text primary key check (id ~ '^[a-z2-7]{16}$'),
  seq bigint generated always as identity unique,
  user_id uuid not null references identity.users on delete cascade,
  name text not null,
  -- SHA-256 of the whole key, its id included.
  digest bytea not null check (length(digest) = 32),
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz,
  last_used_at timestamptz
);
create index apikeys_user on identity.apikeys (user_id);

create table identity.grants (
  id uuid primary key,
  seq bigint generated always as identity unique,
  user_id uuid not null references identity.users on delete cascade,
  instance_id uuid not null references identity.instances on delete cascade,
  role text not null,
  ring text,
  created_at timestamptz not null,
  created_by text not null,
  unique nulls not distinct (user_id, instance_id, role, ring)
);
create index grants_instance on identity.grants (instance_id);

-- The key itself is in the vault under its id; at most one is current.
create table identity.token_keys (
  kid text primary key,
  issuer text not null,
  created_at timestamptz not null,
  current boolean not null
);
create unique index token_keys_current on identity.token_keys (current) where current;
