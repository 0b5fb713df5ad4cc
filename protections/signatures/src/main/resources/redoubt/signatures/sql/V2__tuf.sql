-- A repository of Notary v1: its name as its users write it, and the repository of the registry whose roles count.
CREATE TABLE signatures.tuf_gun (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  instance   text NOT NULL,
  gun        text COLLATE "C" NOT NULL,
  repository text COLLATE "C" NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (instance, gun)
);
CREATE INDEX tuf_gun_of_repository ON signatures.tuf_gun (instance, repository);

-- Files as they came, or as the server signed them. The newest version of a role is the one that counts.
CREATE TABLE signatures.tuf_file (
  gun     bigint NOT NULL REFERENCES signatures.tuf_gun ON DELETE CASCADE,
  role    text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  sha256  text NOT NULL,
  bytes   bytea NOT NULL,
  at      timestamptz NOT NULL,
  PRIMARY KEY (gun, role, version)
);
CREATE INDEX tuf_file_of_hash ON signatures.tuf_file (gun, sha256);

-- Keys that the server signs timestamps and snapshots with. The private half is in the vault, and wrapped by a key
-- of the tenant before if guarded.
CREATE TABLE signatures.tuf_key (
  gun        bigint NOT NULL REFERENCES signatures.tuf_gun ON DELETE CASCADE,
  role       text NOT NULL CHECK (role IN ('timestamp', 'snapshot')),
  key_id     text NOT NULL,
  public     bytea NOT NULL,
  guarded    boolean NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (gun, key_id)
);

-- What changed, for who follows along. Stays when the repository goes.
CREATE TABLE signatures.tuf_change (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  instance   text NOT NULL,
  gun        text COLLATE "C" NOT NULL,
  repository text COLLATE "C" NOT NULL,
  version    integer NOT NULL,
  sha256     text NOT NULL,
  category   text NOT NULL CHECK (category IN ('update', 'deletion')),
  at         timestamptz NOT NULL
);
CREATE INDEX tuf_change_of_instance ON signatures.tuf_change (instance, id);
