create table sample.fruit (name text primary key, count integer not null default 0);
