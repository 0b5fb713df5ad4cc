/**
 * The room's pages: the clusters of an instance, one cluster with what its etcd holds, its keys and
 * plugins, and the forms that migrate, rotate and disable.
 *
 * <p>Pages get all they show from the room's own API, in the name of who looks at them. A button is
 * shown only to who may use it; the API decides in any case.
 */
@NullMarked
package redoubt.encryption.console;

import org.jspecify.annotations.NullMarked;
