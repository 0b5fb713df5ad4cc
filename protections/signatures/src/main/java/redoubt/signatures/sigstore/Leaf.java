package redoubt.signatures.sigstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.OtherName;

/** What Fulcio says in a certificate (sigstore/fulcio, docs/oid-info.md). */
final class Leaf {
  private static final String FULCIO = "1.3.6.1.4.1.57264.1.";
  private static final String USERNAME = FULCIO + "7";
  private static final int LONGEST = 2048;
  private static final int DIGITAL_SIGNATURE = 0;
  private static final Map<String, String> CLAIMS =
      Map.of(
          "12", "certificate.source-repository",
          "13", "certificate.source-digest",
          "14", "certificate.source-ref",
          "18", "certificate.build-config");

  private Leaf() {}

  /** Who showed an identity: the one subject alternative name. Empty if there are none or more. */
  static Optional<String> identity(X509Certificate leaf) {
    byte[] encoded = leaf.getExtensionValue(Extension.subjectAlternativeName.getId());
    if (encoded == null) {
      return Optional.empty();
    }
    try {
      GeneralName[] names = GeneralNames.getInstance(inside(encoded)).getNames();
      if (names.length != 1) {
        return Optional.empty();
      }
      return switch (names[0].getTagNo()) {
        case GeneralName.rfc822Name, GeneralName.uniformResourceIdentifier ->
            only(names[0].getName().toString());
        case GeneralName.otherName -> username(OtherName.getInstance(names[0].getName()));
        default -> Optional.empty();
      };
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> username(OtherName name) {
    return name.getTypeID().getId().equals(USERNAME)
            && name.getValue() instanceof ASN1UTF8String text
        ? only(text.getString())
        : Optional.empty();
  }

  /** Who the identity was shown to, in OID 1.8 (DER); in 1.1 (raw) only if there is no 1.8. */
  static Optional<String> issuer(X509Certificate leaf) {
    return leaf.getExtensionValue(FULCIO + "8") == null
        ? raw(leaf, FULCIO + "1")
        : encoded(leaf, FULCIO + "8");
  }

  /** What it says of the build that signed, each the authority's word. */
  static Map<String, String> claims(X509Certificate leaf) {
    Map<String, String> claims = new LinkedHashMap<>();
    CLAIMS.forEach(
        (oid, name) -> encoded(leaf, FULCIO + oid).ifPresent(text -> claims.put(name, text)));
    return claims;
  }

  /** Whether it may sign code, and no certificates. */
  static boolean maySignCode(X509Certificate leaf) {
    try {
      List<String> purposes = leaf.getExtendedKeyUsage();
      boolean[] usage = leaf.getKeyUsage();
      return purposes != null
          && purposes.contains(Paths.SIGN_CODE)
          && leaf.getBasicConstraints() < 0
          && (usage == null || usage[DIGITAL_SIGNATURE]);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static Optional<String> encoded(X509Certificate leaf, String oid) {
    byte[] value = leaf.getExtensionValue(oid);
    try {
      return value != null && inside(value) instanceof ASN1UTF8String text
          ? only(text.getString())
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> raw(X509Certificate leaf, String oid) {
    byte[] value = leaf.getExtensionValue(oid);
    if (value == null) {
      return Optional.empty();
    }
    try {
      byte[] text = ASN1OctetString.getInstance(value).getOctets();
      return only(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString());
    } catch (CharacterCodingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static ASN1Primitive inside(byte[] value) throws IOException {
    return ASN1Primitive.fromByteArray(ASN1OctetString.getInstance(value).getOctets());
  }

  /** Text that can be shown and compared. */
  private static Optional<String> only(String text) {
    return Optional.of(text)
        .filter(some -> !some.isBlank() && some.length() <= LONGEST)
        .filter(some -> some.chars().noneMatch(Character::isISOControl));
  }
}
