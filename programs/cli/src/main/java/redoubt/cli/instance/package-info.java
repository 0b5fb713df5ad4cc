/**
 * The commands of instances, which are the tenants: the instances themselves, who holds which role
 * in them, and the policies that hold for all their keys. An instance is named by id or, where only
 * one has it, by name.
 */
@NullMarked
package redoubt.cli.instance;

import org.jspecify.annotations.NullMarked;
