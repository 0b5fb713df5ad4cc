package redoubt.registry;

import org.jdbi.v3.core.Handle;

/** Port of the registry: forgets what others keep of a namespace. */
@FunctionalInterface
public interface NamespaceEnd {
  /** In the transaction that removes the namespace, which has no images any more. */
  void ending(Handle transaction, String instance, String actor, String namespace);
}
