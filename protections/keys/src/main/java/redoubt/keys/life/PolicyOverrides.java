package redoubt.keys.life;

import java.util.Optional;
import redoubt.keys.Key;

/**
 * The policies that a new key shall have instead of those its instance prescribes; both empty means
 * none at all.
 */
public record PolicyOverrides(
    Optional<Key.RotationPolicy> rotation, Optional<Key.DualAuthPolicy> dualAuth) {}
