-- Leaf I of the tree: a batch of entries that were committed together.
create table ledger.leaf (
  index bigint primary key check (index >= 0),
  -- Microseconds since 1970 UTC; never less than that of the leaf before.
  at bigint not null,
  -- Number of entries.
  count integer not null check (count > 0),
  -- RFC 6962 tree hash over the entries.
  root bytea not null check (length(root) = 32)
);

-- The entries of a leaf, one row for each tenant who has some.
create table ledger.page (
  leaf bigint not null references ledger.leaf (index),
  tenant text not null,
  -- For each entry: position in the leaf and length (4 bytes each, big-endian), then the entry.
  entries bytea not null,
  -- action:…, target:… and outcome:… of the entries, for filters.
  subjects text[] not null,
  primary key (leaf, tenant)
);
create index page_of_tenant on ledger.page (tenant, leaf);
create index page_subjects on ledger.page using gin (subjects);
alter table ledger.page alter column entries set storage external;

-- Hash of the complete subtree over the leaves index * 2^level until (index + 1) * 2^level.
create table ledger.node (
  level smallint not null,
  index bigint not null,
  hash bytea not null check (length(hash) = 32),
  primary key (level, index)
);

-- One row, locked by each append.
create table ledger.head (
  single boolean primary key default true check (single),
  -- Name of this log, made once.
  origin text not null,
  -- Number of leaves, and of entries in them.
  size bigint not null,
  entries bigint not null,
  -- Time of the last leaf.
  at bigint not null,
  -- Hashes of the complete subtrees that the leaves split into, from left to right.
  frontier bytea not null
);

-- What was signed, when it was signed.
create table ledger.signed_head (
  size bigint primary key,
  at bigint not null,
  root bytea not null,
  -- The signed note.
  note text not null
);
