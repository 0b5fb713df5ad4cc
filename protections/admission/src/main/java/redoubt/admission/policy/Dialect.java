package redoubt.admission.policy;

import java.util.Arrays;
import java.util.Optional;

/**
 * The kinds of resources in which policies are written, each of them for a namespace or for all.
 */
public enum Dialect {
  REDOUBT("redoubt.dev", "v1"),
  /** Portieris, to its version 0.14. */
  PORTIERIS("portieris.cloud.ibm.com", "v1"),
  /** Container Image Security Enforcement, 2018 to 2020. */
  ENFORCEMENT("securityenforcement.admission.cloud.ibm.com", "v1beta1");

  private final String group;
  private final String version;

  Dialect(String group, String version) {
    this.group = group;
    this.version = version;
  }

  public String group() {
    return group;
  }

  /** As resources say it. */
  public String apiVersion() {
    return group + "/" + version;
  }

  /** Empty when policies are written in no resources of that version. */
  public static Optional<Dialect> of(String apiVersion) {
    return Arrays.stream(values()).filter(one -> one.apiVersion().equals(apiVersion)).findFirst();
  }
}
