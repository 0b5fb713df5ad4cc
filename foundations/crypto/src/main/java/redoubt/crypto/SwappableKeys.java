package redoubt.crypto;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows one certificate to every client that can check its kind of key, until another one is
 * swapped in. A handshake under way ends with the certificate it began with.
 */
final class SwappableKeys extends X509ExtendedKeyManager {
  @SuppressWarnings("ArrayRecordComponent")
  private record Shown(String alias, PrivateKey key, X509Certificate[] chain) {}

  // The one before stays at hand for handshakes that began before the swap.
  private volatile @Nullable Shown before;
  private volatile @Nullable Shown now;
  private long swaps;

  synchronized void swap(PrivateKey key, X509Certificate certificate, X509Certificate authority) {
    Shown shown = now;
    if (shown != null
        && shown.chain()[0].equals(certificate)
        && shown.chain()[1].equals(authority)) {
      return;
    }
    before = shown;
    now = new Shown("s" + swaps++, key, new X509Certificate[] {certificate, authority});
  }

  X509Certificate certificate() {
    return Objects.requireNonNull(now, "a certificate is swapped in first").chain()[0];
  }

  private @Nullable Shown find(@Nullable String alias) {
    for (Shown shown : Arrays.asList(now, before)) {
      if (shown != null && shown.alias().equals(alias)) {
        return shown;
      }
    }
    return null;
  }

  private @Nullable String choose(@Nullable String keyType) {
    Shown shown = now;
    return shown != null && "EC".equals(keyType) ? shown.alias() : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return choose(keyType);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return choose(keyType);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = choose(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    Shown shown = find(alias);
    return shown == null ? null : shown.chain().clone();
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    Shown shown = find(alias);
    return shown == null ? null : shown.key();
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
