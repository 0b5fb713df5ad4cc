-- A role may be held in a part of an instance: a key ring, a namespace or a repository of images.
alter table identity.grants drop constraint grants_user_id_instance_id_role_ring_key;
alter table identity.grants rename column ring to part_name;
alter table identity.grants add column part_kind text
  check (part_kind in ('RING', 'NAMESPACE', 'REPOSITORY'));
update identity.grants set part_kind = 'RING' where part_name is not null;
alter table identity.grants
  add constraint grants_part check ((part_kind is null) = (part_name is null)),
  add constraint grants_once
    unique nulls not distinct (user_id, instance_id, role, part_kind, part_name);
