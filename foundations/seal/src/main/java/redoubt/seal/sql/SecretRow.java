package redoubt.seal.sql;

/** A sealed secret. */
@SuppressWarnings("ArrayRecordComponent")
public record SecretRow(String name, String masterId, String masterKind, byte[] box) {}
