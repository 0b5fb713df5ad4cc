package redoubt.signatures.x509;

import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;

/**
 * Names that a trusted certificate allows below it (RFC 5280, section 4.2.1.10). The paths of the
 * JDK hold those between to theirs, and not the one that they end at (RFC 5280, section 6.1.1 d).
 */
public final class NameLimits {
  private NameLimits() {}

  /**
   * Whether all of them have names that the anchor allows, or it says nothing of names.
   *
   * @param below the leaf, and then those between
   */
  @SuppressWarnings("CatchingUnchecked") // Nobody promises what a reader throws at rubbish.
  public static boolean allow(X509Certificate anchor, List<X509Certificate> below) {
    byte[] written = anchor.getExtensionValue(Extension.nameConstraints.getId());
    if (written == null) {
      return true;
    }
    try {
      PKIXNameConstraintValidator limits = limits(NameConstraints.getInstance(inside(written)));
      for (int at = 0; at < below.size(); at++) {
        X509Certificate one = below.get(at);
        // Who changes its key issues to itself, under whatever name (section 6.1.3 b and c).
        if (at == 0 || !one.getSubjectX500Principal().equals(one.getIssuerX500Principal())) {
          check(one, limits);
        }
      }
      return true;
    } catch (NameConstraintValidatorException | RuntimeException e) {
      return false;
    }
  }

  private static PKIXNameConstraintValidator limits(NameConstraints said) {
    PKIXNameConstraintValidator limits = new PKIXNameConstraintValidator();
    if (said.getPermittedSubtrees() != null) {
      limits.intersectPermittedSubtree(said.getPermittedSubtrees());
    }
    if (said.getExcludedSubtrees() != null) {
      for (GeneralSubtree excluded : said.getExcludedSubtrees()) {
        limits.addExcludedSubtree(excluded);
      }
    }
    return limits;
  }

  private static void check(X509Certificate one, PKIXNameConstraintValidator limits)
      throws NameConstraintValidatorException {
    X500Name subject = X500Name.getInstance(one.getSubjectX500Principal().getEncoded());
    if (subject.size() > 0) {
      limits.checkPermittedDN(subject);
      limits.checkExcludedDN(subject);
    }
    byte[] written = one.getExtensionValue(Extension.subjectAlternativeName.getId());
    List<GeneralName> names =
        written == null ? List.of() : List.of(GeneralNames.getInstance(inside(written)).getNames());
    for (GeneralName name : names) {
      check(name, limits);
    }
    if (names.stream().noneMatch(name -> name.getTagNo() == GeneralName.rfc822Name)) {
      for (RDN part : subject.getRDNs(BCStyle.EmailAddress)) {
        for (AttributeTypeAndValue value : part.getTypesAndValues()) {
          if (value.getType().equals(BCStyle.EmailAddress)) {
            check(
                new GeneralName(GeneralName.rfc822Name, IETFUtils.valueToString(value.getValue())),
                limits);
          }
        }
      }
    }
  }

  private static void check(GeneralName name, PKIXNameConstraintValidator limits)
      throws NameConstraintValidatorException {
    limits.checkPermitted(name);
    limits.checkExcluded(name);
  }

  private static byte[] inside(byte[] extension) {
    return ASN1OctetString.getInstance(extension).getOctets();
  }
}
