package redoubt.outward;

import redoubt.core.Failure;

/** Somebody named an address that this server does not connect to. */
public final class AddressRefused extends Failure {
  private static final long serialVersionUID = 1;

  public AddressRefused() {
    super(
        Kind.FORBIDDEN,
        "outward.address-refused",
        "The name leads to an address that this server does not connect to.",
        "Name an address in a network that it may reach; loopback addresses take redoubt up"
            + " --reach-loopback true.");
  }
}
