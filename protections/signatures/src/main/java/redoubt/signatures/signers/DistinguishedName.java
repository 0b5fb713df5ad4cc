package redoubt.signatures.signers;

import java.util.HashSet;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Distinguished names of certificates (RFC 4514). */
final class DistinguishedName {
  private DistinguishedName() {}

  /** It can be read, and has one attribute at least. */
  static boolean isName(String text) {
    try {
      return !new LdapName(text).isEmpty();
    } catch (InvalidNameException e) {
      return false;
    }
  }

  /** Every attribute of the one is in the other, too, with the same value. */
  static boolean covers(String wanted, String subject) {
    try {
      return parts(subject).containsAll(parts(wanted));
    } catch (InvalidNameException e) {
      return false;
    }
  }

  private static Set<Rdn> parts(String text) throws InvalidNameException {
    return new HashSet<>(new LdapName(text).getRdns());
  }
}
