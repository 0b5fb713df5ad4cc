package redoubt.encryption.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.DataFormatException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;
import redoubt.crypto.Aad;
import redoubt.crypto.Aead;
import redoubt.crypto.SecretBytes;
import redoubt.encryption.Cluster;
import redoubt.seal.SecretName;
import redoubt.seal.Vault;

/**
 * Seals what names objects: compressed, under a key of the cluster that lies in the vault, bound to
 * tenant, cluster, report and part. Who removes the key leaves nothing that can be read.
 */
public final class ReportSeal {
  private static final String LABEL = "redoubt encryption report/1";

  /** More than the largest report has. */
  private static final int LONGEST = 64 << 20;

  private final Vault vault;

  public ReportSeal(Vault vault) {
    this.vault = vault;
  }

  /** As a row has them. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  public record Sealed(byte[] body, byte[] samples) {}

  Sealed seal(Handle transaction, Cluster cluster, UUID report, byte[] body, byte[] samples) {
    try (SecretBytes key = key(transaction, cluster)) {
      return new Sealed(
          Aead.seal(key, deflated(body), aad(cluster.tenant(), cluster.id(), report, "body")),
          Aead.seal(
              key, deflated(samples), aad(cluster.tenant(), cluster.id(), report, "samples")));
    }
  }

  /**
   * @throws Failure {@code encryption.report-broken} when it was changed or moved
   */
  byte[] open(StoredReport report, String part, byte[] sealed) {
    try (SecretBytes key =
        vault.open(name(report.tenant(), report.cluster())).orElseThrow(() -> broken(null))) {
      return inflated(
          Aead.open(key, sealed, aad(report.tenant(), report.cluster(), report.id(), part)));
    } catch (Failure e) {
      throw e.code().equals("crypto.tampered") ? broken(e) : e;
    }
  }

  static Failure broken(@Nullable Throwable cause) {
    return new Failure(
        Failure.Kind.INTERNAL,
        "encryption.report-broken",
        "The report was changed in the database.",
        "Take a new one; find out who can write to the database.",
        cause);
  }

  /** The name of the key under which the reports of a cluster lie. */
  public static SecretName name(String tenant, UUID cluster) {
    return SecretName.of("encryption", tenant, cluster.toString(), "reports");
  }

  /** The cluster's row is locked by the caller, so that two do not make it at once. */
  private SecretBytes key(Handle transaction, Cluster cluster) {
    SecretName name = name(cluster.tenant(), cluster.id());
    Optional<SecretBytes> there = vault.open(transaction, name);
    if (there.isPresent()) {
      return there.get();
    }
    SecretBytes fresh = SecretBytes.random(Aead.KEY_BYTES);
    try {
      vault.put(transaction, name, fresh);
      return fresh;
    } catch (RuntimeException e) {
      fresh.close();
      throw e;
    }
  }

  private static byte[] aad(String tenant, UUID cluster, UUID report, String part) {
    return Aad.of(LABEL, tenant, cluster.toString(), report.toString(), part);
  }

  private static byte[] deflated(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflating = new DeflaterOutputStream(out)) {
      deflating.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] inflated(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(bytes);
      while (!inflater.finished()) {
        int count = inflater.inflate(buffer);
        out.write(buffer, 0, count);
        if (out.size() > LONGEST || (count == 0 && !inflater.finished())) {
          throw broken(null);
        }
      }
    } catch (DataFormatException e) {
      throw broken(e);
    }
    return out.toByteArray();
  }
}
