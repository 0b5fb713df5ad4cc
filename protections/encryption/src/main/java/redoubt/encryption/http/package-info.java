/**
 * Routes of clusters, their leases and their encryption, under instances. Handlers read and check
 * what comes in and give shape to what goes out; services decide. Unknown fields are refused. A
 * route of people asks for a role in the whole instance, the lease for a role in the key ring of
 * the cluster's root key, which is all that a plugin holds.
 */
@NullMarked
package redoubt.encryption.http;

import org.jspecify.annotations.NullMarked;
