package redoubt.encryption.etcd;

import java.lang.foreign.MemorySegment;

/**
 * One live object as it lies in etcd. The segments may be read only during the call that hands the
 * object over.
 *
 * @param revision at which it was written
 */
public record StoredObject(MemorySegment key, MemorySegment value, long revision) {}
