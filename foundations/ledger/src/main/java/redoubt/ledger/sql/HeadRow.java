package redoubt.ledger.sql;

/** The end of the log. */
@SuppressWarnings("ArrayRecordComponent")
public record HeadRow(String origin, long size, long entries, long at, byte[] frontier) {}
