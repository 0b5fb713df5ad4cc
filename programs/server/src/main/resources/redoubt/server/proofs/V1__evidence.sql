create table proofs.evidence (
  proof text primary key,
  protection text not null,
  claim text not null,
  attack text not null,
  observation text not null,
  outcome text not null check (outcome in ('PROVEN', 'FAILED', 'NOT_TRIED')),
  at timestamptz not null,
  entry_leaf bigint not null,
  entry_position int not null
);
