package redoubt.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;
import redoubt.encryption.Cluster;
import redoubt.encryption.PluginAccounts;
import redoubt.identity.FreshKey;
import redoubt.identity.Grants;
import redoubt.identity.Identity;
import redoubt.identity.User;
import redoubt.web.Grant;
import redoubt.web.Principal;
import redoubt.web.Role;

/** Connects the encryption of clusters with identity. */
record ClusterAccounts(Identity identity) implements PluginAccounts {
  @Override
  public Credential issue(String actor, Cluster cluster, String ring) {
    String name = "kms-plugin-" + cluster.id();
    User user =
        identity
            .users()
            .find(name)
            .filter(User::service)
            .orElseGet(() -> identity.users().create(actor, name, false, true));
    admit(actor, user.id(), cluster, ring);
    FreshKey key =
        identity.apiKeys().createForService(actor, user.id(), "kms plugin", Optional.empty());
    return new Credential(
        user.id(),
        key.apiKey().id(),
        SecretBytes.owning(key.text().getBytes(StandardCharsets.US_ASCII)));
  }

  @Override
  public void admit(String actor, String account, Cluster cluster, String ring) {
    boolean granted =
        identity.grants().of(account).stream()
            .anyMatch(
                grant -> grant.grant().equals(Grant.inRing(Role.READER, cluster.tenant(), ring)));
    if (!granted) {
      // Who calls may grant this: the route asks for MANAGER in the instance.
      identity
          .grants()
          .create(
              new Principal(actor, actor, List.of(Grant.inInstance(Role.READER, cluster.tenant()))),
              cluster.tenant(),
              new Grants.Wish(account, Role.READER, Optional.of(ring)));
    }
  }

  @Override
  public void end(String actor, String account) {
    try {
      identity.users().delete(actor, account);
    } catch (Failure e) {
      if (!e.code().equals("identity.no-such-user")) {
        throw e;
      }
    }
  }
}
