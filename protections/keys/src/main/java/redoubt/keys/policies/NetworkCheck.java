package redoubt.keys.policies;

import redoubt.core.Failure;
import redoubt.web.InstanceCheck;
import redoubt.web.Request;
import redoubt.web.Route;

/** Holds every call that names an instance to the instance's policies allowedIP, allowedNetwork. */
public final class NetworkCheck implements InstanceCheck {
  private final InstancePolicies policies;

  public NetworkCheck(InstancePolicies policies) {
    this.policies = policies;
  }

  @Override
  public void check(Route route, Request request) {
    if (!CallerNetwork.admits(policies.of(request.instance()), request.remoteAddress())) {
      throw new Failure(
          Failure.Kind.FORBIDDEN,
          "keys.network-not-allowed",
          "The instance admits no calls from this address.",
          "Call from an allowed address, or ask for a change of the instance's policies.");
    }
  }
}
