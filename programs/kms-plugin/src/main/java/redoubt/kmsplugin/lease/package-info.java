/**
 * The lease on the root key, from the first answer of the server to its end. {@link
 * redoubt.kmsplugin.lease.Standing} is what holds at a moment and what every answer to the API
 * server is made from; {@link redoubt.kmsplugin.lease.LeaseKeeper} asks the server all the time and
 * changes it; {@link redoubt.kmsplugin.lease.HostState} brings it over a restart while the server
 * is away, if that was asked for.
 */
@NullMarked
package redoubt.kmsplugin.lease;

import org.jspecify.annotations.NullMarked;
