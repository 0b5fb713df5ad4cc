package redoubt.keys.policies;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.life.CreationRules;
import redoubt.keys.life.PolicyOverrides;
import redoubt.keys.sql.KeyPolicyRows;

/** What the policies of an instance mean for keys that come into being, and for material. */
public final class NewKeyRules implements CreationRules {
  @Override
  public void admit(Handle transaction, Key key, boolean securely) {
    if (createImport(transaction, key.tenant())
        .filter(rule -> !rule.admits(key.isRoot(), key.imported(), securely))
        .isPresent()) {
      throw KeyProtectError.KEY_CREATE_IMPORT_ACCESS_ERR.failure();
    }
  }

  @Override
  public void admitMaterial(Handle transaction, String tenant, boolean securely) {
    if (createImport(transaction, tenant)
        .filter(rule -> !rule.admitsMaterial(securely))
        .isPresent()) {
      throw KeyProtectError.KEY_CREATE_IMPORT_ACCESS_ERR.failure();
    }
  }

  private static Optional<PolicyRule.CreateImport> createImport(Handle handle, String tenant) {
    return InstancePolicies.inForce(handle, tenant, PolicyKind.KEY_CREATE_IMPORT_ACCESS)
        .map(rule -> (PolicyRule.CreateImport) rule);
  }

  @Override
  public void furnish(Handle transaction, Key key, Optional<PolicyOverrides> overrides) {
    Optional<Key.RotationPolicy> rotation;
    Optional<Key.DualAuthPolicy> dualAuth;
    if (overrides.isPresent()) {
      rotation = overrides.get().rotation();
      dualAuth = overrides.get().dualAuth();
      if (rotation.isPresent()) {
        KeyPolicies.requireRotatable(key);
      }
    } else {
      rotation =
          InstancePolicies.inForce(transaction, key.tenant(), PolicyKind.ROTATION)
              .filter(rule -> KeyPolicies.isRotatable(key))
              .map(rule -> new Key.RotationPolicy(true, ((PolicyRule.Rotation) rule).months()));
      dualAuth =
          InstancePolicies.inForce(transaction, key.tenant(), PolicyKind.DUAL_AUTH_DELETE)
              .map(rule -> new Key.DualAuthPolicy(true));
    }
    rotation.ifPresent(policy ->
        KeyPolicyRows.set(
            transaction,
            key.tenant(),
            key.id(),
            KeyPolicyRows.ROTATION,
            policy.enabled(),
            Optional.of(policy.months()),
            key.createdAt(),
            key.createdBy()));
    dualAuth.ifPresent(policy ->
        KeyPolicyRows.set(
            transaction,
            key.tenant(),
            key.id(),
            KeyPolicyRows.DUAL_AUTH_DELETE,
            policy.enabled(),
            Optional.empty(),
            key.createdAt(),
            key.createdBy()));
  }
}
