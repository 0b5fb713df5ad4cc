package redoubt.signatures.sigstore;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who issues certificates, or timestamps.
 *
 * @param uri where it is, for people
 * @param chain the last is the anchor; what is before it leads there
 */
public record Authority(String uri, List<X509Certificate> chain, Validity validity) {
  public Authority {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("an authority has a certificate");
    }
  }

  /** What its certificates lead to. */
  public X509Certificate anchor() {
    return chain.getLast();
  }
}
