create table sample.fruit (name text primary key);
