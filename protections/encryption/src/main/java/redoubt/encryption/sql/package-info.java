/**
 * The room's tables. Every query names the tenant, also where an id alone would find the row; only
 * the sweep of lapsed leases looks over all tenants. Rows that several servers change are locked by
 * whoever changes them, and read again under the lock. Nothing secret is in these tables:
 * credentials are in the vault, under the same tenant and cluster.
 */
@NullMarked
package redoubt.encryption.sql;

import org.jspecify.annotations.NullMarked;
