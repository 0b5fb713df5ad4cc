/** Who may do what: tokens for the clients of registries, and the scopes that these ask for. */
@NullMarked
package redoubt.registry.access;

import org.jspecify.annotations.NullMarked;
