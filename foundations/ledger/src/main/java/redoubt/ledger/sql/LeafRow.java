package redoubt.ledger.sql;

/** A leaf; its time is in microseconds since 1970 UTC. */
@SuppressWarnings("ArrayRecordComponent")
public record LeafRow(long index, long at, int count, byte[] root) {}
