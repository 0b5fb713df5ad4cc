package redoubt.ledger.sql;

/** The hash of a complete subtree. */
@SuppressWarnings("ArrayRecordComponent")
public record NodeRow(int level, long index, byte[] hash) {}
