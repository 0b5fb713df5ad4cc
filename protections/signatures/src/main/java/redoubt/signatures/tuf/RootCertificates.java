package redoubt.signatures.tuf;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import redoubt.crypto.DerCertificate;

/** Certificates of root keys, which name the repository that they are for. */
final class RootCertificates {
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  /** Clocks of those who make certificates may be ahead. */
  private static final Duration AHEAD = Duration.ofDays(1);

  private RootCertificates() {}

  /** The first of those in PEM: the one that a key stands for. */
  static X509Certificate first(byte[] pem) throws GeneralSecurityException {
    String text = new String(pem, StandardCharsets.ISO_8859_1);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new GeneralSecurityException("no certificate");
    }
    byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
    return DerCertificate.read(der)
        .orElseThrow(() -> new GeneralSecurityException("no certificate"));
  }

  /** It is for the repository: its common name is it, or a beginning of it before a star. */
  static boolean isFor(X509Certificate certificate, String gun) {
    try {
      List<String> names =
          new LdapName(certificate.getSubjectX500Principal().getName())
              .getRdns().stream()
                  .filter(part -> part.getType().equalsIgnoreCase("CN"))
                  .map(part -> String.valueOf(part.getValue()))
                  .toList();
      if (names.size() != 1) {
        return false;
      }
      String name = names.getFirst();
      return name.endsWith("*") ? gun.startsWith(name.replaceFirst("\\*+$", "")) : name.equals(gun);
    } catch (InvalidNameException e) {
      return false;
    }
  }

  /** It is no authority's, and not made with SHA-1. */
  static boolean isOfSigner(X509Certificate certificate) {
    return certificate.getBasicConstraints() < 0
        && !certificate.getSigAlgName().toUpperCase(Locale.ROOT).startsWith("SHA1");
  }

  static boolean isValidAt(X509Certificate certificate, Instant now) {
    return !now.plus(AHEAD).isBefore(certificate.getNotBefore().toInstant())
        && !now.isAfter(certificate.getNotAfter().toInstant());
  }
}
