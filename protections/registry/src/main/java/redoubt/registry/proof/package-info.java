/**
 * The attacks on what the registry promises, one class each: tokens of another tenant, more than a
 * quota allows, content that changed on the disk. They push and pull over HTTP as anybody could, in
 * namespaces that are there for one proof alone. Each attack stands beside its permitted form, so
 * that a registry that refuses everything proves nothing.
 */
@NullMarked
package redoubt.registry.proof;

import org.jspecify.annotations.NullMarked;
