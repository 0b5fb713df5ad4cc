-- Tokens that were ended before their time. A row is of no use once the token has expired.
create table identity.ended_tokens (
  id text primary key,
  apikey text not null references identity.apikeys on delete cascade,
  expires_at timestamptz not null
);
create index ended_tokens_apikey on identity.ended_tokens (apikey);
